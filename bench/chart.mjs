import { describe, figureOf, scenariosOf } from './table.mjs'

/** @typedef {import('./results.mjs').Results} Results */

const [width, left, right, bar, gap, top] = [800, 130, 80, 14, 14, 82]

/** By contestant; readable by those who do not tell red from green, and on either background. */
const colours = /** @type {Readonly<Record<string, string>>} */ ({
  layers: '#8c8c8c',
  dance: '#c9a227',
  ours: '#7b4fb5',
  floor: '#5aa5c8'
})

/** @param {string} text */
const escape = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/**
 * @param {Readonly<{ x: number, y: number, anchor?: string, size?: number, weight?: string }>} at
 * @param {string} words
 */
const text = ({ x, y, anchor = 'start', size = 12, weight = 'normal' }, words) =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}">${escape(words)}</text>`

/** @param {Results} results */
function rowsOf(results) {
  const names = Object.keys(colours).filter(name => results.runs.some(run => run.contestant === name))
  return scenariosOf(results).map(scenario => ({
    scenario,
    bars: names
      .map(contestant => ({
        contestant,
        wall: figureOf(results, { scenario, contestant, figure: 'wall' }),
        julia: figureOf(results, { scenario, contestant, figure: 'julia' })
      }))
      .filter(({ wall }) => !Number.isNaN(wall))
  }))
}

/**
 * Draws the wall time of every contestant in every scenario, Julia's part of it darker.
 *
 * @param {Results} results
 * @returns {string} an SVG image
 */
export function renderChart(results) {
  const rows = rowsOf(results)
  const longest = Math.max(...rows.flatMap(({ bars }) => bars.map(({ wall }) => wall)))
  const scale = (/** @type {number} */ seconds) =>
    Math.round((seconds / longest) * (width - left - right) * 10) / 10
  let y = top
  const parts = rows.flatMap(({ scenario, bars }) => {
    const start = y
    const drawn = bars.flatMap(({ contestant, wall, julia }) => {
      const colour = colours[contestant] ?? '#000'
      const shapes = [
        `<rect x="${left}" y="${y}" width="${scale(wall)}" height="${bar - 2}" fill="${colour}" fill-opacity="0.45"/>`,
        `<rect x="${left}" y="${y}" width="${scale(Math.min(julia, wall))}" height="${bar - 2}" fill="${colour}"/>`,
        text({ x: left + scale(wall) + 6, y: y + bar - 4, size: 11 }, `${wall.toFixed(1)} s`)
      ]
      y += bar
      return shapes
    })
    const label = text({ x: left - 10, y: (start + y) / 2 + 3, anchor: 'end', weight: 'bold' }, scenario)
    y += gap
    return [label, ...drawn]
  })
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="sans-serif">`,
    `<rect width="${width}" height="${y}" fill="#fff"/>`,
    text({ x: 12, y: 20, size: 14, weight: 'bold' }, 'Wall time of a run; the dark part is Julia compiling'),
    text({ x: 12, y: 36, size: 10 }, describe({ ...results, notes: [] })),
    text({ x: 12, y: 50, size: 10 }, results.notes.join(' ')),
    ...legend(rows.flatMap(({ bars }) => bars.map(({ contestant }) => contestant))),
    ...parts,
    '</svg>'
  ].join('\n')}\n`
}

/** @param {readonly string[]} names */
function legend(names) {
  return [...new Set(names)].flatMap((name, at) => [
    `<rect x="${left + at * 90}" y="62" width="10" height="10" fill="${colours[name] ?? '#000'}"/>`,
    text({ x: left + at * 90 + 15, y: 71, size: 11 }, name)
  ])
}
