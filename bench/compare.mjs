import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { state } from '../testbed/layout.mjs'
import { up } from '../testbed/main.mjs'
import { publish } from '../testbed/packages.mjs'
import { stopBuilder } from './builder.mjs'
import { contestants, floor, moveBytes, takeTurn } from './field.mjs'
import { chooseJulia } from './julia.mjs'
import { describeMachine, describeVersions } from './machine.mjs'
import { drawGraph, writePackages } from './packages.mjs'
import { addRun, readResults, writeResults } from './results.mjs'
import { listScenarios } from './scenarios.mjs'
import { startServers } from './servers.mjs'
import { renderTable } from './table.mjs'

/**
 * `scenarios` and `only` (contestants) are names, all of them if empty; `resume` keeps what the results have already;
 * nothing more is begun after so many `minutes`; `notes` are
 * what readers of the results have to know.
 * @typedef {Readonly<{ packages: number, repetitions: number, quick: boolean, scenarios: readonly string[],
 *   only: readonly string[], resume: boolean, minutes: number, notes: readonly string[], file: string }>} Options
 */

/** Of the testbed; the bench has its own servers for the rest. */
const parts = ['engine', 'registry', 'base-images', 'julia']

/** @param {number} packages @param {string} folder */
function preparePackages(packages, folder) {
  const graph = drawGraph(packages)
  const [sources, served] = [join(folder, 'packages', String(packages)), join(folder, 'served')]
  for (const old of [sources, served]) rmSync(old, { recursive: true, force: true })
  mkdirSync(served, { recursive: true })
  writePackages(sources, graph)
  publish(sources, served)
  return { graph, sources, served }
}

/** @param {Options} options @param {string} julia @returns {Promise<import('./results.mjs').Results>} */
async function startResults(options, julia) {
  const { packages, repetitions, quick, resume, file } = options
  const old = resume ? readResults(file) : undefined
  const about = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: await describeVersions(julia),
    packages,
    repetitions,
    quick
  }
  const fits = old?.packages === packages && old.versions['julia'] === julia
  return {
    ...about,
    ...(fits && old.overhead ? { overhead: old.overhead } : {}),
    runs: fits ? old.runs : [],
    notes: options.notes
  }
}

/** @param {number} seconds */
const inWords = seconds => `${seconds.toFixed(1)} s`

/**
 * Runs the contestants one after the other in each scenario, and writes each result as soon as it is there.
 *
 * @param {Options} options
 */
export async function compare(options) {
  const end = performance.now() + options.minutes * 60_000
  await up({ parts })
  const folder = join(state, 'bench')
  const julia = chooseJulia(folder)
  const { graph, sources, served } = preparePackages(options.packages, folder)
  const servers = await startServers(served)
  const field = { folder, graph, packages: sources, julia, uploaded: servers.uploaded }
  let results = await startResults(options, julia.version)
  try {
    for (const turn of listTurns(options, graph)) {
      const { scenario, contestant, repetition } = turn
      const has = (/** @type {string} */ name) =>
        results.runs.find(
          run => run.scenario === scenario.name && run.contestant === name && run.repetition === repetition
        )
      if (options.resume && has(contestant.name)) continue
      if (performance.now() > end) {
        console.log('Time is up: --resume goes on from here.')
        break
      }
      const ran = await takeTurn(field, turn)
      const run = contestant === floor ? await moveBytes(field, ran, has('ours')) : ran
      console.log(
        `${scenario.name.padEnd(16)} ${contestant.name.padEnd(8)} #${repetition} wall ${inWords(run.wall)}, Julia ${inWords(run.julia)}`
      )
      results = addRun(results, run)
      writeResults(results, options.file)
    }
  } finally {
    await stopBuilder(folder)
    await servers.close()
  }
  console.log(`\n${renderTable(results)}`)
}

/** @param {Options} options @param {readonly import('./packages.mjs').Node[]} graph */
function listTurns({ repetitions, quick, scenarios, only }, graph) {
  const all = listScenarios(graph).filter(({ platform }) => !quick || platform === 'linux/amd64')
  const unknown = scenarios.filter(name => !all.some(scenario => scenario.name === name))
  if (unknown.length > 0)
    throw new Error(`--scenario ${unknown.join(', ')}: there are ${all.map(({ name }) => name).join(', ')}.`)
  const chosen = all.filter(({ name }) => scenarios.length === 0 || scenarios.includes(name))
  const running = contestants.filter(({ name }) => only.length === 0 || only.includes(name))
  return Array.from({ length: repetitions }, (_, index) => index + 1).flatMap(repetition =>
    chosen.flatMap(scenario =>
      running
        // What runs on the host has nothing to say about another architecture.
        .filter(contestant => contestant !== floor || scenario.platform === 'linux/amd64')
        .map(contestant => ({ scenario, contestant, repetition }))
    )
  )
}
