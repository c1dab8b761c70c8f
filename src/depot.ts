import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { depotDefinition, runBake, type StageEvent } from './bake/index.ts'
import {
  composeKey,
  entryFiles,
  readLayout,
  trustOf,
  type CacheKey,
  type DepotCache,
  type Hit,
  type Layout
} from './cache/index.ts'
import type { Deps } from './deps.ts'
import { messageOf } from './errors.ts'
import type { Inputs } from './inputs.ts'
import { provideDistribution, type ProvidedJulia } from './julia/index.ts'
import type { Plan, PlannedPlatform } from './plan.ts'
import { previewDepot, type Preview } from './preview.ts'
import { parseHashTree, writeHashTree, type HashTree } from './project/index.ts'
import {
  readDepotReport,
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
    /** Folder of the entry that this run uses: restored, or about to be made. */
    entry: string
    preview: Preview
  }>

/** What a run keeps at hand for its platforms. */
export type Workshop = Readonly<{ inputs: Inputs; plan: Plan; cache: DepotCache; deps: Deps; folder: string }>

/** How the cache answered, for people. */
export const stateOf = (hit: Hit | undefined): CacheState =>
  hit === undefined ? 'none' : hit.tier === 'exact' ? 'exact' : 'partial'

const writeTrees = (plan: Plan): string => plan.projects.map(({ tree }) => writeHashTree(tree)).join('')

async function readTrees(entry: string): Promise<readonly HashTree[]> {
  const text = await readFile(entryFiles(entry).trees, 'utf8').catch(() => '')
  return text.split('\n').flatMap(line => parseHashTree(line) ?? [])
}

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
    baseImage: inputs.baseImage
  })
  const restored = join(shop.folder, `restored-${platform.id}`)
  const hit = await cache.restore(platform, key, restored)
  const entry = hit?.tier === 'exact' ? hit.folder : join(shop.folder, `depot-${platform.id}`)
  const preview = previewDepot(plan, hit && { tier: hit.tier, trees: await readTrees(hit.folder) })
  const prepared = { ...planned, julia, key, hit, entry, preview }
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

async function reuseDepot(shop: Workshop, prepared: PreparedPlatform, hit: Hit): Promise<DepotResult> {
  const { layout, folder } = hit
  const { packages } = await readDepotReport(entryFiles(folder).report)
  const report = {
    ...startReport(prepared),
    packages: describePackages(shop, prepared, compiledNow(packages, new Set())),
    depotBytes: layout.bytes,
    saved: 'already there'
  }
  return { prepared, layout, report, saving: Promise.resolve(report.saved) }
}

/** Step 4 for a platform without an exact hit. A failure is part of the result: other platforms go on. */
async function bakeDepot(
  shop: Workshop,
  prepared: PreparedPlatform,
  onEvent: (event: StageEvent) => void
): Promise<DepotResult> {
  const { inputs, plan, cache, deps, folder } = shop
  const { platform, julia, hit, entry } = prepared
  const { layout, report, trees } = entryFiles(entry)
  const reportFolder = join(folder, `report-${platform.id}`)
  await mkdir(entry, { recursive: true })
  const definition = depotDefinition(
    { platform, distribution: julia.folder },
    {
      plan: join(folder, 'depot-plan'),
      baseImage: inputs.baseImage,
      pkgServer: inputs.pkgServer,
      image: inputs
    },
    { layout, report: reportFolder },
    hit && { context: hit.layout.context, reuse: hit.tier === 'packages' ? 'packages' : 'compiled' }
  )
  const bake = {
    title: `depot ${platform.name}`,
    definition,
    builder: inputs.builder,
    allow: inputs.allow,
    folder
  }
  const { failure, seconds, transcript } = await runBake(bake, deps, onEvent)
  const started = { ...startReport(prepared), depotSeconds: seconds }
  if (failure !== undefined) {
    deps.log.info(`${platform.name.padEnd(12)} depot bake failed, more below`)
    return { prepared, report: { ...started, failure }, saving: Promise.resolve('not saved') }
  }
  await rename(join(reportFolder, 'report.json'), report)
  await writeFile(trees, writeTrees(plan))
  const made = await readLayout(layout)
  const saving = cache.save(platform, prepared.key.key, entry)
  const { packages, seconds: steps } = await readDepotReport(report)
  const done = transcript.events
    .filter(({ kind }) => kind === 'done')
    .map(({ text }) => text.split(' ')[0] ?? '')
  const rows = compiledNow(packages, new Set(done))
  const told = { packages: describePackages(shop, prepared, rows), steps, depotBytes: made.bytes }
  return { prepared, layout: made, report: { ...started, ...told }, saving }
}

/** Steps 3 and 4: the platform's depot layout, restored or baked. */
export async function provideDepot(
  shop: Workshop,
  prepared: PreparedPlatform,
  onEvent: (event: StageEvent) => void
): Promise<DepotResult> {
  if (prepared.hit?.tier === 'exact') return reuseDepot(shop, prepared, prepared.hit)
  try {
    return await bakeDepot(shop, prepared, onEvent)
  } catch (error) {
    const failure = `${prepared.platform.name}: ${messageOf(error)}`
    return { prepared, report: { ...startReport(prepared), failure }, saving: Promise.resolve('not saved') }
  }
}
