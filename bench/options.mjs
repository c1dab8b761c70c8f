import { parseArgs } from 'node:util'
import { resultsFile } from './results.mjs'

/**
 * @param {readonly string[]} args
 * @returns {import('./compare.mjs').Options}
 * @throws {Error} for an option that is not there
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      packages: { type: 'string' },
      repetitions: { type: 'string' },
      scenario: { type: 'string', multiple: true, default: [] },
      contestant: { type: 'string', multiple: true, default: [] },
      note: { type: 'string', multiple: true, default: [] },
      minutes: { type: 'string' },
      resume: { type: 'boolean', default: false },
      results: { type: 'string', default: resultsFile }
    }
  })
  const { quick, scenario, contestant, resume, results } = values
  return {
    quick,
    packages: Number(values.packages ?? (quick ? 20 : 60)),
    repetitions: Number(values.repetitions ?? (quick ? 1 : 3)),
    scenarios: scenario,
    only: contestant,
    resume,
    notes: values.note,
    minutes: Number(values.minutes ?? Number.POSITIVE_INFINITY),
    file: results
  }
}
