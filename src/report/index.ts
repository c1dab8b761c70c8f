export { table } from './blocks.ts'
export { tellProgress } from './live.ts'
export { readLoads, type Load } from './load.ts'
export { renderPlan, type PlanReport, type PlatformPlan } from './plan.ts'
export { showPlan } from './plan-log.ts'
export { makeRecord, parseRecord, type PlatformRecord } from './record.ts'
export {
  parseDepotReport,
  compiledNow,
  readFileEvent,
  type AppPackage,
  type CacheState,
  type DepotPackage,
  type Outcome,
  type PackageReport,
  type PlatformReport,
  type Report
} from './report.ts'
export { renderSummary, writeSummaryText } from './summary.ts'
export { startTimeline, type Span, type Timeline } from './timeline.ts'
export { formatBytes, formatSeconds } from './words.ts'
