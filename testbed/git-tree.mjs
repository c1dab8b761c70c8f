import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A file of a package: `mode` as git has it. Text and links alike have their bytes in `content`.
 * @typedef {Readonly<{ path: string, mode: '100644' | '100755' | '120000', content: Buffer }>} File
 */

/**
 * @param {string} folder
 * @param {string} [under] path inside the folder
 * @returns {File[]} all files below a folder, in the order of their paths. Empty folders do not count, as with git.
 */
export function readFiles(folder, under = '') {
  const names = readdirSync(join(folder, under)).sort()
  return names.flatMap(name => {
    const path = under === '' ? name : `${under}/${name}`
    const file = join(folder, path)
    const stat = lstatSync(file)
    if (stat.isDirectory()) return name === '.git' ? [] : readFiles(folder, path)
    if (stat.isSymbolicLink()) return { path, mode: '120000', content: Buffer.from(readlinkSync(file)) }
    return { path, mode: stat.mode & 0o100 ? '100755' : '100644', content: readFileSync(file) }
  })
}

/**
 * The `git-tree-sha1` of manifests and registries: the id that git gives to a tree of these files
 * (Pkg's `GitTools.tree_hash` gives the same).
 *
 * @param {readonly File[]} files
 * @returns {string} 40 hexadecimal digits
 */
export function treeHash(files) {
  return hashTree(files.map(file => ({ ...file, parts: file.path.split('/') }))).toString('hex')
}

/**
 * @param {readonly (File & { parts: string[] })[]} files with what is left of their paths
 * @returns {Buffer}
 */
function hashTree(files) {
  /** @type {Map<string, (File & { parts: string[] })[]>} */
  const folders = new Map()
  /** @type {{ name: string, mode: string, hash: Buffer }[]} */
  const entries = []
  for (const file of files) {
    const [name = '', ...rest] = file.parts
    if (rest.length === 0) entries.push({ name, mode: file.mode, hash: hashObject('blob', file.content) })
    else folders.set(name, [...(folders.get(name) ?? []), { ...file, parts: rest }])
  }
  for (const [name, inside] of folders) entries.push({ name, mode: '40000', hash: hashTree(inside) })
  // Git sorts by bytes, a folder as if its name ended in a slash.
  const sortable = (/** @type {{ name: string, mode: string }} */ { name, mode }) =>
    Buffer.from(mode === '40000' ? `${name}/` : name)
  entries.sort((a, b) => Buffer.compare(sortable(a), sortable(b)))
  const lines = entries.flatMap(({ name, mode, hash }) => [Buffer.from(`${mode} ${name}\0`), hash])
  return hashObject('tree', Buffer.concat(lines))
}

/**
 * @param {'blob' | 'tree'} kind
 * @param {Buffer} content
 */
function hashObject(kind, content) {
  return createHash('sha1').update(`${kind} ${content.length}\0`).update(content).digest()
}
