export { digestOf, runBake, type Bake, type BakeResult } from './bake.ts'
export { askDocker, checkBuilder, checkBuildx } from './builder.ts'
export { cpuDefinition } from './cpu-definition.ts'
export {
  dockerfilePath,
  type BaseTarget,
  type Definition,
  type PlatformSource,
  type Shared,
  type Target
} from './definition.ts'
export { depotDefinition, depotTarget, type DepotOutput, type Restored } from './depot-definition.ts'
export { explainEnvironment } from './environment.ts'
export { pullDefinition } from './pull-definition.ts'
export { imageDefinition, type ImageBake } from './image-definition.ts'
export { asksForPush, checkLogin, isPushOutput, registriesWithoutLogin, withoutPush } from './login.ts'
export { dockerfileDefinition, isReserved, overlayDefinition } from './own-definition.ts'
export { printBake } from './print.ts'
export { checkServerToken, secretSpecs } from './secrets.ts'
export { takesJulia, type Taken } from './stages.ts'
export { resolveDefinition } from './resolve-definition.ts'
export { secondsBetween, type StageEvent } from './progress.ts'
export { exportDefinition, isExported, verifyDefinition } from './verify-definition.ts'
