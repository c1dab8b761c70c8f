import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../deps.ts'
import { messageOf, UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { checkAuthenticity, type CheckMeans, type Named } from './authenticity.ts'
import { isNightly } from './distribution.ts'
import { fetchFile, makeTemporaryFolder } from './fetch.ts'
import type { Distribution } from './releases.ts'
import { repackJulia, type TarballFacts } from './repack.ts'

/** Julia for one platform, ready for a build. */
export type ProvidedJulia = Readonly<{
  /** Holds one file, {@link juliaTar}. */
  folder: string
  /** Exact version; for a nightly what its tarball says, such as `1.14.0-DEV.321`. */
  version: string
  /** Of a nightly: 40 hexadecimal digits, or the first 10 where the tarball tells no more. */
  commit?: string
  /** Whether it was in the tool cache. */
  cached: boolean
  /** Time it took. */
  seconds: number
}>

/**
 * Name of the uncompressed tar whose entries are `usr/`, `usr/local/`, `usr/local/julia/…`. The Dockerfile asks for it
 * by `TARGETARCH`, so that a builder's node reads no other's.
 */
export const juliaTar = ({ arch }: Platform): string => `julia-${arch}.tar`

const tool = 'julia-bake'

/** Raised when tars are checked or written in another way, so that older ones are not found. */
const layout = 'v3'

/**
 * Provides a distribution from the tool cache, or downloads, checks and repacks it, and keeps it there. Nightlies
 * change daily and have no checksum: they are never kept, and live in a temporary folder until the job ends.
 *
 * @throws {@link UserError} if it cannot be had, fails its check or is not Julia's; nothing is left behind then
 */
export async function provideDistribution(
  distribution: Distribution,
  platform: Platform,
  deps: CheckMeans
): Promise<ProvidedJulia> {
  const start = performance.now()
  const seconds = (): number => (performance.now() - start) / 1000
  const name = `Julia ${distribution.version} for ${platform.name}`
  const file = juliaTar(platform)
  const kept = findKept(distribution, file, deps)
  if (kept !== undefined) {
    deps.log.info(`${name}: in the tool cache at ${kept}`)
    return { folder: kept, version: distribution.version, cached: true, seconds: seconds() }
  }
  const folder = await makeTemporaryFolder(deps.env)
  try {
    const about = await downloadInto({ folder, file, name, distribution }, deps)
    const place = isNightly(distribution) ? folder : await keep({ folder, file, distribution }, deps)
    return { ...about, folder: place, cached: false, seconds: seconds() }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** A distribution to provide, and the file that is made of it. */
type Job = Named & Readonly<{ folder: string; file: string }>

type Identity = Pick<ProvidedJulia, 'version' | 'commit'>

async function downloadInto(job: Job, deps: CheckMeans): Promise<Identity> {
  const { folder, file, name, distribution } = job
  const { size, url } = distribution
  deps.log.info(`${name}: downloading ${url}${size === undefined ? '' : ` (${megabytes(size)} MB)`}`)
  const download = await fetchFile(url, name, deps)
  try {
    await checkAuthenticity(download.file, job, deps)
    const part = join(folder, `${file}.part`)
    const facts = await repackJulia(download.file, part).catch(withAddress(name, url))
    const identity = isNightly(distribution) ? identifyNightly(facts, job) : identifyRelease(facts, job)
    await rename(part, join(folder, file))
    if (isNightly(distribution)) {
      deps.log.info(`${name}: is ${identity.version}, commit ${identity.commit ?? 'unknown'}`)
    }
    return identity
  } finally {
    await rm(download.folder, { recursive: true, force: true })
  }
}

/** Neither a checksum nor a signature says which version a file is: an older one could stand in for a newer one. */
function identifyRelease(facts: TarballFacts, { name, distribution }: Job): Identity {
  const { version, url } = distribution
  if (facts.version === undefined || facts.version === version) return { version }
  throw new UserError(
    `${name} from ${url} is Julia ${facts.version} (include/julia/julia_version.h). Nothing of it is used. If julia-mirror is set, see what it lists for ${version} in bin/versions.json; else run the job again.`
  )
}

function identifyNightly({ version, commit }: TarballFacts, { name, distribution }: Job): Identity {
  if (version !== undefined) return { version, ...(commit === undefined ? {} : { commit }) }
  throw new UserError(
    `${name} from ${distribution.url} does not say which version it is (include/julia/julia_version.h). Set julia-version to a release.`
  )
}

const withAddress =
  (name: string, url: string) =>
  (error: unknown): never => {
    throw new UserError(`${name} from ${url}: ${messageOf(error)}`)
  }

/** Two servers may offer different files as one version: the checksum keeps them apart in the tool cache. */
const archOf = ({ triplet, sha256 }: Distribution): string =>
  `${triplet}-${layout}-${sha256?.slice(0, 12) ?? ''}`

/** Without a tool cache, as outside a runner, `@actions/tool-cache` can neither find nor keep. */
const canKeep = (distribution: Distribution, env: Deps['env']): boolean =>
  !isNightly(distribution) && Boolean(env['RUNNER_TOOL_CACHE'])

function findKept(distribution: Distribution, file: string, { tools, env }: CheckMeans): string | undefined {
  if (!canKeep(distribution, env)) return undefined
  const folder = tools.find(tool, distribution.version, archOf(distribution))
  return folder !== '' && existsSync(join(folder, file)) ? folder : undefined
}

/** The tool cache marks an entry complete last, so that no partial one is found. */
async function keep({ folder, file, distribution }: Omit<Job, 'name'>, deps: CheckMeans): Promise<string> {
  if (!canKeep(distribution, deps.env)) return folder
  const { version } = distribution
  const arch = archOf(distribution)
  let kept: string
  try {
    // A job on the same machine may have been faster and be using its own.
    kept =
      findKept(distribution, file, deps) ??
      (await deps.tools.cacheFile(join(folder, file), file, tool, version, arch))
  } catch (error) {
    deps.log.warning(`Julia ${version} could not be kept in the tool cache: ${messageOf(error)}`)
    return folder
  }
  await rm(folder, { recursive: true, force: true })
  return kept
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
