export { digestOf, runBake, type Bake, type BakeResult } from './bake.ts'
export { askDocker, checkBuilder, checkBuildx } from './builder.ts'
export { cpuDefinition } from './cpu-definition.ts'
export {
  depotDefinition,
  depotTarget,
  resolveDefinition,
  type Definition,
  type DepotOutput,
  type PlatformSource,
  type Restored
} from './definition.ts'
export { pullDefinition } from './pull-definition.ts'
export { imageDefinition } from './image-definition.ts'
export { asksForPush, checkLogin, registriesWithoutLogin, withoutPush } from './login.ts'
export { checkServerToken, secretSpecs } from './secrets.ts'
export { secondsBetween, type StageEvent } from './progress.ts'
export { exportDefinition, isExported, verifyDefinition } from './verify-definition.ts'
