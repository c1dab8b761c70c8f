import { rm, writeFile } from 'node:fs/promises'
import type { Deps } from '../deps.ts'
import { messageOf } from '../errors.ts'
import type { Inputs } from '../inputs.ts'
import type { Platform } from '../platform.ts'
import { checkKey, entryFiles, readFacts, readLayout, type Layout } from './entry.ts'
import type { Facts } from './facts.ts'
import { folderStore } from './folder.ts'
import { githubStore } from './github.ts'
import { tierOf, type CacheKey, type Tier } from './key.ts'
import { registryStore } from './registry.ts'
import type { Rights, StoreKind } from './rights.ts'
import type { DepotPush, FolderStore, RecordKey, Store } from './store.ts'

/** A depot layout that came back, whole. */
export type Hit = Readonly<{ key: string; tier: Tier; layout: Layout; facts: Facts }>

/** What there is for a key, without its layout. */
export type Sight = Readonly<{ key: string; tier: Tier; facts?: Facts }>

/** The cache as a run sees it: trouble is told and never fails the run. */
export type DepotCache = Readonly<{
  /** Which store this run uses, for the log. */
  name: string
  /** A depot that has to lie on this machine is put into `folder`. */
  restore: (platform: Platform, key: CacheKey, folder: string) => Promise<Hit | undefined>
  /** What `restore` would give; `unknown` where the store does not tell. */
  look: (platform: Platform, key: CacheKey) => Promise<Sight | 'unknown' | undefined>
  /** The record of the last trusted run of this image. */
  readRecord: (platform: Platform, key: RecordKey) => Promise<string | undefined>
  /** Keeps this run's record, where it may save. */
  writeRecord: Store['writeRecord']
  /** Keeps the entry in `folder`; says in a few words what became of it. */
  save: (platform: Platform, key: string, folder: string) => Promise<string>
  /** Comes before `save`, where there is one. It does throw. */
  push?: DepotPush
}>

const none: DepotCache = {
  name: 'no store (input cache is false)',
  restore: () => Promise.resolve(undefined),
  look: () => Promise.resolve(undefined),
  readRecord: () => Promise.resolve(undefined),
  writeRecord: () => Promise.resolve(),
  save: () => Promise.resolve('not saved (input cache is false)')
}

/** Entries are folders: each has to be what it was asked for, and whole. */
const throughFolder = ({ restore, save, ...store }: FolderStore): Store => ({
  ...store,
  restore: async (platform, key, folder) => {
    const found = await restore(platform, key, folder)
    if (found === undefined) return undefined
    await checkKey(folder, found.key)
    const layout = await readLayout(entryFiles(folder).layout)
    return { key: found.key, layout, facts: await readFacts(folder) }
  },
  save: async (platform, key, folder) => {
    await writeFile(entryFiles(folder).key, key)
    return save(platform, key, folder)
  }
})

/** What of the inputs the cache depends on. */
type CacheInputs = Pick<Inputs, 'cache' | 'cacheRepo' | 'builder'>

/** Which kind of store a run has: the input's, GitHub's where it is to be had, else a folder. */
export function storeKind({ cacheRepo }: Pick<Inputs, 'cacheRepo'>, deps: Deps): StoreKind {
  if (cacheRepo !== '') return 'registry'
  return deps.cache.isFeatureAvailable() && deps.env['ACTIONS_RUNTIME_TOKEN'] ? 'github' : 'folder'
}

async function chooseStore(inputs: CacheInputs, deps: Deps): Promise<Store> {
  const { cacheRepo, builder } = inputs
  const kind = storeKind(inputs, deps)
  if (kind === 'registry') return registryStore(cacheRepo, { builder, exec: deps.exec })
  return throughFolder(kind === 'github' ? githubStore(deps) : await folderStore(deps.env))
}

/** What is only there to be told: where it cannot be had, the run says so and does without. */
function quiet(
  store: Store,
  { restore, save }: Pick<Rights, 'restore' | 'save'>,
  { log }: Pick<Deps, 'log'>
): Pick<DepotCache, 'look' | 'readRecord' | 'writeRecord'> {
  return {
    look: async (platform, key) => {
      if (!restore.done) return undefined
      try {
        const found = await store.look(platform, key)
        return found && { ...found, tier: tierOf(found.key, key) }
      } catch (error) {
        log.warning(`${platform.name}: ${store.name} does not tell what it has: ${messageOf(error)}`)
        return 'unknown'
      }
    },
    readRecord: async (platform, key) => {
      if (!restore.done) return undefined
      return store.readRecord(platform, key).catch((error: unknown) => {
        log.info(`${platform.name}: the last run's record cannot be read: ${messageOf(error)}`)
        return undefined
      })
    },
    writeRecord: async (platform, key, record) => {
      if (!save.done) return
      await store.writeRecord(platform, key, record).catch((error: unknown) => {
        log.info(`${platform.name}: this run's record is not kept: ${messageOf(error)}`)
      })
    }
  }
}

/**
 * Chooses the store: the registry that the input names, else GitHub's cache service where this run has one, else a
 * folder on this machine.
 *
 * @param rights what this run may do with it
 * @throws {@link UserError} when the folder cannot be written
 */
export async function openCache(
  inputs: CacheInputs,
  deps: Deps,
  rights: Pick<Rights, 'restore' | 'save'>
): Promise<DepotCache> {
  if (inputs.cache === 'false') return none
  const store = await chooseStore(inputs, deps)
  const mayPush = rights.save.done && store.push !== undefined
  return {
    name: store.name,
    ...(mayPush ? { push: store.push } : {}),
    restore: async (platform, key, folder) => {
      if (!rights.restore.done) return undefined
      try {
        const found = await store.restore(platform, key, folder)
        return found && { ...found, tier: tierOf(found.key, key) }
      } catch (error) {
        deps.log.warning(`${platform.name}: nothing restored from ${store.name}: ${messageOf(error)}`)
        await rm(folder, { recursive: true, force: true })
        return undefined
      }
    },
    ...quiet(store, rights, deps),
    save: async (platform, key, folder) => {
      if (!rights.save.done) return `not saved (${rights.save.why})`
      try {
        return await store.save(platform, key, folder)
      } catch (error) {
        deps.log.warning(`${platform.name}: not saved to ${store.name}: ${messageOf(error)}`)
        return 'not saved'
      }
    }
  }
}
