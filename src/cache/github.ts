import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Deps } from '../deps.ts'
import type { Platform } from '../platform.ts'
import { linkTree, readFacts, writeFacts } from './entry.ts'
import type { CacheKey } from './key.ts'
import type { FolderStore } from './store.ts'

/** Three kinds of entries, which the service keeps apart by their paths: so a depot and its facts share a key. */
type Kind = 'depot' | 'facts' | 'record'

/**
 * Where entries lie while the cache service's client packs or unpacks them. The client hashes this very string into
 * the entry's version: it has to be the same on every runner, so it may not name a home folder.
 */
const staging = (platform: Platform, kind: Kind): string =>
  `~/.cache/julia-bake/github/${platform.name.replaceAll('/', '-')}${kind === 'depot' ? '' : `-${kind}`}`
const absolute = (path: string): string => join(homedir(), path.slice(2))

/** Calls `work` with an empty place for an entry, which is gone afterwards. */
async function inStaging<T>(path: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = absolute(path)
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true })
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Client = Deps['cache']

/**
 * The service searches this ref's entries for all keys before the default branch's for any: so exact keys go first.
 *
 * @returns the key under which an entry was found
 */
async function findDepot(
  cache: Client,
  path: string,
  { key, fallbacks, lookupOnly }: CacheKey & Readonly<{ lookupOnly: boolean }>
): Promise<string | undefined> {
  const prefixes = (exact: boolean) =>
    fallbacks.filter(({ tier }) => (tier === 'exact') === exact).map(({ prefix }) => prefix)
  const [nearest = key, ...others] = prefixes(false)
  const options = { lookupOnly }
  return (
    (await cache.restoreCache([path], key, prefixes(true), options)) ??
    (await cache.restoreCache([path], nearest, others, options))
  )
}

/** The facts once more, in a small entry of their own: they can be read without the layout. */
const saveFacts = (cache: Client, path: string, { key, entry }: Readonly<{ key: string; entry: string }>) =>
  inStaging(path, async folder => {
    const facts = await readFacts(entry)
    await mkdir(folder)
    await writeFacts(folder, facts)
    await cache.saveCache([path], key)
  })

const recordFile = 'record.json'

/** GitHub's cache service: entries cannot change, ten gigabytes a repository, the oldest unused go first. */
export const githubStore = ({ cache }: Pick<Deps, 'cache'>): FolderStore => ({
  name: "GitHub's cache service",
  restore: (platform, key, folder) => {
    const path = staging(platform, 'depot')
    return inStaging(path, async staged => {
      const found = await findDepot(cache, path, { ...key, lookupOnly: false })
      if (found === undefined) return undefined
      await linkTree(staged, folder)
      return { key: found, folder }
    })
  },
  look: async (platform, key) => {
    const found = await findDepot(cache, staging(platform, 'depot'), { ...key, lookupOnly: true })
    if (found === undefined) return undefined
    const path = staging(platform, 'facts')
    return inStaging(path, async folder => {
      const there = await cache.restoreCache([path], found)
      return { key: found, ...(there === found ? { facts: await readFacts(folder) } : {}) }
    })
  },
  save: async (platform, key, entry) => {
    const path = staging(platform, 'depot')
    const id = await inStaging(path, async folder => {
      await linkTree(entry, folder)
      return cache.saveCache([path], key)
    })
    if (id < 0) return 'not saved: the cache service did not take it'
    await saveFacts(cache, staging(platform, 'facts'), { key, entry })
    return 'saved'
  },
  readRecord: (platform, { names, run }) => {
    const path = staging(platform, 'record')
    const prefixes = names.map(name => `${name}-`)
    return inStaging(path, async folder => {
      const found = await cache.restoreCache([path], `${names[0] ?? ''}-run-${run}`, prefixes)
      return found === undefined ? undefined : readFile(join(folder, recordFile), 'utf8')
    })
  },
  // An entry a run, some kilobytes each, since none can be changed: the newest is the one that is found.
  writeRecord: (platform, { names, run }, { text }) => {
    const path = staging(platform, 'record')
    return inStaging(path, async folder => {
      await mkdir(folder)
      await writeFile(join(folder, recordFile), text)
      await cache.saveCache([path], `${names[0] ?? ''}-run-${run}`)
    })
  }
})
