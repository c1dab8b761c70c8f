import { join } from 'node:path'
import type { StageEvent } from './bake/index.ts'
import { composeKey, trustOf, type CacheKey, type DepotCache, type Hit, type Layout } from './cache/index.ts'
import { bakeDepot } from './depot-bake.ts'
import type { Deps } from './deps.ts'
import { messageOf } from './errors.ts'
import type { Inputs } from './inputs.ts'
import { provideDistribution, type ProvidedJulia } from './julia/index.ts'
import { baseReference, type Own } from './own.ts'
import type { Plan, PlannedPlatform } from './plan.ts'
import { previewDepot, type Preview } from './preview.ts'
import { parseHashTree, type HashTree } from './project/index.ts'
import {
  parseDepotReport,
  compiledNow,
  type CacheState,
  type DepotPackage,
  type PackageReport,
  type PlatformReport
} from './report/index.ts'

/** A platform with its Julia at hand, its key, and what the cache gave back for it. */
export type PreparedPlatform = PlannedPlatform &
  Readonly<{
    julia: ProvidedJulia
    key: CacheKey
    hit: Hit | undefined
    preview: Preview
  }>

/** What a run keeps at hand for its platforms. */
export type Workshop = Readonly<{
  inputs: Inputs
  own: Own
  plan: Plan
  cache: DepotCache
  deps: Deps
  folder: string
}>

/** How the cache answered, for people. */
export const stateOf = (hit: Hit | undefined): CacheState =>
  hit === undefined ? 'none' : hit.tier === 'exact' ? 'exact' : 'partial'

const treesOf = ({ facts }: Hit): readonly HashTree[] =>
  facts.trees.split('\n').flatMap(line => parseHashTree(line) ?? [])

/** The key with a reason for each part, and what the bake will do: known before anything is built. */
function showPlan({ deps }: Workshop, { platform, key, hit, preview }: PreparedPlatform): void {
  const { log } = deps
  const state = stateOf(hit)
  log.startGroup(`${platform.name}: ${state === 'none' ? 'no hit' : `${state} hit`} for ${key.key}`)
  for (const { name, value, reason } of key.parts) log.info(`${name.padEnd(9)} ${value.padEnd(24)} ${reason}`)
  if (hit !== undefined && hit.tier !== 'exact') log.info(`restored  ${hit.key} (${hit.tier})`)
  log.info(`${preview.compile.length} packages to compile, ${preview.reused} to reuse`)
  for (const { name, reason } of preview.compile) log.info(`  ${name.padEnd(24)} ${reason}`)
  log.endGroup()
}

/** Step 2 and 3 for a platform: Julia at hand, key composed, depot layout restored. */
export async function preparePlatform(shop: Workshop, planned: PlannedPlatform): Promise<PreparedPlatform> {
  const { inputs, plan, cache, deps } = shop
  const { platform, target } = planned
  const julia = await provideDistribution(planned.distribution, platform, deps)
  const key = composeKey({
    prefix: inputs.cachePrefix,
    trust: trustOf(deps.env['GITHUB_EVENT_NAME']),
    juliaVersion: julia.version + (julia.commit === undefined ? '' : `+${julia.commit}`),
    platform,
    passes: target.passes,
    recipes: plan.recipes.map(({ rootHash }) => rootHash),
    baseImage: await baseReference(shop.own, inputs.baseImage)
  })
  const restored = join(shop.folder, `restored-${platform.id}`)
  const hit = await cache.restore(platform, key, restored)
  const preview = previewDepot(plan, hit && { tier: hit.tier, trees: treesOf(hit) })
  const prepared = { ...planned, julia, key, hit, preview }
  showPlan(shop, prepared)
  return prepared
}

/** A platform after step 4: its depot layout, if there is one, what to report, and the save that is under way. */
export type DepotResult = Readonly<{
  prepared: PreparedPlatform
  layout?: Layout
  report: PlatformReport
  saving: Promise<string>
}>

function startReport({ platform, target, key, hit }: PreparedPlatform): PlatformReport {
  return {
    platform: platform.name,
    cpuTarget: target.list,
    passes: target.passes,
    key: key.key,
    keyParts: key.parts,
    cache: stateOf(hit),
    ...(hit === undefined ? {} : { restoredKey: hit.key }),
    packages: [],
    depotSeconds: 0,
    depotBytes: 0,
    saved: 'not saved',
    app: []
  }
}

/** Rows of the depot stage with what only the plan knows: versions, projects, reasons. */
function describePackages(
  { plan }: Workshop,
  { preview }: PreparedPlatform,
  rows: readonly DepotPackage[]
): readonly PackageReport[] {
  const recipes = plan.recipes.filter(({ packages }) => packages.length > 0)
  const versions = new Map(recipes.flatMap(each => each.packages.map(({ uuid, version }) => [uuid, version])))
  const reasons = new Map(preview.compile.map(({ uuid, reason }) => [uuid, reason]))
  const foldersOf = (recipe: string): readonly string[] => recipes[Number(recipe) - 1]?.folders ?? []
  return rows.map(row => {
    const [version, reason] = [versions.get(row.uuid), row.compiled ? reasons.get(row.uuid) : undefined]
    return {
      ...row,
      ...(version === undefined ? {} : { version }),
      ...(reason === undefined ? {} : { reason }),
      files: row.files.map(({ recipes: used, ...file }) => ({ ...file, projects: used.flatMap(foldersOf) }))
    }
  })
}

function reuseDepot(shop: Workshop, prepared: PreparedPlatform, { layout, facts }: Hit): DepotResult {
  const { packages } = parseDepotReport(facts.report)
  const report = {
    ...startReport(prepared),
    packages: describePackages(shop, prepared, compiledNow(packages, new Set())),
    depotBytes: layout.bytes,
    saved: 'already there'
  }
  return { prepared, layout, report, saving: Promise.resolve(report.saved) }
}

/** Step 4 for a platform without an exact hit. A failure is part of the result: other platforms go on. */
async function makeDepot(
  shop: Workshop,
  prepared: PreparedPlatform,
  onEvent: (event: StageEvent) => void
): Promise<DepotResult> {
  const { seconds, compiled, made } = await bakeDepot(shop, prepared, onEvent)
  const started = { ...startReport(prepared), depotSeconds: seconds }
  if ('failure' in made) {
    shop.deps.log.info(`${prepared.platform.name.padEnd(12)} depot bake failed, more below`)
    return {
      prepared,
      report: { ...started, failure: made.failure },
      saving: Promise.resolve('not saved')
    }
  }
  const { layout, facts, saving } = made
  const { packages, seconds: steps } = parseDepotReport(facts.report)
  const rows = describePackages(shop, prepared, compiledNow(packages, compiled))
  return {
    prepared,
    layout,
    report: { ...started, packages: rows, steps, depotBytes: layout.bytes },
    saving
  }
}

/** Steps 3 and 4: the platform's depot layout, restored or baked. */
export async function provideDepot(
  shop: Workshop,
  prepared: PreparedPlatform,
  onEvent: (event: StageEvent) => void
): Promise<DepotResult> {
  try {
    if (prepared.hit?.tier === 'exact') return reuseDepot(shop, prepared, prepared.hit)
    return await makeDepot(shop, prepared, onEvent)
  } catch (error) {
    const failure = `${prepared.platform.name}: ${messageOf(error)}`
    return { prepared, report: { ...startReport(prepared), failure }, saving: Promise.resolve('not saved') }
  }
}
