import { relative } from 'node:path'
import { trustOf } from './cache/index.ts'
import type { DepotResult, Workshop } from './depot.ts'
import type { ImageResult } from './image.ts'
import { recordKeyOf } from './plan-report.ts'
import { joinHashes } from './project/index.ts'
import { makeRecord, type PlanReport, type PlatformReport, type Report } from './report/index.ts'

/** What steps 3 to 6 made. */
type Made = Readonly<{ told: PlanReport; depots: readonly DepotResult[]; image: ImageResult | undefined }>

/** What the depot's report has not of a platform, since only the image knows it. */
async function reportPlatform(
  { report, saving, prepared: { platform } }: DepotResult,
  image: ImageResult | undefined
): Promise<PlatformReport> {
  const { apps, loads, bytes = {}, project = {} } = image ?? {}
  const [imageBytes, ownBytes] = [bytes[platform.name], project[platform.name]]
  return {
    ...report,
    app: apps?.[platform.name] ?? [],
    ...(loads === undefined ? {} : { verified: loads[platform.name] ?? [] }),
    ...(imageBytes === undefined ? {} : { imageBytes }),
    ...(ownBytes === undefined ? {} : { unpacked: { ...report.unpacked, project: ownBytes } }),
    saved: await saving
  }
}

/** What later runs compare themselves with; a pull request leaves nothing behind. */
export async function keepRecords(
  shop: Workshop,
  report: Omit<Report, 'seconds'>,
  depots: readonly DepotResult[]
) {
  if (report.failures.length > 0 || trustOf(shop.deps.env['GITHUB_EVENT_NAME']) !== 'main') return
  await Promise.all(
    depots.map(async ({ prepared, layout }, at) => {
      const [own, { version, commit }] = [report.platforms[at], prepared.julia]
      if (own === undefined || layout === undefined) return
      const key = recordKeyOf(shop, prepared, version + (commit === undefined ? '' : `+${commit}`))
      const text = JSON.stringify(makeRecord(report, own))
      await shop.cache.writeRecord(prepared.platform, key, { text, layout })
    })
  )
}

/** Step 7, as data. */
export async function makeReport(
  shop: Workshop,
  { told, depots, image }: Made
): Promise<Omit<Report, 'seconds'>> {
  const { inputs, plan, cache, deps, timeline } = shop
  const { GITHUB_SHA: commit, GITHUB_REF: ref } = deps.env
  const platforms = await Promise.all(depots.map(depot => reportPlatform(depot, image)))
  const failures = [...depots.map(({ report }) => report.failure), image?.failure]
  return {
    version: 1,
    juliaVersion: depots[0]?.prepared.julia.version ?? '',
    manifestHash: joinHashes(plan.projects.map(({ tree }) => tree.rootHash)),
    baseImage: inputs.baseImage,
    store: cache.name,
    platforms,
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
    outcome: image?.outcome ?? { built: 'failed', verified: 'skipped', pushed: 'skipped' },
    plan: told,
    timeline: timeline.spans(),
    ...(commit ? { commit } : {}),
    ...(ref ? { ref } : {}),
    failures: failures.filter(failure => failure !== undefined)
  }
}
