import { createReadStream, createWriteStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import tar from 'tar-stream'
import { messageOf, UserError } from '../errors.ts'
import { placeEntry, startPlacement, type NewHeader, type Placement } from './placement.ts'

/** What a tarball of Julia says about itself. */
export type TarballFacts = Readonly<{
  /** `JULIA_VERSION_STRING`, such as `1.14.0-DEV.321`; older and repacked distributions may lack it. */
  version?: string
  /** 40 hexadecimal digits, or the 10 that a nightly's top folder has. */
  commit?: string
}>

/** Files that are looked into on the way: both are small. */
const versionFile = 'include/julia/julia_version.h'
const commitFile = 'share/julia/base/version_git.jl'

/**
 * Rewrites a tarball of Julia (`julia-1.12.7/bin/julia`, gzip) as an uncompressed tar of full paths
 * (`usr/local/julia/bin/julia`), so that a build can lay it over `/` and get the same layer every time
 * (FACTS §4, "Stable layers"). Streams: at no time is a large file in memory.
 *
 * @param tarball file to read
 * @param destination file to write; on an error the caller removes it
 * @throws {@link UserError} for a tarball that is broken, is not Julia's, or would write outside its folder
 */
export async function repackJulia(tarball: string, destination: string): Promise<TarballFacts> {
  const extract = tar.extract()
  const pack = tar.pack()
  const placement = startPlacement()
  const texts = new Map<string, string>()
  const steps = [
    copyEntries({ extract, pack, placement, texts }),
    pipeline(createReadStream(tarball), createGunzip(), extract),
    pipeline(pack, createWriteStream(destination))
  ]
  const failures: unknown[] = []
  const stop = (error: unknown): void => {
    failures.push(error)
    extract.destroy()
    pack.destroy()
  }
  // All three are waited for, so that nothing still writes when the caller cleans up.
  await Promise.all(steps.map(step => step.catch(stop)))
  if (failures.length > 0) throw asUserError(failures[0])
  if (!placement.files.has('bin/julia')) {
    throw new UserError(
      'The tarball holds no bin/julia: it is empty or not a distribution of Julia. See what the server gives at its address.'
    )
  }
  return readFacts(texts, placement.top ?? '')
}

type Copy = Readonly<{
  extract: tar.Extract
  pack: tar.Pack
  placement: Placement
  texts: Map<string, string>
}>

async function copyEntries({ extract, pack, placement, texts }: Copy): Promise<void> {
  for (const name of ['usr/', 'usr/local/', 'usr/local/julia/']) {
    await writeEntry(pack, { name, type: 'directory', mode: 0o755, mtime: fixedTime })
  }
  for await (const entry of extract) {
    const placed = placeEntry(entry.header, placement)
    if (placed?.header.type !== 'file') {
      entry.resume()
      if (placed) await writeEntry(pack, placed.header)
    } else if (placed.path === versionFile || placed.path === commitFile) {
      const content = await buffer(entry)
      texts.set(placed.path, content.toString('utf8'))
      await writeEntry(pack, placed.header, content)
    } else {
      await pipeline(entry, pack.entry(placed.header))
    }
  }
  pack.finalize()
}

/** Of the folders above Julia, which no tarball has a time for. */
const fixedTime = new Date(1000)

function writeEntry(pack: tar.Pack, header: NewHeader, content?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve())
    if (content === undefined) pack.entry(header, done)
    else pack.entry(header, content, done)
  })
}

/** An error of this machine, such as a full disk, is not the tarball's fault. */
function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error
  const message = messageOf(error)
  if (typeof error === 'object' && error !== null && 'syscall' in error) {
    return new UserError(
      `The tarball could not be repacked on this machine: ${message}. Free some space in the runner's temporary folder (RUNNER_TEMP), which needs about 1 GB for each platform.`
    )
  }
  return new UserError(
    `The tarball cannot be unpacked: ${message}. It is truncated or damaged; run the job again, and if it stays so see what the server gives at its address.`
  )
}

function readFacts(texts: ReadonlyMap<string, string>, top: string): TarballFacts {
  const version = /^#define JULIA_VERSION_STRING "([^"]+)"/m.exec(texts.get(versionFile) ?? '')?.[1]
  const recorded = /GitVersionInfo\(\s*"([0-9a-f]{40})"/.exec(texts.get(commitFile) ?? '')?.[1]
  const commit = recorded ?? /^julia-([0-9a-f]{10})$/.exec(top)?.[1]
  return { ...(version === undefined ? {} : { version }), ...(commit === undefined ? {} : { commit }) }
}
