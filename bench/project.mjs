import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestFor } from '../testbed/packages.mjs'
import { leavesOf, nameOf, shareGraph, uuidOf } from './packages.mjs'

/**
 * What a scenario builds. `bumped` are packages in version 1.0.1, `word` is in the app's source.
 * @typedef {Readonly<{ second?: boolean, bumped?: readonly number[], word?: string }>} Variant
 */

/**
 * Writes the project: a package named `App` or `Other` that uses every package which no other needs.
 *
 * @param {string} folder
 * @param {Variant} variant
 * @param {Readonly<{ graph: readonly import('./packages.mjs').Node[], packages: string, juliaVersion: string }>} from
 *   graph of the first project, folder of the packages, and the Julia that is to read the manifest
 */
export function writeProject(folder, { second = false, bumped = [], word = 'Hello' }, from) {
  const graph = second ? shareGraph(from.graph) : from.graph
  const [name, number] = second ? ['Other', 999_999] : ['App', 999_998]
  const direct = leavesOf(graph)
  const wanted = graph.map(
    node => `${nameOf(node.number)}@${bumped.includes(node.number) ? '1.0.1' : '1.0.0'}`
  )
  const deps = direct.map(each => `${nameOf(each)} = "${uuidOf(each)}"\n`).join('')
  const old = /^1\.[0-6]\./.test(from.juliaVersion)
  const options = old ? {} : { format: /** @type {const} */ ('2.0'), juliaVersion: from.juliaVersion }
  const sum = direct.map(each => `${nameOf(each)}.value()`).join(' + ')
  mkdirSync(join(folder, 'src'), { recursive: true })
  writeFileSync(
    join(folder, 'Project.toml'),
    `name = "${name}"\nuuid = "${uuidOf(number)}"\nversion = "0.1.0"\n\n[deps]\n${deps}`
  )
  writeFileSync(join(folder, 'Manifest.toml'), manifestFor(wanted, { ...options, folder: from.packages }))
  writeFileSync(
    join(folder, 'src', `${name}.jl`),
    `module ${name}\n${direct.map(each => `using ${nameOf(each)}\n`).join('')}\nanswer() = string("${word} ", ${sum})\nend\n`
  )
}
