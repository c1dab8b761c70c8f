import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkBuilder, checkServerToken, secretSpecs, type StageEvent } from './bake/index.ts'
import { openCache } from './cache/index.ts'
import type { Deps } from './deps.ts'
import { preparePlatform, provideDepot, type PreparedPlatform, type Workshop } from './depot.ts'
import { bakeImage, type ImageResult } from './image.ts'
import type { Inputs } from './inputs.ts'
import { studyRun } from './dry-run.ts'
import { platformsFor, readOwn } from './own.ts'
import { settleRights, type Permission } from './permission.ts'
import { makePlan, surveyRun, type Survey } from './plan.ts'
import { describePlan } from './plan-report.ts'
import {
  ownPackages,
  writeDepotPlan,
  writeImagePlan,
  writeRegistries,
  writeVerifyPlan
} from './plan-folder.ts'
import { showPlan, startTimeline, tellProgress, type PlanReport, type Report } from './report/index.ts'
import { keepRecords, makeReport } from './run-report.ts'
import { emptyManifests, resolveManifests } from './resolve.ts'

/** What a run gives back: its report, and what only outputs want to know. */
export type Result = Readonly<{ report: Report; image?: ImageResult }> | Readonly<{ plan: PlanReport }>

/** Steps 2 and 3: everything that can be wrong with the inputs has been found out before the first download. */
async function prepare(shop: Workshop): Promise<readonly PreparedPlatform[]> {
  const { inputs, own, plan, folder } = shop
  await writeDepotPlan(join(folder, 'depot-plan'), plan)
  await writeImagePlan(join(folder, 'image-plan'), plan, inputs.pkgServer)
  await writeRegistries(join(folder, 'depot-plan'), inputs.registries)
  await writeRegistries(join(folder, 'image-plan'), inputs.registries)
  await writeVerifyPlan(join(folder, 'verify-plan'), plan, {
    cpus: inputs.verifyCpus,
    own: own.kind !== 'generated'
  })
  return Promise.all(plan.platforms.map(planned => preparePlatform(shop, planned)))
}

/** The plan of this run, told before anything is built. */
function tellPlan(shop: Workshop, prepared: readonly PreparedPlatform[]): PlanReport {
  const about = { juliaVersion: prepared[0]?.julia.version ?? '', store: shop.cache.name }
  const plan = describePlan(
    shop,
    about,
    prepared.map(({ told }) => told)
  )
  showPlan(shop.deps.log, plan)
  return plan
}

/** How many packages a stage will compile, for the progress lines. */
function countPackages({ plan }: Workshop, prepared: readonly PreparedPlatform[]) {
  const own = new Set(plan.projects.flatMap(ownPackages).map(({ uuid }) => uuid)).size
  return (name: string, stage: string): number =>
    stage === 'image'
      ? own
      : (prepared.find(({ platform }) => platform.name === name)?.told.compile.length ?? 0)
}

/** Steps 2 to 7, in a folder of this run's own. */
async function work(
  shop: Workshop
): Promise<Readonly<{ report: Omit<Report, 'seconds'>; image?: ImageResult }>> {
  const prepared = await prepare(shop)
  const told = tellPlan(shop, prepared)
  const progress = tellProgress(shop.deps.log, countPackages(shop, prepared))
  try {
    const onEvent = (event: StageEvent): void => {
      progress.onEvent(event)
      shop.timeline.onEvent(event)
    }
    const depots = await Promise.all(prepared.map(platform => provideDepot(shop, platform, onEvent)))
    const whole = depots.every(({ layout }) => layout !== undefined)
    const image = whole ? await bakeImage(shop, depots, onEvent) : undefined
    const report = await makeReport(shop, { told, depots, image })
    await keepRecords(shop, report, depots)
    return { report, ...(image === undefined ? {} : { image }) }
  } finally {
    progress.stop()
  }
}

/** A dry run: steps 1 to 3 as far as they need neither Docker nor a download. */
async function planOnly(
  { inputs, own, rights }: Permission,
  survey: Survey,
  deps: Deps
): Promise<PlanReport> {
  const plan = await makePlan(survey, deps, emptyManifests(survey))
  const told = await studyRun({ inputs, own, plan, cache: await openCache(inputs, deps, rights), deps })
  showPlan(deps.log, told)
  return told
}

/**
 * The story of a run (DESIGN.md). A build that fails is part of the result, with what the other platforms achieved.
 *
 * @throws {@link UserError} for everything that can be known to be wrong before any work
 */
export async function run(given: Inputs, deps: Deps): Promise<Result> {
  const started = performance.now()
  const timeline = startTimeline(() => (performance.now() - started) / 1000)
  deps.log.info(
    `Building ${given.projects.join(', ')} for ${given.platforms.map(({ name }) => name).join(', ')}.`
  )
  checkServerToken(given)
  const theirs = await readOwn(given, deps)
  const asked = { ...given, platforms: platformsFor(theirs, given.platforms) }
  const permission = await settleRights(asked, theirs, deps)
  const { rights, inputs, own } = permission
  const survey = await surveyRun(inputs, deps)
  if (inputs.dryRun) return { plan: await planOnly(permission, survey, deps) }
  const native = await checkBuilder(inputs, deps)
  const cache = await openCache(inputs, deps, rights)
  const folder = await mkdtemp(join(deps.env['RUNNER_TEMP'] ?? tmpdir(), 'julia-bake-'))
  const forget = deps.onCancel(() => rmSync(folder, { recursive: true, force: true }))
  try {
    const secrets = await secretSpecs(inputs.secrets, folder)
    const manifests = await resolveManifests({ inputs, own, survey, deps, folder, secrets }, native)
    const plan = await makePlan(survey, deps, manifests)
    const { report, ...rest } = await work({ inputs, own, plan, cache, deps, folder, timeline, secrets })
    return { report: { ...report, seconds: (performance.now() - started) / 1000 }, ...rest }
  } finally {
    forget()
    await rm(folder, { recursive: true, force: true })
  }
}
