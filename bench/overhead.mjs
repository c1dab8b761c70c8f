import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { baseImage, root, state } from '../testbed/layout.mjs'
import { runAction } from '../testbed/runner.mjs'
import { chooseJulia } from './julia.mjs'
import { median } from './measure.mjs'
import { drawGraph, writePackages } from './packages.mjs'
import { writeProject } from './project.mjs'
import { readResults, writeResults } from './results.mjs'
import { benchAddresses, startServers } from './servers.mjs'
import { measureTransfer } from './transfer.mjs'

/**
 * What the action costs by itself. `bundle` in bytes; `firstLine`: seconds from the start of the process; `plans`: until
 * the plan stands, by number of packages; `transfer` in seconds per GiB.
 * @typedef {Readonly<{ bundle: number, firstLine: number, plans: Readonly<Record<string, number>>,
 *   transfer: Awaited<ReturnType<typeof measureTransfer>> }>} Overhead
 */

const rounds = 7
const counts = [60, 400]
const layoutBytes = 512 * 1024 * 1024

/** @returns {number} bytes of all that is loaded for a run */
function bundleBytes() {
  const folder = join(root, 'dist')
  const files = readdirSync(folder).filter(name => name.endsWith('.js'))
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

/** What the action says when its plan stands, before it downloads anything. */
const planned = 'Plan: Julia'

/**
 * Starts the committed bundle and cancels it once its plan stands.
 *
 * @param {string} workspace
 * @param {string} version
 * @returns {Promise<Readonly<{ plan: number, first: number }>>} seconds until then, and until the first line of the log
 */
async function startRun(workspace, version) {
  const home = mkdtempSync(join(tmpdir(), 'bench-home-'))
  const [cancel, started] = [new AbortController(), performance.now()]
  let [first, plan] = [0, 0]
  const result = await runAction({
    workspace,
    home,
    env: { JULIA_BAKE_CACHE_DIR: join(home, 'store') },
    inputs: {
      'julia-mirror': benchAddresses.mirror,
      'base-image': baseImage,
      'julia-version': version,
      'dry-run': 'true',
      platforms: 'linux/amd64'
    },
    signal: cancel.signal,
    onLine: line => {
      first ||= performance.now() - started
      if (!line.startsWith(planned)) return
      plan = performance.now() - started
      cancel.abort()
    }
  })
  rmSync(home, { recursive: true })
  if (plan === 0) throw new Error(`The run made no plan:\n${result.log}`)
  return { plan: plan / 1000, first: first / 1000 }
}

/** @param {string} folder @param {number} count */
async function measurePlan(folder, count) {
  const julia = chooseJulia(folder)
  const [workspace, packages, graph] = [
    join(folder, 'app'),
    join(folder, `packages-${count}`),
    drawGraph(count)
  ]
  writePackages(packages, graph)
  mkdirSync(workspace, { recursive: true })
  writeProject(workspace, {}, { graph, packages, juliaVersion: julia.version })
  const runs = []
  for (let round = 0; round < rounds; round += 1) runs.push(await startRun(workspace, julia.version))
  return { plan: median(runs.map(({ plan }) => plan)), first: median(runs.map(({ first }) => first)) }
}

/** Measures what the action itself costs, prints it and adds it to the results. */
export async function measureOverhead() {
  mkdirSync(join(state, 'bench'), { recursive: true })
  const folder = mkdtempSync(join(state, 'bench', 'overhead-'))
  const servers = await startServers(folder)
  try {
    const plans = []
    for (const count of counts) plans.push({ count, ...(await measurePlan(folder, count)) })
    const transfer = await measureTransfer(mkdtempSync(join(folder, 'transfer-')), layoutBytes)
    const overhead = {
      bundle: bundleBytes(),
      firstLine: median(plans.map(({ first }) => first)),
      plans: Object.fromEntries(plans.map(({ count, plan }) => [count, plan])),
      transfer
    }
    console.log(JSON.stringify(overhead, null, 2))
    const results = readResults()
    if (results !== undefined) writeResults({ ...results, overhead })
  } finally {
    await servers.close()
    rmSync(folder, { recursive: true })
  }
}
