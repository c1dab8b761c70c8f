import type { Platform } from '../platform.ts'
import type { Layout } from './entry.ts'
import type { Facts } from './facts.ts'
import type { CacheKey } from './key.ts'

/** A depot that a store gave back, and the key under which it was found. */
export type StoredDepot = Readonly<{ key: string; layout: Layout; facts: Facts }>

/** What a store tells of the best depot for a key without giving it; facts where they can be had without the layout. */
export type Glimpse = Readonly<{ key: string; facts?: Facts }>

/** The record of an image's last run on a platform: its names, best first, and the run that is about to write one. */
export type RecordKey = Readonly<{ names: readonly string[]; run: string }>

/** A small text that each run writes anew, beside depots that do not change. */
type RecordStore = Readonly<{
  /** The newest record of the best name that there is one of. */
  readRecord: (platform: Platform, key: RecordKey) => Promise<string | undefined>
  /** @param layout the depot of the run that the record tells of */
  writeRecord: (
    platform: Platform,
    key: RecordKey,
    record: Readonly<{ text: string; layout: Layout }>
  ) => Promise<void>
}>

/** What the target of a depot has in a bake whose builder pushes it. */
export type PushTarget = Readonly<{ output: readonly string[]; annotations: readonly string[] }>

/** How the builder itself keeps a depot, so that its bytes do not pass through this machine. */
export type DepotPush = Readonly<{
  /** @throws {Error} if the facts are too long */
  target: (key: CacheKey, facts: Facts) => PushTarget
  /** The pushed depot layout, by the digest that the bake's metadata give. */
  find: (digest: string) => Promise<Layout>
}>

/** Where depot layouts are kept between runs. */
export type Store = RecordStore &
  Readonly<{
    /** For the log: `GitHub's cache service`. */
    name: string
    /** The best depot for the key or its fallbacks; one that has to lie on this machine is put into `folder`. */
    restore: (platform: Platform, key: CacheKey, folder: string) => Promise<StoredDepot | undefined>
    /** What `restore` would find. */
    look: (platform: Platform, key: CacheKey) => Promise<Glimpse | undefined>
    /** Keeps the entry in `folder` under the key; says in a few words what became of it. */
    save: (platform: Platform, key: string, folder: string) => Promise<string>
    /** Comes before `save`, where there is one. */
    push?: DepotPush
  }>

/** An entry that a store gave back: a folder of this run's own, and the key under which it was found. */
export type StoredEntry = Readonly<{ key: string; folder: string }>

/** A store whose depots pass through this machine, as folders. */
export type FolderStore = Omit<Store, 'restore' | 'push'> &
  Readonly<{
    /** The best entry for the key or its fallbacks, put into `folder`. */
    restore: (platform: Platform, key: CacheKey, folder: string) => Promise<StoredEntry | undefined>
  }>
