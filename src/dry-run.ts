import type { DepotCache } from './cache/index.ts'
import type { Deps } from './deps.ts'
import type { Inputs } from './inputs.ts'
import { hasNative } from './julia/index.ts'
import { versionWords, type Plan, type PlannedPlatform } from './plan.ts'
import { describePlan, keyOf, planPlatform, recordKeyOf } from './plan-report.ts'
import { parseRecord, type PlanReport, type PlatformPlan } from './report/index.ts'

/** What a dry run needs: neither an engine nor Julia. */
type Study = Readonly<{ inputs: Inputs; plan: Plan; cache: DepotCache; deps: Deps }>

async function studyPlatform(study: Study, planned: PlannedPlatform): Promise<PlatformPlan> {
  const { plan, cache } = study
  const { platform } = planned
  const juliaVersion = versionWords(plan.version)
  // A nightly's commit is part of its key, and in its tarball alone; the CPU of `native` is the builder's.
  const isKnown = plan.version.kind === 'release' && !hasNative(planned.target)
  const key = isKnown ? keyOf(study, planned, { juliaVersion }) : undefined
  const sight = key === undefined ? 'unknown' : await cache.look(platform, key)
  const record = await cache.readRecord(platform, recordKeyOf(study, planned, juliaVersion))
  return planPlatform(plan, planned, {
    key,
    sight,
    base: record === undefined ? undefined : parseRecord(record)
  })
}

/** The plan of a run that goes no further: the cache is asked what it has, and nothing is restored. */
export async function studyRun(study: Study): Promise<PlanReport> {
  const { plan, cache } = study
  const platforms = await Promise.all(plan.platforms.map(planned => studyPlatform(study, planned)))
  return describePlan(study, { juliaVersion: versionWords(plan.version), store: cache.name }, platforms)
}
