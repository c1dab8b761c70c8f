export { digestOf, runBake, type Bake, type BakeResult } from './bake.ts'
export { checkBuilder } from './builder.ts'
export {
  depotDefinition,
  depotTarget,
  imageDefinition,
  resolveDefinition,
  type DepotOutput,
  type PlatformSource,
  type Restored
} from './definition.ts'
export { secretSpecs } from './secrets.ts'
export type { StageEvent } from './progress.ts'
