import { createHash } from 'node:crypto'
import type { Platform } from '../platform.ts'
import type { RecordKey } from './store.ts'

/** Who may have written an entry: a pull request, or a run whose code was reviewed. */
export type Trust = 'main' | 'pr'

/** How much of a restored depot fits. */
export type Tier = 'exact' | 'compiled' | 'packages'

/** One part of a key, and why it is there. */
export type KeyPart = Readonly<{ name: string; value: string; reason: string }>

/** The key of a platform's depot layout, and the older ones that may stand in for it, best first. */
export type CacheKey = Readonly<{
  key: string
  parts: readonly KeyPart[]
  fallbacks: readonly Readonly<{ prefix: string; tier: Tier }>[]
}>

/** All that a depot's compiled files depend on. */
export type KeySource = Readonly<{
  prefix: string
  trust: Trust
  /** Exact Julia version, with `+commit` for a nightly. */
  juliaVersion: string
  platform: Platform
  /** CPU target lists, one per pass. */
  passes: readonly string[]
  /** What `native` in them stands for: the CPU of the builder, as Julia and its kernel know it. */
  nativeCpu?: string
  /** Root hashes of the recipes. */
  recipes: readonly string[]
  baseImage: string
}>

const hex = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits)

const keyParts = (source: KeySource): readonly KeyPart[] => {
  const { os, arch, variant } = source.platform
  const native = source.nativeCpu === undefined ? [] : [source.nativeCpu]
  return [
    { name: 'prefix', value: source.prefix, reason: 'input cache-prefix' },
    { name: 'version', value: 'v1', reason: 'form of the entries' },
    { name: 'trust', value: source.trust, reason: 'a trusted run never restores what a pull request saved' },
    { name: 'julia', value: `julia-${source.juliaVersion}`, reason: 'compiled files fit one exact Julia' },
    {
      name: 'platform',
      value: [os, arch, ...(variant ? [variant] : [])].join('-'),
      reason: 'artifacts and native code'
    },
    {
      name: 'isa',
      value: `isa-${hex([...source.passes, ...native].join('\n'), 12)}`,
      reason: `CPU targets: ${source.passes.join(' | ') || "Julia's own default"}${native.map(cpu => ` (native is ${cpu})`).join('')}`
    },
    {
      name: 'deps',
      value: `deps-${hex([...[...new Set(source.recipes)].sort(), source.baseImage].join('\n'), 16)}`,
      reason: `immutable packages of the manifest, base image ${source.baseImage}`
    }
  ]
}

const join = (parts: readonly KeyPart[]): string => parts.map(({ value }) => value).join('-')

/**
 * Composes the key `{prefix}-v1-{trust}-julia-{version}-{os}-{arch}[-{variant}]-isa-{12 hex}-deps-{16 hex}` and its
 * fallbacks: a pull request also reads what trusted runs saved, never the other way (DESIGN, Key).
 */
export function composeKey(source: KeySource): CacheKey {
  const parts = keyParts(source)
  const trusted = keyParts({ ...source, trust: 'main' })
  const lineages = source.trust === 'pr' ? [parts, trusted] : [parts]
  const until = (name: string) => (lineage: readonly KeyPart[]) =>
    `${join(lineage.slice(0, lineage.findIndex(part => part.name === name) + 1))}-`
  return {
    key: join(parts),
    parts,
    fallbacks: [
      ...lineages.slice(1).map(lineage => ({ prefix: join(lineage), tier: 'exact' as const })),
      ...lineages.map(until('isa')).map(prefix => ({ prefix, tier: 'compiled' as const })),
      ...lineages.map(until('platform')).map(prefix => ({ prefix, tier: 'packages' as const }))
    ]
  }
}

/** How much of the entry found under `found` fits a run with this key. */
export function tierOf(found: string, { key, fallbacks }: CacheKey): Tier {
  if (found === key) return 'exact'
  return fallbacks.find(({ prefix }) => found.startsWith(prefix))?.tier ?? 'packages'
}

/**
 * Names of the records of an image on a platform, best first: those of this Julia, and of any. Only trusted runs write
 * some. Images of one repository are told apart by their project folders, and by `prefix`.
 *
 * @param folders project folders, with the context's
 * @param run what no other run of the same image has, such as `GITHUB_RUN_ID` and the attempt
 */
export function composeRecordKey(
  { prefix, platform, juliaVersion }: Pick<KeySource, 'prefix' | 'platform' | 'juliaVersion'>,
  folders: readonly string[],
  run: string
): RecordKey {
  const { os, arch, variant } = platform
  const image = [prefix, 'v1', 'main', 'record', os, arch, ...(variant ? [variant] : [])].join('-')
  const name = `${image}-${hex(JSON.stringify(folders), 12)}`
  return { names: [`${name}-julia-${juliaVersion}`, name], run }
}

/**
 * The class of what a run restores and may save. Only pull requests keep code that nobody has reviewed yet;
 * `pull_request_target` and the like save nothing (rights.ts), and take nothing from a pull request.
 */
export const trustOf = (event: string | undefined): Trust => (event === 'pull_request' ? 'pr' : 'main')
