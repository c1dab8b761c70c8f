import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { StageEvent } from './bake/index.ts'
import type { CacheKey, DepotCache, Hit, Layout } from './cache/index.ts'
import { bakeDepot } from './depot-bake.ts'
import type { Deps } from './deps.ts'
import { messageOf } from './errors.ts'
import type { Inputs } from './inputs.ts'
import { juliaTar, provideDistribution, type ProvidedJulia } from './julia/index.ts'
import type { Plan, PlannedPlatform } from './plan.ts'
import { identifyNative } from './native-cpu.ts'
import type { Platform } from './platform.ts'
import { keyOf, ownName, planPlatform, recordKeyOf } from './plan-report.ts'
import {
  parseDepotReport,
  parseRecord,
  compiledNow,
  type DepotPackage,
  type PackageReport,
  type PlatformPlan,
  type PlatformRecord,
  type PlatformReport,
  type Timeline
} from './report/index.ts'
import { restoreDepot } from './restore.ts'

/** A platform with its Julia at hand, its key, and what the cache gave back for it. */
export type PreparedPlatform = PlannedPlatform &
  Readonly<{
    julia: ProvidedJulia
    key: CacheKey
    hit: Hit | undefined
    /** The last trusted run of this image. */
    base: PlatformRecord | undefined
    /** The same for people. */
    told: PlatformPlan
  }>

/** What a run keeps at hand for its platforms. */
export type Workshop = Readonly<{
  inputs: Inputs
  plan: Plan
  cache: DepotCache
  deps: Deps
  folder: string
  timeline: Timeline
  /** For BuildKit. */
  secrets: readonly string[]
}>

/** Step 2 and 3 for a platform: Julia at hand, key composed, depot layout restored. */
export async function preparePlatform(shop: Workshop, planned: PlannedPlatform): Promise<PreparedPlatform> {
  const { plan, cache, deps, timeline } = shop
  const { platform, distribution } = planned
  const step = (name: string) => ({ platform: platform.name, name })
  const julia = await timeline.measure(step('get Julia'), () =>
    provideDistribution(distribution, platform, deps)
  )
  const juliaVersion = julia.version + (julia.commit === undefined ? '' : `+${julia.commit}`)
  const nativeCpu = await identifyNative(shop, planned, julia.folder)
  const key = keyOf(shop, planned, { juliaVersion, ...(nativeCpu === undefined ? {} : { nativeCpu }) })
  const record = await cache.readRecord(platform, recordKeyOf(shop, planned, juliaVersion))
  const base = record === undefined ? undefined : parseRecord(record)
  const hit = await timeline.measure(step('restore the depot'), () => restoreDepot(shop, platform, key))
  const told = planPlatform(plan, planned, { key, sight: hit, base })
  return { ...planned, julia, key, hit, base, told }
}

/** A platform after step 4: its depot layout, if there is one, what to report, and the save that is under way. */
export type DepotResult = Readonly<{
  prepared: PreparedPlatform
  layout?: Layout
  report: PlatformReport
  saving: Promise<string>
}>

function startReport({ platform, target, key, hit, base, told, julia }: PreparedPlatform): PlatformReport {
  const bytes = juliaBytes(julia, platform)
  return {
    platform: platform.name,
    cpuTarget: target.list,
    passes: target.passes,
    key: key.key,
    keyParts: key.parts,
    cache: told.cache === 'unknown' ? 'none' : told.cache,
    ...(hit === undefined ? {} : { restoredKey: hit.key }),
    packages: [],
    depotSeconds: 0,
    depotBytes: 0,
    ...(bytes === undefined ? {} : { unpacked: { julia: bytes } }),
    saved: 'not saved',
    app: [],
    ...(base === undefined ? {} : { base })
  }
}

/** Julia's tar is not compressed, and little more than its files. */
const juliaBytes = ({ folder }: ProvidedJulia, platform: Platform): number | undefined =>
  statSync(join(folder, juliaTar(platform)), { throwIfNoEntry: false })?.size

/** What the depot's own report knows of its size; that of an older depot does not. */
const withDepot = (
  { unpacked }: PlatformReport,
  depot: number | undefined
): Pick<PlatformReport, 'unpacked'> => (depot === undefined ? {} : { unpacked: { ...unpacked, depot } })

/** By UUID, and extensions by name, since their UUIDs are not in the tree: what each depends on. */
function dependenciesOf({ projects }: Plan): (row: DepotPackage) => readonly string[] | undefined {
  const trees = projects.map(({ tree }) => tree)
  const byUuid = new Map(trees.flatMap(({ nodes }) => nodes.map(node => [node.uuid, node.dependencies])))
  const extensions = trees.flatMap(tree => tree.extensions)
  const byName = new Map(extensions.map(({ name, parent, triggers }) => [name, [parent, ...triggers]]))
  return ({ uuid, name }) => byUuid.get(uuid) ?? byName.get(name)
}

/** Rows of the depot stage with what only the plan knows: versions, projects, dependencies, reasons. */
function describePackages(
  { plan }: Workshop,
  { told }: PreparedPlatform,
  rows: readonly DepotPackage[]
): readonly PackageReport[] {
  const recipes = plan.recipes.filter(({ packages }) => packages.length > 0)
  const versions = new Map(recipes.flatMap(each => each.packages.map(({ uuid, version }) => [uuid, version])))
  const reasons = new Map(told.compile.map(({ name, reason }) => [ownName(name), reason]))
  const dependencies = dependenciesOf(plan)
  const there = new Set(rows.map(({ uuid }) => uuid))
  const foldersOf = (recipe: string): readonly string[] => recipes[Number(recipe) - 1]?.folders ?? []
  return rows.map(row => {
    const [version, reason] = [versions.get(row.uuid), row.compiled ? reasons.get(row.name) : undefined]
    return {
      ...row,
      ...(version === undefined ? {} : { version }),
      needs: (dependencies(row) ?? []).filter(uuid => there.has(uuid)),
      ...(reason === undefined ? {} : { reason }),
      files: row.files.map(({ recipes: used, ...file }) => ({ ...file, projects: used.flatMap(foldersOf) }))
    }
  })
}

function reuseDepot(shop: Workshop, prepared: PreparedPlatform, { layout, facts }: Hit): DepotResult {
  const { packages, bytes } = parseDepotReport(facts.report)
  const started = startReport(prepared)
  const report = {
    ...started,
    ...withDepot(started, bytes),
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
  const { packages, seconds: steps, bytes } = parseDepotReport(facts.report)
  const rows = describePackages(shop, prepared, compiledNow(packages, compiled))
  return {
    prepared,
    layout,
    report: { ...started, ...withDepot(started, bytes), packages: rows, steps, depotBytes: layout.bytes },
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
