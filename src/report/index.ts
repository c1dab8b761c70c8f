export { tellProgress } from './live.ts'
export {
  readAppReport,
  readDepotReport,
  takenOver,
  type CacheState,
  type PackageReport,
  type PlatformReport,
  type Report
} from './report.ts'
export { formatBytes, formatSeconds, renderSummary } from './summary.ts'
