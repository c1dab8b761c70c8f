import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeRandom } from './random.mjs'

/**
 * A package of the comparison. `needs` has numbers of others, all of them lower. Number 1 is needed by all, directly or
 * not. `work` is the number of functions that it makes and calls while it is compiled.
 * @typedef {Readonly<{ number: number, needs: readonly number[], work: number }>} Node
 */

/** Functions that a plain package and the slow one make while they are compiled. */
const plainWork = 60
const slowWork = 800

/** @param {number} number */
export const nameOf = number => `Bench${String(number).padStart(3, '0')}`

/** @param {number} number */
export const uuidOf = number => `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`

/**
 * Draws a graph of packages: chains of up to six, and many that need one of the few low numbers. The same count gives
 * the same graph.
 *
 * @param {number} count number of packages
 * @returns {Node[]} by number, from 1
 */
export function drawGraph(count) {
  const random = makeRandom(count)
  const slow = Math.ceil((count * 2) / 3)
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1
    return { number, needs: drawNeeds(number, random), work: number === slow ? slowWork : plainWork }
  })
}

/**
 * @param {number} number
 * @param {() => number} random
 */
function drawNeeds(number, random) {
  if (number === 1) return []
  const wanted = 1 + Math.floor(random() * 3)
  const low = Array.from({ length: wanted }, () => 1 + Math.floor(random() ** 2 * (number - 1)))
  const chained = number % 6 === 0 || number === 2 ? [] : [number - 1]
  return [...new Set([...chained, ...low])].sort((a, b) => a - b)
}

/**
 * @param {readonly Node[]} graph
 * @returns {number[]} numbers of the packages that no other needs
 */
export function leavesOf(graph) {
  const needed = new Set(graph.flatMap(({ needs }) => needs))
  return graph.map(({ number }) => number).filter(number => !needed.has(number))
}

/**
 * The second project's graph: four fifths of the first one's packages, and as many others as are missing then.
 *
 * @param {readonly Node[]} graph
 * @returns {Node[]}
 */
export function shareGraph(graph) {
  const kept = Math.floor(graph.length * 0.8)
  const moved = (/** @type {number} */ number) => (number <= kept ? number : number + graph.length)
  return graph.map(node => ({ ...node, number: moved(node.number), needs: node.needs.map(moved) }))
}

/**
 * @param {Node} node
 * @param {string} version
 */
function sourceOf({ number, needs, work }, version) {
  const names = needs.map(nameOf)
  return `module ${nameOf(number)}
${names.map(name => `using ${name}\n`).join('')}
for i in 1:${work}
    name = Symbol("step", i)
    @eval $name(x) = sin(x + $i) * x + $i
end
const TABLE = [Base.invokelatest(getfield(${nameOf(number)}, Symbol("step", i)), 1.0) for i in 1:${work}]
value() = ${['sum(TABLE)', ...names.map(name => `${name}.value() / ${names.length}`)].join(' + ')}
version() = "${version}"
end
`
}

/** @param {Node} node @param {string} version */
function projectOf({ number, needs }, version) {
  const deps = needs.map(need => `${nameOf(need)} = "${uuidOf(need)}"\n`)
  return `name = "${nameOf(number)}"
uuid = "${uuidOf(number)}"
version = "${version}"

[deps]
${deps.join('')}`
}

/**
 * Writes both projects' packages in the form of `testbed/packages`. Every package has the versions 1.0.0 and 1.0.1.
 *
 * @param {string} folder
 * @param {readonly Node[]} graph of the first project
 */
export function writePackages(folder, graph) {
  const all = new Map([...graph, ...shareGraph(graph)].map(node => [node.number, node]))
  for (const node of all.values())
    for (const version of ['1.0.0', '1.0.1']) {
      const name = nameOf(node.number)
      mkdirSync(join(folder, name, version, 'src'), { recursive: true })
      writeFileSync(join(folder, name, version, 'Project.toml'), projectOf(node, version))
      writeFileSync(join(folder, name, version, 'src', `${name}.jl`), sourceOf(node, version))
    }
}
