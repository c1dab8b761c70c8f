import { makeRandom } from './random.mjs'

/** @param {number} number */
const nameOf = number => `Package${number}`

/** @param {number} number */
const uuidOf = number => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/**
 * Writes a project and a manifest in the shape of large real ones: one package in eight is a standard library, packages
 * depend on 4.5 others on average, mostly on a few that everybody needs, a third has extensions, and most of their
 * triggers are not in the environment. Everything can be reached from the project.
 *
 * @param {number} count number of packages
 * @returns {Readonly<{ project: string, manifest: string }>} texts of Project.toml and Manifest.toml
 */
export function makeFiles(count) {
  const random = makeRandom(count)
  /** @type {Set<number>} */
  const needed = new Set()
  const stanzas = Array.from({ length: count }, (_, number) => {
    const deps = drawDependencies(number, random)
    for (const dep of deps) needed.add(dep)
    return writeStanza(number, {
      deps,
      weakdeps: drawTriggers(number, { count, random }),
      stdlib: number % 8 === 0
    })
  })
  const direct = Array.from({ length: count }, (_, number) => number).filter(number => !needed.has(number))
  return {
    project: `[deps]\n${direct.map(number => `${nameOf(number)} = "${uuidOf(number)}"\n`).join('')}`,
    manifest: `julia_version = "1.12.5"\nmanifest_format = "2.0"\n\n${stanzas.join('\n')}`
  }
}

/**
 * Dependencies have lower numbers, and the lower the number the more depend on it. Standard libraries, whose numbers
 * are multiples of eight, need no other packages.
 *
 * @param {number} number
 * @param {() => number} random
 */
function drawDependencies(number, random) {
  const wanted = number % 8 === 0 ? Math.floor(random() * 3) : 1 + Math.floor(random() * 9)
  const step = number % 8 === 0 ? 8 : 1
  const found = Array.from({ length: number === 0 ? 0 : wanted }, () => {
    const low = Math.floor((random() ** 2 * number) / step) * step
    return Math.min(low, number - step)
  })
  return [...new Set(found)].sort((a, b) => a - b)
}

/**
 * @param {number} number
 * @param {Readonly<{ count: number, random: () => number }>} among
 */
function drawTriggers(number, { count, random }) {
  if (number % 8 === 0 || number % 3 !== 0) return []
  const triggers = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
    Math.floor(random() * 3 * count)
  )
  return [...new Set(triggers)].filter(trigger => trigger !== number)
}

/**
 * @param {number} number
 * @param {Readonly<{ deps: readonly number[], weakdeps: readonly number[], stdlib: boolean }>} package_
 */
function writeStanza(number, { deps, weakdeps, stdlib }) {
  const [name, weak] = [nameOf(number), weakdeps.filter(trigger => !deps.includes(trigger))]
  const lines = [
    `[[deps.${name}]]`,
    ...(deps.length === 0 ? [] : [`deps = [${deps.map(dep => `"${nameOf(dep)}"`).join(', ')}]`]),
    ...(stdlib ? [] : [`git-tree-sha1 = "${String(number).padStart(40, '0')}"`]),
    `uuid = "${uuidOf(number)}"`,
    `version = "1.${number}.0"`
  ]
  if (weak.length > 0) {
    lines.push('', `    [deps.${name}.extensions]`)
    lines.push(...weak.map(trigger => `    ${name}${nameOf(trigger)}Ext = "${nameOf(trigger)}"`))
    lines.push('', `    [deps.${name}.weakdeps]`)
    lines.push(...weak.map(trigger => `    ${nameOf(trigger)} = "${uuidOf(trigger)}"`))
  }
  return `${lines.join('\n')}\n`
}
