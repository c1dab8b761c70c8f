import {
  access,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile
} from 'node:fs/promises'
import { constants } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Deps } from '../deps.ts'
import { UserError, messageOf } from '../errors.ts'
import { linkTree, readFacts } from './entry.ts'
import type { CacheKey } from './key.ts'
import type { FolderStore, RecordKey } from './store.ts'

/** How many entries of one platform and Julia version stay; the least recently used go. */
const KEPT = 10

/** The folder that keeps depot layouts where there is no cache service: `JULIA_BAKE_CACHE_DIR`, else the user's cache. */
export const cacheFolder = (env: Deps['env']): string =>
  env['JULIA_BAKE_CACHE_DIR'] ||
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'julia-bake', 'depots')

async function checkWritable(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true })
    await access(root, constants.W_OK)
  } catch (error) {
    throw new UserError(
      `JULIA_BAKE_CACHE_DIR: cannot write to ${root} (${messageOf(error)}). Name a folder that this user may write to, or set the input cache to false.`
    )
  }
}

/** Milliseconds since 1970; 0 for what another run has just removed. */
const lastUse = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0
  )

async function byLastUse(root: string): Promise<readonly string[]> {
  const names = (await readdir(root)).filter(name => !name.startsWith('.'))
  const times = await Promise.all(names.map(name => lastUse(join(root, name))))
  return names
    .map((name, at) => ({ name, time: times[at] ?? 0 }))
    .sort((a, b) => b.time - a.time)
    .map(({ name }) => name)
}

/** What a save that was stopped halfway has left behind; one that is under way takes no day. */
async function findHalves(root: string): Promise<readonly string[]> {
  const names = (await readdir(root)).filter(name => name.startsWith('.'))
  const times = await Promise.all(names.map(name => lastUse(join(root, name))))
  return names.filter((_, at) => (times[at] ?? 0) < Date.now() - 24 * 60 * 60 * 1000)
}

/** Puts the entry in `folder` into its place, whole or not at all. */
async function putEntry(folder: string, root: string, key: string): Promise<void> {
  const made = await mkdtemp(join(root, '.new-'))
  try {
    await linkTree(folder, join(made, key))
    await rm(join(root, key), { recursive: true, force: true })
    await rename(join(made, key), join(root, key))
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** The best entry for the key or its fallbacks. */
async function findEntry(root: string, { key, fallbacks }: CacheKey): Promise<string | undefined> {
  const names = await byLastUse(root)
  return [key, ...fallbacks.map(({ prefix }) => prefix)]
    .map(prefix => names.find(name => name.startsWith(prefix)))
    .find(name => name !== undefined)
}

/** Records lie beside the entries, each written over by the next run: `records/NAME.json` for every name. */
function recordFiles(root: string) {
  const folder = join(root, 'records')
  const fileOf = (name: string): string => join(folder, `${name}.json`)
  return {
    read: async ({ names }: RecordKey): Promise<string | undefined> => {
      const texts = names.map(name => readFile(fileOf(name), 'utf8').catch(() => undefined))
      return (await Promise.all(texts)).find(text => text !== undefined)
    },
    write: async ({ names }: RecordKey, text: string): Promise<void> => {
      await mkdir(folder, { recursive: true })
      for (const name of names) {
        const part = `${fileOf(name)}.${process.pid}`
        await writeFile(part, text)
        await rename(part, fileOf(name))
      }
    }
  }
}

/** A folder on this machine: what stands in for the cache service where there is none. */
export async function folderStore(env: Deps['env']): Promise<FolderStore> {
  const root = cacheFolder(env)
  await checkWritable(root)
  const records = recordFiles(root)
  return {
    name: `the folder ${root}`,
    restore: async (_platform, key, folder) => {
      const found = await findEntry(root, key)
      if (found === undefined) return undefined
      await linkTree(join(root, found), folder)
      await utimes(join(root, found), new Date(), new Date())
      return { key: found, folder }
    },
    look: async (_platform, key) => {
      const found = await findEntry(root, key)
      return found === undefined ? undefined : { key: found, facts: await readFacts(join(root, found)) }
    },
    readRecord: (_platform, key) => records.read(key),
    writeRecord: (_platform, key, { text }) => records.write(key, text),
    save: async (_platform, key, folder) => {
      await putEntry(folder, root, key)
      const lineage = key.slice(0, key.lastIndexOf('-isa-') + '-isa-'.length)
      const old = (await byLastUse(root)).filter(name => name.startsWith(lineage)).slice(KEPT)
      const useless = [...old, ...(await findHalves(root))]
      await Promise.all(useless.map(name => rm(join(root, name), { recursive: true, force: true })))
      return 'saved'
    }
  }
}
