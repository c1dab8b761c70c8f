export { tellProgress } from './live.ts'
export {
  readDepotReport,
  compiledNow,
  type CacheState,
  type PackageReport,
  type PlatformReport,
  type Report
} from './report.ts'
export { formatBytes, formatSeconds, renderSummary, table } from './summary.ts'
