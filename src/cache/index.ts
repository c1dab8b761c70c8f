export { openCache, storeKind, type DepotCache, type Hit, type Sight } from './cache.ts'
export { entryFiles, readLayout, writeFacts, type Layout } from './entry.ts'
export type { Facts } from './facts.ts'
export {
  composeKey,
  composeRecordKey,
  tierOf,
  trustOf,
  type CacheKey,
  type KeyPart,
  type KeySource,
  type Tier,
  type Trust
} from './key.ts'
export { decideRights, describeRights, type Decision, type Rights, type StoreKind } from './rights.ts'
export type { DepotPush, RecordKey } from './store.ts'
