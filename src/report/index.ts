export { tellProgress } from './live.ts'
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
export { formatBytes, formatSeconds, renderSummary } from './summary.ts'
