import type { Deps } from '../deps.ts'
import type { PlanReport, PlatformPlan } from './plan.ts'
import { count, formatSeconds } from './words.ts'

const hitWords = { exact: 'exact hit', partial: 'partial hit', none: 'no hit', unknown: 'not known' } as const

/** A line for a platform: `linux/amd64  partial hit, 3 to compile, 38 to reuse, about 14.2 s`. */
function inBrief({ platform, cache, compile, reused, estimate }: PlatformPlan): string {
  const more =
    estimate === undefined || estimate.unknown === 0 ? '' : ` and ${count(estimate.unknown, 'new package')}`
  const time = estimate === undefined ? '' : `, about ${formatSeconds(estimate.seconds)} to compile${more}`
  return `${platform.padEnd(12)} ${hitWords[cache]}, ${compile.length} to compile, ${reused} to reuse${time}`
}

/** The key with a reason for each part, and what will be compiled and why. */
function showPlatform(log: Deps['log'], plan: PlatformPlan): void {
  const { platform, distribution, cache, key = 'a nightly, which only its download names', keyParts } = plan
  log.startGroup(`${platform}: ${hitWords[cache]} for ${key}`)
  log.info(`Julia     ${distribution}`)
  for (const { name, value, reason } of keyParts) log.info(`${name.padEnd(9)} ${value.padEnd(24)} ${reason}`)
  if (plan.restoredKey !== undefined && cache !== 'exact') log.info(`restored  ${plan.restoredKey}`)
  log.info(`${plan.compile.length} packages to compile, ${plan.reused} to reuse`)
  for (const { name, reason, seconds } of plan.compile) {
    const last = seconds === undefined ? '' : `  (${formatSeconds(seconds)} last time)`
    log.info(`  ${name.padEnd(24)} ${reason}${last}`)
  }
  log.endGroup()
}

/** Tells the log what the run is about to do. */
export function showPlan(log: Deps['log'], plan: PlanReport): void {
  log.info(`Plan: Julia ${plan.juliaVersion} on ${plan.baseImage}, depots kept in ${plan.store}`)
  for (const platform of plan.platforms) log.info(inBrief(platform))
  for (const platform of plan.platforms) showPlatform(log, platform)
}
