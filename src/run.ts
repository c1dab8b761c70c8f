import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { checkBuilder } from './bake/index.ts'
import { openCache } from './cache/index.ts'
import type { Deps } from './deps.ts'
import {
  preparePlatform,
  provideDepot,
  type DepotResult,
  type PreparedPlatform,
  type Workshop
} from './depot.ts'
import { bakeImage, type ImageResult } from './image.ts'
import type { Inputs } from './inputs.ts'
import { makePlan, surveyRun } from './plan.ts'
import { ownPackages, writeDepotPlan, writeImagePlan, writeVerifyPlan } from './plan-folder.ts'
import { joinHashes } from './project/index.ts'
import { tellProgress, type Report } from './report/index.ts'
import { resolveManifests } from './resolve.ts'

/** What a run gives back: its report, and what only outputs want to know. */
export type Result = Readonly<{ report: Report; image?: ImageResult }>

/** Steps 2 and 3: everything that can be wrong with the inputs has been found out before the first download. */
async function prepare(shop: Workshop): Promise<readonly PreparedPlatform[]> {
  const { inputs, plan, cache, deps, folder } = shop
  deps.log.info(`Depot layouts are kept in ${cache.name}.`)
  await writeDepotPlan(join(folder, 'depot-plan'), plan)
  await writeImagePlan(join(folder, 'image-plan'), plan)
  await writeVerifyPlan(join(folder, 'verify-plan'), plan, inputs.verifyCpus)
  return Promise.all(plan.platforms.map(planned => preparePlatform(shop, planned)))
}

/** How many packages a stage will compile, for the progress lines. */
function countPackages({ plan }: Workshop, prepared: readonly PreparedPlatform[]) {
  const own = new Set(plan.projects.flatMap(ownPackages).map(({ uuid }) => uuid)).size
  return (name: string, stage: string): number =>
    stage === 'image'
      ? own
      : (prepared.find(({ platform }) => platform.name === name)?.preview.compile.length ?? 0)
}

/** Step 7, as data. */
async function makeReport(
  shop: Workshop,
  depots: readonly DepotResult[],
  image: ImageResult | undefined
): Promise<Omit<Report, 'seconds'>> {
  const { inputs, plan, cache } = shop
  const platforms = depots.map(async ({ report, saving, prepared: { platform } }) => ({
    ...report,
    app: image?.apps[platform.name] ?? [],
    ...(image?.loads === undefined ? {} : { verified: image.loads[platform.name] ?? [] }),
    saved: await saving
  }))
  const failures = [...depots.map(({ report }) => report.failure), image?.failure]
  return {
    version: 1,
    juliaVersion: depots[0]?.prepared.julia.version ?? '',
    manifestHash: joinHashes(plan.projects.map(({ tree }) => tree.rootHash)),
    baseImage: inputs.baseImage,
    store: cache.name,
    platforms: await Promise.all(platforms),
    manifests: Object.fromEntries(
      plan.resolved.map(({ file, text }) => [relative(plan.context, file), text])
    ),
    image:
      image === undefined || image.failure !== undefined
        ? null
        : {
            seconds: image.seconds,
            ...(image.exportSeconds === undefined ? {} : { exportSeconds: image.exportSeconds }),
            tags: inputs.tags,
            ...(image.digest === undefined ? {} : { digest: image.digest })
          },
    failures: failures.filter(failure => failure !== undefined)
  }
}

/** Steps 2 to 7, in a folder of this run's own. */
async function work(
  shop: Workshop
): Promise<Readonly<{ report: Omit<Report, 'seconds'>; image?: ImageResult }>> {
  const prepared = await prepare(shop)
  const progress = tellProgress(shop.deps.log, countPackages(shop, prepared))
  try {
    const depots = await Promise.all(prepared.map(platform => provideDepot(shop, platform, progress.onEvent)))
    const whole = depots.every(({ layout }) => layout !== undefined)
    const image = whole ? await bakeImage(shop, depots, progress.onEvent) : undefined
    return { report: await makeReport(shop, depots, image), ...(image === undefined ? {} : { image }) }
  } finally {
    progress.stop()
  }
}

/**
 * The story of a run (DESIGN.md). A build that fails is part of the result, with what the other platforms achieved.
 *
 * @throws {@link UserError} for everything that can be known to be wrong before any work
 */
export async function run(inputs: Inputs, deps: Deps): Promise<Result> {
  const started = performance.now()
  const platforms = inputs.platforms.map(({ name }) => name)
  deps.log.info(`Building ${inputs.projects.join(', ')} for ${platforms.join(', ')}.`)
  const survey = await surveyRun(inputs, deps)
  const native = await checkBuilder(inputs, deps)
  const cache = await openCache(inputs, deps)
  const folder = await mkdtemp(join(deps.env['RUNNER_TEMP'] ?? tmpdir(), 'julia-bake-'))
  const forget = deps.onCancel(() => rmSync(folder, { recursive: true, force: true }))
  try {
    const manifests = await resolveManifests({ inputs, survey, deps, folder }, native)
    const plan = await makePlan(survey, deps, manifests)
    const { report, ...rest } = await work({ inputs, plan, cache, deps, folder })
    return { report: { ...report, seconds: (performance.now() - started) / 1000 }, ...rest }
  } finally {
    forget()
    await rm(folder, { recursive: true, force: true })
  }
}
