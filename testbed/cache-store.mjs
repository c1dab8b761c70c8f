import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * One immutable cache entry. It is `reserved` from its creation until its upload is finalized, then `saved`.
 *
 * @typedef {{ id: number, scope: string, key: string, version: string, size: number, created: string,
 *   state: 'reserved' | 'saved' }} Entry
 * @typedef {{ key: string, restoreKeys: readonly string[], version: string, scopes: readonly string[] }} Wanted
 */

/**
 * Picks the entry that GitHub would restore: scope by scope, first the key itself, then the newest entry that
 * starts with the key, then the same for each restore key in turn.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching#cache-key-matching
 *
 * @param {readonly Entry[]} entries oldest first
 * @param {Wanted} wanted
 * @returns {Entry | undefined}
 */
export function matchEntry(entries, { key, restoreKeys, version, scopes }) {
  for (const scope of scopes) {
    const candidates = entries
      .filter(entry => entry.state === 'saved' && entry.scope === scope && entry.version === version)
      .reverse()
    for (const wanted of [key, ...restoreKeys]) {
      const found =
        candidates.find(entry => entry.key === wanted) ??
        candidates.find(entry => entry.key.startsWith(wanted))
      if (found) return found
    }
  }
  return undefined
}

/**
 * Opens a folder of cache entries: `index.json`, `blobs/<id>` and, while an upload is under way, `blocks/<id>/`.
 * Reservations that an earlier process left unfinished are dropped.
 *
 * @param {string} folder created if it is missing
 */
export function openStore(folder) {
  const index = join(folder, 'index.json')
  const blobs = join(folder, 'blobs')
  const blocks = join(folder, 'blocks')
  rmSync(blocks, { recursive: true, force: true })
  for (const path of [blobs, blocks]) mkdirSync(path, { recursive: true })

  const kept = existsSync(index) ? /** @type {Entry[]} */ (JSON.parse(readFileSync(index, 'utf8'))) : []
  const entries = kept.filter(entry => entry.state === 'saved')

  const write = () => {
    writeFileSync(`${index}.new`, `${JSON.stringify(entries, null, 2)}\n`)
    renameSync(`${index}.new`, index)
  }
  /** @param {number} id */
  const blobPath = id => join(blobs, String(id))
  /** @param {number} id @param {string} block base64 name of a block */
  const blockPath = (id, block) => join(blocks, String(id), Buffer.from(block).toString('hex'))
  /** @param {string} scope @param {string} key @param {string} version */
  const find = (scope, key, version) =>
    entries.find(entry => entry.scope === scope && entry.key === key && entry.version === version)

  return {
    /** @returns {readonly Entry[]} oldest first */
    entries: () => entries.map(entry => ({ ...entry })),

    /** @param {number} id */
    entry: id => entries.find(entry => entry.id === id),

    /** @param {Wanted} wanted */
    match: wanted => matchEntry(entries, wanted),

    /**
     * @param {{ scope: string, key: string, version: string }} name
     * @returns {Entry | undefined} nothing if that entry exists or is being saved
     */
    reserve({ scope, key, version }) {
      if (find(scope, key, version)) return undefined
      const id = Math.max(0, ...entries.map(entry => entry.id)) + 1
      const created = new Date().toISOString()
      /** @type {Entry} */
      const entry = { id, scope, key, version, size: 0, created, state: 'reserved' }
      entries.push(entry)
      write()
      return entry
    },

    /**
     * @param {{ scope: string, key: string, version: string, size: number }} upload
     * @returns {Entry | string} the entry, or why it cannot be finalized
     */
    finalize({ scope, key, version, size }) {
      const entry = find(scope, key, version)
      if (entry?.state !== 'reserved') return 'cache entry was not reserved'
      const uploaded = existsSync(blobPath(entry.id)) ? statSync(blobPath(entry.id)).size : 0
      if (uploaded !== size) return `cache entry has ${uploaded} bytes, not the ${size} that were announced`
      Object.assign(entry, { size, state: 'saved' })
      rmSync(join(blocks, String(entry.id)), { recursive: true, force: true })
      write()
      return entry
    },

    /**
     * Stores a whole blob, or one of its blocks, and tells its size.
     *
     * @param {{ id: number, block?: string | undefined, body: NodeJS.ReadableStream }} part
     */
    async receive({ id, block, body }) {
      const path = block === undefined ? blobPath(id) : blockPath(id, block)
      mkdirSync(join(path, '..'), { recursive: true })
      await pipeline(body, createWriteStream(`${path}.new`))
      renameSync(`${path}.new`, path)
      return statSync(path).size
    },

    /**
     * Joins uploaded blocks into the blob and tells its size.
     *
     * @param {number} id
     * @param {readonly string[]} names in order
     */
    async join(id, names) {
      const path = blobPath(id)
      writeFileSync(`${path}.new`, '')
      for (const name of names) {
        await pipeline(
          createReadStream(blockPath(id, name)),
          createWriteStream(`${path}.new`, { flags: 'a' })
        )
      }
      renameSync(`${path}.new`, path)
      return statSync(path).size
    },

    blobPath
  }
}
