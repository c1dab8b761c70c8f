export { openCache, type DepotCache, type Hit } from './cache.ts'
export { entryFiles, readLayout, type Layout } from './entry.ts'
export { composeKey, trustOf, type CacheKey, type KeyPart, type Tier, type Trust } from './key.ts'
