import { createHash } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { isRecord } from '../json.ts'
import { sumBlobs, type Layout } from './entry.ts'
import { packFacts, packText, unpackFacts, unpackText } from './facts.ts'
import type { CacheKey } from './key.ts'
import type { RecordKey, Store, StoredDepot } from './store.ts'

/** Annotations of a depot's manifest. */
const annotation = {
  key: 'io.github.julia-bake.key',
  facts: 'io.github.julia-bake.facts',
  record: 'io.github.julia-bake.record'
} as const

/** Characters that one argument of a program may have on Linux (`MAX_ARG_STRLEN`), with room for the rest of it. */
const LONGEST_ARGUMENT = 128 * 1024 - 1000

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * The tag for a key, or for a fallback's prefix. What is no tag as it is
 * (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests), such as a nightly's key
 * with its `+`, gets the hash of all of it at the end, so that no two share one.
 */
export function tagOf(text: string): string {
  const plain = text.replace(/-$/, '')
  if (/^\w[\w.-]{0,127}$/.test(plain)) return plain
  const clean = plain.replace(/[^\w.-]/g, '_').replace(/^\W/, '_')
  return `${clean.slice(0, 111)}-${sha256(plain).slice(0, 16)}`
}

/** Tags that a depot is pushed under: its own, and that of each tier of its lineage, which goes on to the newest. */
export const tagsOf = ({ key, fallbacks }: CacheKey): readonly string[] =>
  [key, ...fallbacks.map(({ prefix }) => prefix).filter(prefix => key.startsWith(prefix))].map(tagOf)

type Source = Readonly<{ repo: string; builder: string; exec: Deps['exec'] }>

/**
 * A manifest as the registry has it, to the byte; nothing if it has none.
 *
 * @param name `:TAG` or `@DIGEST`
 */
async function readManifest({ repo, builder, exec }: Source, name: string): Promise<string | undefined> {
  const options = [...(builder ? ['--builder', builder] : []), '--raw']
  const args = ['buildx', 'imagetools', 'inspect', ...options, `${repo}${name}`]
  const { exitCode, stdout, stderr } = await exec('docker', args, { silent: true, ignoreReturnCode: true })
  if (exitCode === 0) return stdout
  if (/: not found\s*$/.test(stderr)) return undefined
  throw new Error(stderr.trim().replace(/^ERROR: /, '') || `docker ${args.join(' ')} ended with ${exitCode}`)
}

function parseManifest(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  return isRecord(value) ? value : {}
}

const layoutOf = (repo: string, manifest: string): Layout => {
  const digest = `sha256:${sha256(manifest)}`
  const bytes = Buffer.byteLength(manifest) + sumBlobs(parseManifest(manifest))
  return { context: `docker-image://${repo}@${digest}`, digest, bytes }
}

function readDepot(repo: string, manifest: string): StoredDepot {
  const { annotations } = parseManifest(manifest)
  const { [annotation.key]: key, [annotation.facts]: facts } = isRecord(annotations) ? annotations : {}
  if (typeof key !== 'string' || typeof facts !== 'string') {
    throw new Error('a manifest has no key or no facts of a depot among its annotations')
  }
  return { key, facts: unpackFacts(facts), layout: layoutOf(repo, manifest) }
}

async function restoreDepot(source: Source, { key, fallbacks }: CacheKey): Promise<StoredDepot | undefined> {
  for (const { prefix, tier } of [{ prefix: key, tier: 'exact' }, ...fallbacks]) {
    const manifest = await readManifest(source, `:${tagOf(prefix)}`)
    if (manifest === undefined) continue
    const depot = readDepot(source.repo, manifest)
    const fits = tier === 'exact' ? depot.key === prefix : depot.key.startsWith(prefix)
    if (!fits) throw new Error(`the tag ${tagOf(prefix)} holds ${depot.key}`)
    return depot
  }
  return undefined
}

async function readRecord(source: Source, { names }: RecordKey): Promise<string | undefined> {
  for (const name of names) {
    const manifest = await readManifest(source, `:${tagOf(name)}`)
    const { annotations } = manifest === undefined ? {} : parseManifest(manifest)
    const packed = isRecord(annotations) ? annotations[annotation.record] : undefined
    if (typeof packed === 'string') return unpackText(packed)
  }
  return undefined
}

/** A record is the annotation of an index that holds the run's depot, under tags that go on to the newest. */
async function writeRecord(
  { repo, builder, exec }: Source,
  { names }: RecordKey,
  { text, layout }: Readonly<{ text: string; layout: Layout }>
): Promise<void> {
  if (!layout.context.startsWith(`docker-image://${repo}@`))
    throw new Error('it belongs to a depot that is not in the registry')
  const packed = packText(text)
  if (packed.length > LONGEST_ARGUMENT)
    throw new Error(`it takes ${packed.length} characters of ${LONGEST_ARGUMENT}`)
  const args = [
    ...['buildx', 'imagetools', 'create', ...(builder ? ['--builder', builder] : [])],
    ...names.flatMap(name => ['--tag', `${repo}:${tagOf(name)}`]),
    ...['--annotation', `index:${annotation.record}=${packed}`, `${repo}@${layout.digest}`]
  ]
  const { exitCode, stderr } = await exec('docker', args, { silent: true, ignoreReturnCode: true })
  if (exitCode !== 0) throw new Error(stderr.trim().replace(/^ERROR: /, ''))
}

/** The names are pushed in this order: a tier's tag never names what has no tag of its own. */
const pushOutput = (names: readonly string[]): string =>
  `type=image,"name=${names.join(',')}",push=true,store=false,oci-mediatypes=true,compression=zstd,force-compression=true`

/**
 * A repository of a registry: depots are images under their keys as tags, pushed and pulled by the builder. The manifest
 * tells all that a run wants to know, so that an exact hit is one manifest. Docker's own credentials are used.
 */
export function registryStore(
  repo: string,
  { builder, exec }: Readonly<{ builder: string; exec: Deps['exec'] }>
): Store {
  const source = { repo, builder, exec }
  return {
    name: `the registry repository ${repo}`,
    restore: (_platform, key) => restoreDepot(source, key),
    look: (_platform, key) => restoreDepot(source, key),
    readRecord: (_platform, key) => readRecord(source, key),
    writeRecord: (_platform, key, record) => writeRecord(source, key, record),
    save: () => Promise.resolve('not saved'),
    push: {
      target: (key, facts) => ({
        output: [pushOutput(tagsOf(key).map(tag => `${repo}:${tag}`))],
        annotations: [`${annotation.key}=${key.key}`, `${annotation.facts}=${packFacts(facts)}`]
      }),
      find: async digest => {
        const manifest = await readManifest(source, `@${digest}`)
        if (manifest === undefined) throw new Error(`${digest} was pushed and is not there`)
        return layoutOf(repo, manifest)
      }
    }
  }
}
