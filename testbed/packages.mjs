import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { treeHash } from './git-tree.mjs'
import { state } from './layout.mjs'
import { makeRegistry, registryUuid } from './package-registry.mjs'
import { artifactIndex, packageIndex, sources } from './package-sources.mjs'
import { packFiles } from './ustar.mjs'

export { changeVersion, manifestFor } from './package-manifest.mjs'
export { artifactIndex, packageIndex, sources } from './package-sources.mjs'

export const name = 'packages'

/** Root of the package server: its files are the protocol's answers, under the same paths. */
export const storeFolder = join(state, 'packages')

/**
 * Packs the testbed's packages for the package server. What was packed is kept; a changed package gets a new tree
 * hash, hence a new file.
 *
 * @param {import('./process.mjs').Log} log
 */
export function up(log) {
  const { packages, written } = publish(sources, storeFolder)
  if (written > 0) log(`packed ${packages} releases of packages (${written} new files)`)
  return Promise.resolve()
}

/** Nothing runs: the files stay in the state folder. */
export function down() {
  return Promise.resolve(false)
}

/** @returns {Promise<string>} what is offered, in one line */
export function status() {
  const index = packageIndex()
  const names = new Set(index.map(entry => entry.name))
  const packed = existsSync(join(storeFolder, 'registries'))
  return Promise.resolve(packed ? `${index.length} releases of ${names.size} packages` : 'none')
}

/**
 * Writes packages, artifacts and a registry of them in the form of the Pkg server protocol
 * (https://pkgdocs.julialang.org/v1/protocol/).
 *
 * @param {string} from folder of packages in the form of `testbed/packages`
 * @param {string} to root of a package server
 * @returns {{ packages: number, written: number, registry: string }} numbers of releases and of new files, tree hash
 *   of the registry
 */
export function publish(from, to) {
  const index = packageIndex(from)
  const registry = makeRegistry(index)
  const tree = treeHash(registry)
  const archives = [
    ...index.map(entry => ({ path: `package/${entry.uuid}/${entry.tree}`, files: entry.files })),
    ...artifactIndex(from).map(entry => ({ path: `artifact/${entry.tree}`, files: entry.files })),
    { path: `registry/${registryUuid}/${tree}`, files: registry }
  ]
  const missing = archives.filter(({ path }) => !existsSync(join(to, path)))
  for (const { path, files } of missing) place(join(to, path), packFiles(files))
  const line = `/registry/${registryUuid}/${tree}\n`
  // Julia asks for a flavour where the site's administrator has chosen one; here they are all the same.
  for (const file of ['registries.eager', 'registries.conservative', 'registries']) {
    const path = join(to, file)
    if (!existsSync(path) || readFileSync(path, 'utf8') !== line) place(path, Buffer.from(line))
  }
  return { packages: index.length, written: missing.length, registry: tree }
}

/**
 * Whoever reads at the same time sees the whole file or none.
 *
 * @param {string} file
 * @param {Buffer} content
 */
function place(file, content) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.part`, content)
  renameSync(`${file}.part`, file)
}
