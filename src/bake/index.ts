export { runBake, type Bake, type BakeResult } from './bake.ts'
export { askDocker, checkBuilder, checkBuildx } from './builder.ts'
export {
  depotDefinition,
  imageDefinition,
  resolveDefinition,
  type PlatformSource,
  type Restored
} from './definition.ts'
export { secretSpecs } from './secrets.ts'
export type { StageEvent } from './progress.ts'
