import { mkdir, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Deps } from '../deps.ts'
import type { Platform } from '../platform.ts'
import { linkTree } from './entry.ts'
import type { FolderStore } from './store.ts'

/**
 * Where entries lie while the cache service's client packs or unpacks them. The client hashes this very string into
 * the entry's version: it has to be the same on every runner, so it may not name a home folder.
 */
const staging = (platform: Platform): string =>
  `~/.cache/julia-bake/github/${platform.name.replaceAll('/', '-')}`
const absolute = (path: string): string => join(homedir(), path.slice(2))

/** GitHub's cache service: entries cannot change, ten gigabytes a repository, the oldest unused go first. */
export const githubStore = ({ cache }: Pick<Deps, 'cache'>): FolderStore => ({
  name: "GitHub's cache service",
  restore: async (platform, key, folder) => {
    const path = staging(platform)
    await rm(absolute(path), { recursive: true, force: true })
    await mkdir(dirname(absolute(path)), { recursive: true })
    const prefixes = (exact: boolean) =>
      key.fallbacks.filter(({ tier }) => (tier === 'exact') === exact).map(({ prefix }) => prefix)
    const [nearest = key.key, ...others] = prefixes(false)
    // The service searches this ref's entries for all keys before the default branch's for any: so exact keys go first.
    const found =
      (await cache.restoreCache([path], key.key, prefixes(true))) ??
      (await cache.restoreCache([path], nearest, others))
    if (found === undefined) return undefined
    await linkTree(absolute(path), folder)
    await rm(absolute(path), { recursive: true, force: true })
    return { key: found, folder }
  },
  save: async (platform, key, folder) => {
    const path = staging(platform)
    await rm(absolute(path), { recursive: true, force: true })
    await linkTree(folder, absolute(path))
    const id = await cache.saveCache([path], key)
    await rm(absolute(path), { recursive: true, force: true })
    return id < 0 ? 'not saved: the cache service did not take it' : 'saved'
  }
})
