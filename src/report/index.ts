export { tellProgress } from './live.ts'
export { readLoads, type Load } from './load.ts'
export {
  parseDepotReport,
  compiledNow,
  readFileEvent,
  type AppPackage,
  type CacheState,
  type DepotPackage,
  type PackageReport,
  type PlatformReport,
  type Report
} from './report.ts'
export { formatBytes, formatSeconds, renderSummary, table } from './summary.ts'
