import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readJson } from '../testbed/json.mjs'

/**
 * One contestant's run of a scenario. Times in seconds; `wall`: all of it; `julia`: compiling, by Julia's own clock;
 * `steps`: parts, by the contestant's own names. Bytes: `read` and `written` of what is kept between runs, `pushed` to
 * the registry, `image` its compressed size there, `peak` memory of the action's own process.
 * @typedef {Readonly<{ scenario: string, contestant: string, repetition: number, packages: number, wall: number,
 *   julia: number, read: number, written: number, pushed: number, image: number, peak?: number,
 *   compiled?: readonly string[], steps: Readonly<Record<string, number>> }>} Run
 *
 * @typedef {Readonly<{ date: string, machine: Readonly<Record<string, string | number>>,
 *   versions: Readonly<Record<string, string>>, packages: number, repetitions: number, quick: boolean,
 *   runs: readonly Run[], overhead?: import('./overhead.mjs').Overhead, notes: readonly string[] }>} Results
 */

export const resultsFile = fileURLToPath(new URL('results.json', import.meta.url))

/** @param {string} [file] @returns {Results | undefined} undefined if there is none */
export function readResults(file = resultsFile) {
  return existsSync(file) ? /** @type {Results} */ (readJson(file)) : undefined
}

/** @param {Results} results @param {string} [file] */
export function writeResults(results, file = resultsFile) {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
}

/** @param {Run} a @param {Run} b @returns {boolean} whether one takes the other's place */
const isSame = (a, b) =>
  a.scenario === b.scenario && a.contestant === b.contestant && a.repetition === b.repetition

/**
 * Puts a run into results that may have an older one of the same scenario, contestant and repetition.
 *
 * @param {Results} results
 * @param {Run} run
 * @returns {Results}
 */
export function addRun(results, run) {
  return { ...results, runs: [...results.runs.filter(old => !isSame(old, run)), run] }
}
