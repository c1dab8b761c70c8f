import type { CacheKey, KeySource, Sight } from './cache/index.ts'
import { composeKey, composeRecordKey, trustOf, type RecordKey } from './cache/index.ts'
import type { Deps } from './deps.ts'
import type { Inputs } from './inputs.ts'
import type { Plan, PlannedPlatform } from './plan.ts'
import { ownPackages } from './plan-folder.ts'
import { previewDepot, type Expected, type Preview } from './preview.ts'
import { joinHashes, parseHashTree, type HashTree } from './project/index.ts'
import type { CacheState, PlanReport, PlatformPlan, PlatformRecord } from './report/index.ts'

/** What keys are made of. */
type Ledger = Readonly<{ inputs: Inputs; plan: Plan; deps: Pick<Deps, 'env'> }>

/** What compiles: the exact Julia version, for a nightly with `+commit`, and the CPU that `native` stands for. */
type Compiler = Pick<KeySource, 'juliaVersion' | 'nativeCpu'>

/** The key of a platform's depot layout. */
export const keyOf = (
  { inputs, plan, deps }: Ledger,
  { platform, target }: PlannedPlatform,
  compiler: Compiler
): CacheKey =>
  composeKey({
    prefix: inputs.cachePrefix,
    trust: trustOf(deps.env['GITHUB_EVENT_NAME']),
    ...compiler,
    platform,
    passes: target.passes,
    recipes: plan.recipes.map(({ rootHash }) => rootHash),
    baseImage: inputs.baseImage
  })

/** Names of the records of this image on a platform. */
export function recordKeyOf(
  { inputs, plan, deps }: Ledger,
  { platform }: PlannedPlatform,
  juliaVersion: string
): RecordKey {
  const { GITHUB_RUN_ID: run = '0', GITHUB_RUN_ATTEMPT: attempt = '1' } = deps.env
  return composeRecordKey(
    { prefix: inputs.cachePrefix, platform, juliaVersion },
    [inputs.context, ...plan.projects.map(({ folder }) => folder)],
    `${run}-${attempt}`
  )
}

/** How the cache answered, for people. */
export const stateOf = (hit: Pick<Sight, 'tier'> | undefined): CacheState =>
  hit === undefined ? 'none' : hit.tier === 'exact' ? 'exact' : 'partial'

const treesOf = ({ facts }: Pick<Sight, 'facts'>): readonly HashTree[] =>
  (facts?.trees ?? '').split('\n').flatMap(line => parseHashTree(line) ?? [])

/** What the depot bake will do after such an answer of the cache. */
export function previewSight(plan: Plan, sight: Sight | 'unknown' | undefined): Preview {
  if (sight === 'unknown') {
    const all = previewDepot(plan, undefined)
    return { ...all, compile: all.compile.map(each => ({ ...each, reason: 'not known what the cache has' })) }
  }
  return previewDepot(plan, sight && { tier: sight.tier, trees: treesOf(sight) })
}

/** An extension is recorded under its own name. */
export const ownName = (name: string): string => name.split(' → ').at(-1) ?? name

const lastSeconds = (
  base: PlatformRecord | undefined,
  { uuid, name }: Omit<Expected, 'reason'>
): number | undefined =>
  base?.packages.find(each => each.name === ownName(name) && (each.uuid === uuid || name !== ownName(name)))
    ?.seconds

function estimate(
  base: PlatformRecord | undefined,
  compile: PlatformPlan['compile'],
  own: readonly string[]
): PlatformPlan['estimate'] {
  if (base === undefined) return undefined
  const depot = compile.map(({ seconds }) => seconds)
  const app = own.map(name => base.app.find(each => each.name === name)?.seconds)
  const sum = (numbers: readonly (number | undefined)[]): number =>
    numbers.reduce<number>((total, each) => total + (each ?? 0), 0)
  const unknown = [...depot, ...app].filter(each => each === undefined).length
  const seconds = Math.round((sum(depot) * (base.pace ?? 1) + sum(app)) * 10) / 10
  return { seconds, unknown }
}

/** What is known of a platform before anything is built. */
export type PlatformFacts = Readonly<{
  key: CacheKey | undefined
  sight: Sight | 'unknown' | undefined
  base: PlatformRecord | undefined
}>

/** A platform of the plan, as it is told. */
export function planPlatform(
  plan: Plan,
  planned: PlannedPlatform,
  { key, sight, base }: PlatformFacts
): PlatformPlan {
  const preview = previewSight(plan, sight)
  const compile = preview.compile.map(each => {
    const seconds = lastSeconds(base, each)
    return seconds === undefined ? each : { ...each, seconds }
  })
  const own = [...new Map(plan.projects.flatMap(ownPackages).map(({ uuid, name }) => [uuid, name])).values()]
  const expected = estimate(base, compile, own)
  return {
    platform: planned.platform.name,
    distribution: planned.distribution.url,
    cpuTarget: planned.target.list,
    passes: planned.target.passes,
    ...(key === undefined ? {} : { key: key.key }),
    keyParts: key?.parts ?? [],
    cache: sight === 'unknown' ? 'unknown' : stateOf(sight),
    ...(sight === undefined || sight === 'unknown' ? {} : { restoredKey: sight.key }),
    compile,
    reused: preview.reused,
    own,
    ...(expected === undefined ? {} : { estimate: expected })
  }
}

/** The whole plan, as it is told. */
export const describePlan = (
  { inputs, plan }: Pick<Ledger, 'inputs' | 'plan'>,
  about: Readonly<{ juliaVersion: string; store: string }>,
  platforms: readonly PlatformPlan[]
): PlanReport => ({
  version: 1,
  juliaVersion: about.juliaVersion,
  manifestHash: joinHashes(plan.projects.map(({ tree }) => tree.rootHash)),
  baseImage: inputs.baseImage,
  store: about.store,
  projects: plan.projects.map(({ folder }) => folder),
  platforms
})
