export { chooseByFamily, type CpuChoice } from './cpu-choice.ts'
export { compatRange } from './compat.ts'
export { officialTarget } from './cpu-table.ts'
export {
  hasNative,
  parseCpuTarget,
  resolveTarget,
  type CpuTarget,
  type CpuTargetInput
} from './cpu-target.ts'
export { findDistribution, hasDistribution } from './distribution.ts'
export { juliaTar, provideDistribution, type ProvidedJulia } from './download.ts'
export {
  fetchReleases,
  indexUrl,
  parseReleases,
  type Distribution,
  type Release,
  type Releases
} from './releases.ts'
export { ltsSeries, resolveVersion, type ResolvedVersion, type VersionSources } from './version.ts'
export { cpusToVerify, parseVerifyCpus, type VerifyCpus } from './verify-cpus.ts'
