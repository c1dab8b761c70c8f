import { rm, writeFile } from 'node:fs/promises'
import type { Deps } from '../deps.ts'
import { messageOf } from '../errors.ts'
import type { CacheMode } from '../inputs.ts'
import type { Platform } from '../platform.ts'
import { checkKey, entryFiles, readLayout, type Layout } from './entry.ts'
import { folderStore } from './folder.ts'
import { githubStore } from './github.ts'
import { tierOf, type CacheKey, type Tier } from './key.ts'
import type { Store } from './store.ts'

/** A depot layout that came back, whole. */
export type Hit = Readonly<{ key: string; tier: Tier; folder: string; layout: Layout }>

/** The cache as a run sees it: trouble is told and never fails the run. */
export type DepotCache = Readonly<{
  /** Which store this run uses, for the log. */
  name: string
  restore: (platform: Platform, key: CacheKey, folder: string) => Promise<Hit | undefined>
  save: (platform: Platform, key: string, folder: string) => Promise<string>
}>

const none: DepotCache = {
  name: 'no store (input cache is false)',
  restore: () => Promise.resolve(undefined),
  save: () => Promise.resolve('not saved (input cache is false)')
}

async function restoreFrom(
  store: Store,
  platform: Platform,
  key: CacheKey,
  folder: string
): Promise<Hit | undefined> {
  const found = await store.restore(platform, key, folder)
  if (found === undefined) return undefined
  await checkKey(folder, found.key)
  const layout = await readLayout(entryFiles(folder).layout)
  return { key: found.key, tier: tierOf(found.key, key), folder, layout }
}

/**
 * Chooses the store: GitHub's cache service where this run has one, else a folder on this machine.
 *
 * @throws {@link UserError} when the folder cannot be written
 */
export async function openCache(mode: CacheMode, deps: Deps): Promise<DepotCache> {
  if (mode === 'false') return none
  const store =
    deps.cache.isFeatureAvailable() && deps.env['ACTIONS_RUNTIME_TOKEN']
      ? githubStore(deps)
      : await folderStore(deps.env)
  return {
    name: store.name,
    restore: async (platform, key, folder) => {
      try {
        return await restoreFrom(store, platform, key, folder)
      } catch (error) {
        deps.log.warning(`${platform.name}: nothing restored from ${store.name}: ${messageOf(error)}`)
        await rm(folder, { recursive: true, force: true })
        return undefined
      }
    },
    save: async (platform, key, folder) => {
      if (mode === 'restore-only') return 'not saved (input cache is restore-only)'
      try {
        await writeFile(entryFiles(folder).key, key)
        return await store.save(platform, key, folder)
      } catch (error) {
        deps.log.warning(`${platform.name}: not saved to ${store.name}: ${messageOf(error)}`)
        return 'not saved'
      }
    }
  }
}
