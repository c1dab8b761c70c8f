import type { Platform } from '../platform.ts'
import type { CacheKey } from './key.ts'

/** An entry that a store gave back: a folder of this run's own, and the key under which it was found. */
export type StoredEntry = Readonly<{ key: string; folder: string }>

/** Where depot layouts are kept between runs. */
export type Store = Readonly<{
  /** For the log: `GitHub's cache service`. */
  name: string
  /** The best entry for the key or its fallbacks, put into `folder`. */
  restore: (platform: Platform, key: CacheKey, folder: string) => Promise<StoredEntry | undefined>
  /** Keeps the entry in `folder` under the key; says in a few words what became of it. */
  save: (platform: Platform, key: string, folder: string) => Promise<string>
}>
