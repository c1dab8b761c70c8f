import { join } from 'node:path'
import { pullDefinition, runBake } from './bake/index.ts'
import type { CacheKey, Hit } from './cache/index.ts'
import type { Workshop } from './depot.ts'
import type { Platform } from './platform.ts'

/** Why the builder cannot have a depot that lies in a registry: what a runner can ask for, a builder may not. */
async function pullFailure(shop: Workshop, platform: Platform, { layout }: Hit): Promise<string | undefined> {
  const { inputs, deps, folder } = shop
  if (!layout.context.startsWith('docker-image://')) return undefined
  const definition = pullDefinition(platform, layout.context)
  const { builder, allow } = inputs
  const bake = { title: `pull of depot ${platform.name}`, definition, builder, allow, folder }
  return (await runBake(bake, deps, () => undefined)).failure
}

/** Step 3's end for a platform: the depot layout that the store has for it, if the builder can have it, too. */
export async function restoreDepot(
  shop: Workshop,
  platform: Platform,
  key: CacheKey
): Promise<Hit | undefined> {
  const { cache, deps, folder } = shop
  const hit = await cache.restore(platform, key, join(folder, `restored-${platform.id}`))
  const failure = hit && (await pullFailure(shop, platform, hit))
  if (failure === undefined) return hit
  deps.log.warning(`${platform.name}: nothing restored from ${cache.name}: ${failure}`)
  return undefined
}
