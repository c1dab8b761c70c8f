import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFiles, treeHash } from './git-tree.mjs'
import { byVersion } from './julia-release.mjs'

/** The testbed's own packages: `<Name>/<version>/` is what a release of a package holds, `artifacts/<name>/` an artifact. */
export const sources = fileURLToPath(new URL('packages', import.meta.url))

/**
 * A release of a package. `deps` and `weakdeps` give UUIDs by name, `compat` Project.toml's specifiers by name,
 * `extensions` what each extension needs.
 * @typedef {Readonly<{ name: string, uuid: string, version: string, tree: string, deps: Table, weakdeps: Table,
 *   compat: Table, extensions: Table, files: readonly import('./git-tree.mjs').File[] }>} Package
 * @typedef {Readonly<Record<string, string>>} Table
 */

/**
 * @param {string} [folder] folder of packages in the form of `testbed/packages`
 * @returns {Package[]} every release of every package, by name, oldest first
 */
export function packageIndex(folder = sources) {
  const names = readdirSync(folder).filter(name => /^[A-Z]/.test(name))
  return names.sort().flatMap(name => {
    const versions = readdirSync(join(folder, name)).sort(byVersion)
    return versions.map(version => readPackage(join(folder, name, version)))
  })
}

/**
 * @param {string} [folder] folder of packages in the form of `testbed/packages`
 * @returns {{ name: string, tree: string, files: import('./git-tree.mjs').File[] }[]} the artifacts
 */
export function artifactIndex(folder = sources) {
  const names = readdirSync(folder).includes('artifacts') ? readdirSync(join(folder, 'artifacts')).sort() : []
  return names.map(name => {
    const files = readFiles(join(folder, 'artifacts', name))
    return { name, tree: treeHash(files), files }
  })
}

/**
 * @param {string} folder
 * @returns {Package}
 */
function readPackage(folder) {
  const { '': head = {}, ...tables } = readTables(readFileSync(join(folder, 'Project.toml'), 'utf8'))
  const { name, uuid, version } = head
  if (!name || !uuid || !version) throw new Error(`${folder}/Project.toml lacks a name, uuid or version.`)
  const files = readFiles(folder)
  const { deps = {}, weakdeps = {}, compat = {}, extensions = {} } = tables
  return { name, uuid, version, tree: treeHash(files), deps, weakdeps, compat, extensions, files }
}

/**
 * Reads the little of TOML that these Project.toml files need: tables of strings.
 *
 * @param {string} text
 * @returns {Record<string, Record<string, string>>} by table; the part before the first table under the empty name
 * @throws {Error} for anything else
 */
export function readTables(text) {
  /** @type {Record<string, Record<string, string>>} */
  const tables = { '': {} }
  let table = ''
  for (const line of text.split('\n').map(line => line.trim())) {
    const [, opened] = /^\[([\w.]+)\]$/.exec(line) ?? []
    const [, key, value] = /^([\w-]+) = "([^"\\]*)"$/.exec(line) ?? []
    if (opened) tables[(table = opened)] = {}
    else if (key !== undefined && value !== undefined) tables[table] = { ...tables[table], [key]: value }
    else if (line !== '' && !line.startsWith('#'))
      throw new Error(`Only tables of strings are read here, not: ${line}`)
  }
  return tables
}
