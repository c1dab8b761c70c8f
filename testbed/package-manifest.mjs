import { byVersion } from './julia-release.mjs'
import { packageIndex } from './package-sources.mjs'

/**
 * A package of the project's own: `path` relative to the project, `deps` names of packages.
 * @typedef {Readonly<{ name: string, uuid: string, version: string, path: string, deps: readonly string[] }>} PathPackage
 * @typedef {Readonly<{ format?: '1.0' | '2.0', juliaVersion?: string, paths?: readonly PathPackage[],
 *   folder?: string }>} Options
 * @typedef {Readonly<{ name: string, uuid: string, version?: string, tree?: string, path?: string, deps: string[],
 *   weakdeps?: import('./package-sources.mjs').Table, extensions?: import('./package-sources.mjs').Table }>} Node
 */

/**
 * The standard libraries that the testbed's packages use: their dependencies are the same from Julia 1.5 to 1.13.
 * @type {Readonly<Record<string, Node>>}
 */
const stdlibs = {
  Dates: { name: 'Dates', uuid: 'ade2ca70-3891-5945-98fb-dc099432e06a', deps: ['Printf'] },
  Printf: { name: 'Printf', uuid: 'de0858da-6303-5e67-8744-51eddeeeb8d7', deps: ['Unicode'] },
  Unicode: { name: 'Unicode', uuid: '4ec0a83e-493e-50e2-b9ac-8f72acf5a8f5', deps: [] }
}

/** From this Julia on, manifests give standard libraries a version. */
const stdlibVersion = '1.11.0'

/**
 * Writes a manifest for packages of the testbed with all that they need. No compat entry is looked at: tests may want
 * any versions together.
 *
 * @param {readonly string[]} wanted names, such as `Poems`, or names and versions, such as `Words@1.0.0`, of any
 *   packages, direct or not; without a version the newest is taken
 * @param {Options} [options] `format` is 1.0 by default, the only one that Julia 1.5 reads; 2.0 is for 1.7 and later
 * @returns {string} text of a Manifest.toml
 * @throws {Error} for a package or version that is not there
 */
export function manifestFor(wanted, { format = '1.0', juliaVersion, paths = [], folder } = {}) {
  const nodes = closure(wanted, paths, packageIndex(folder))
  const versioned = juliaVersion !== undefined && byVersion(juliaVersion, stdlibVersion) >= 0
  const prefix = format === '1.0' ? '' : 'deps.'
  const head = ['# This file is machine-generated - editing it directly is not advised', '']
  if (format !== '1.0') {
    if (juliaVersion !== undefined) head.push(`julia_version = "${juliaVersion}"`)
    head.push(`manifest_format = "${format}"`, '')
  }
  const names = new Set(nodes.map(({ name }) => name))
  const entries = nodes.map(node => {
    const known =
      node.name in stdlibs && versioned && format !== '1.0' ? { ...node, version: stdlibVersion } : node
    return [`[[${prefix}${node.name}]]`, ...fields(known), ...weak(known, names, format), ''].join('\n')
  })
  return [...head, ...entries].join('\n')
}

/**
 * @param {readonly string[]} wanted
 * @param {readonly PathPackage[]} paths
 * @param {readonly import('./package-sources.mjs').Package[]} index
 * @returns {Node[]} by name
 */
function closure(wanted, paths, index) {
  const chosen = new Map(
    wanted.map(text => /** @type {const} */ ([text.split('@')[0] ?? '', text.split('@')[1]]))
  )
  /** @type {Map<string, Node>} */
  const nodes = new Map()
  const queue = [...chosen.keys(), ...paths.map(({ name }) => name)]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (nodes.has(name)) continue
    const node = findNode(name, chosen.get(name), { paths, index })
    nodes.set(name, node)
    queue.push(...node.deps)
  }
  return [...nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * @param {string} name
 * @param {string | undefined} version the newest if undefined
 * @param {{ paths: readonly PathPackage[], index: readonly import('./package-sources.mjs').Package[] }} from
 * @returns {Node}
 */
function findNode(name, version, { paths, index }) {
  const local = paths.find(entry => entry.name === name) ?? stdlibs[name]
  if (local) return { ...local, deps: [...local.deps] }
  const releases = index.filter(release => release.name === name)
  const found =
    version === undefined ? releases.at(-1) : releases.find(release => release.version === version)
  if (!found) {
    const known = releases.map(release => release.version).join(', ') || 'none'
    throw new Error(`The testbed has no package ${name} ${version ?? ''}: versions of that name: ${known}.`)
  }
  return { ...found, deps: Object.keys(found.deps) }
}

/** @param {Node} node */
function fields({ deps, path, tree, uuid, version }) {
  const list = [...deps].sort().map(name => `"${name}"`)
  return [
    ...(list.length > 0 ? [`deps = [${list.join(', ')}]`] : []),
    ...(tree ? [`git-tree-sha1 = "${tree}"`] : []),
    ...(path ? [`path = "${path}"`] : []),
    `uuid = "${uuid}"`,
    ...(version ? [`version = "${version}"`] : [])
  ]
}

/**
 * Weak dependencies as Pkg writes them: names if all of them are in the manifest, else names with UUIDs.
 *
 * @param {Node} node
 * @param {ReadonlySet<string>} names
 * @param {string} format
 */
function weak({ name, weakdeps = {}, extensions = {} }, names, format) {
  const needed = Object.keys(weakdeps)
  if (format === '1.0' || needed.length === 0) return []
  const table = (
    /** @type {string} */ title,
    /** @type {import('./package-sources.mjs').Table} */ content
  ) => [
    '',
    `    [deps.${name}.${title}]`,
    ...Object.entries(content).map(([key, value]) => `    ${key} = "${value}"`)
  ]
  return [
    ...(needed.every(entry => names.has(entry))
      ? [`weakdeps = [${needed.map(entry => `"${entry}"`).join(', ')}]`]
      : []),
    ...table('extensions', extensions),
    ...(needed.every(entry => names.has(entry)) ? [] : table('weakdeps', weakdeps))
  ]
}

/**
 * Another version of one package in a manifest, as `Pkg.update` would write it.
 *
 * @param {string} manifest text of a Manifest.toml
 * @param {string} name
 * @param {string} version
 * @returns {string}
 * @throws {Error} if there is no such version, or the package is not in the manifest
 */
export function changeVersion(manifest, name, version) {
  const release = packageIndex().find(entry => entry.name === name && entry.version === version)
  if (!release) throw new Error(`The testbed has no package ${name} ${version}.`)
  const stanzas = manifest.split('\n\n')
  const found = stanzas.findIndex(stanza => /^\[\[(?:deps\.)?(\w+)\]\]$/m.exec(stanza)?.[1] === name)
  if (found < 0) throw new Error(`The manifest has no package ${name}.`)
  const changed = stanzas[found]
    ?.replace(/^git-tree-sha1 = .*$/m, `git-tree-sha1 = "${release.tree}"`)
    .replace(/^version = .*$/m, `version = "${version}"`)
  return stanzas.with(found, changed ?? '').join('\n\n')
}
