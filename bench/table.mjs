import { median } from './measure.mjs'

/** @typedef {import('./results.mjs').Results} Results */
/** @typedef {'wall' | 'julia' | 'read' | 'written' | 'pushed' | 'image' | 'peak'} Figure */

/** @param {Results} results @returns {string[]} names of the scenarios, in the order of their runs */
export const scenariosOf = ({ runs }) => [...new Set(runs.map(({ scenario }) => scenario))]

/**
 * @param {Results} results
 * @param {Readonly<{ scenario: string, contestant: string, figure: Figure }>} of
 * @returns {number} median over the repetitions, NaN if there are none
 */
export function figureOf({ runs }, { scenario, contestant, figure }) {
  const found = runs.filter(run => run.scenario === scenario && run.contestant === contestant)
  return median(found.map(run => run[figure] ?? Number.NaN))
}

/** @param {number} value */
const seconds = value => (Number.isNaN(value) ? '' : value.toFixed(1))
/** @param {number} bytes */
const megabytes = bytes => (Number.isNaN(bytes) ? '' : (bytes / 1e6).toFixed(1))
/** @param {number} over @param {number} under */
const ratio = (over, under) => (under > 0 && !Number.isNaN(over) ? (over / under).toFixed(2) : '')

/** @param {readonly (readonly string[])[]} rows @returns {string} Markdown, the first row is the head */
function table(rows) {
  const [head = [], ...body] = rows
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at < 2 ? '---' : '---:'))), ...body.map(line)].join('\n')
}

/**
 * @param {Results} results
 * @returns {string} Markdown: all figures, medians over the repetitions
 */
export function renderTable(results) {
  const names = [...new Set(results.runs.map(({ contestant }) => contestant))]
  const rows = scenariosOf(results).flatMap(scenario =>
    names.map(contestant => {
      const of = (/** @type {Figure} */ figure) => figureOf(results, { scenario, contestant, figure })
      const wallOfOurs = figureOf(results, { scenario, contestant: 'ours', figure: 'wall' })
      const real = contestant !== 'floor'
      return [
        scenario,
        contestant,
        seconds(of('wall')),
        ratio(of('wall'), wallOfOurs),
        seconds(of('julia')),
        ...(real
          ? [megabytes(of('read')), megabytes(of('written')), megabytes(of('pushed')), megabytes(of('image'))]
          : ['', '', '', '']),
        real ? megabytes(of('peak')) : ''
      ]
    })
  )
  const head = [
    'scenario',
    'contestant',
    'wall s',
    '/ ours',
    'Julia s',
    'store read MB',
    'store written MB',
    'pushed MB',
    'image MB',
    'peak MB'
  ]
  return [describe(results), '', table([head, ...rows.filter(row => row[2] !== '')])].join('\n')
}

/** @param {Results} results @returns {string} where the figures come from, in one sentence */
export function describe({ date, machine, versions, packages, repetitions, quick, notes }) {
  return `${date}, ${machine['cpu']}, ${machine['cores']} cores, ${machine['memoryGiB']} GiB: Julia ${versions['julia']}, BuildKit ${versions['buildkit']}, buildx ${versions['buildx']}, ${packages} packages, ${repetitions === 1 ? 'one run each' : `medians of ${repetitions} runs`}${quick ? ' (quick)' : ''}.${notes.map(note => ` ${note}`).join('')}`
}
