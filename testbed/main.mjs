import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as baseImages from './base-images.mjs'
import * as buildkitd from './buildkitd.mjs'
import * as engine from './engine.mjs'
import * as julia from './julia.mjs'
import { state } from './layout.mjs'
import { underTestbedLock } from './lock.mjs'
import * as packages from './packages.mjs'
import * as registry from './registry.mjs'
import * as services from './services.mjs'

/**
 * A part of the testbed. `up` does nothing if the part is up; `down` stops only what the testbed started and says
 * whether there was something to stop; `status` is one line.
 * @typedef {Readonly<{
 *   name: string,
 *   up: (log: import('./process.mjs').Log) => unknown,
 *   down: () => Promise<unknown>,
 *   status: () => Promise<string>
 * }>} Part
 */

/**
 * In the order in which they come up. The second builder is last: building it takes minutes of both cores.
 * @type {readonly Part[]}
 */
export const parts = [engine, registry, baseImages, julia, packages, services, buildkitd]

/**
 * Brings up the testbed, or some of its parts. What is up already is used.
 *
 * @param {{ parts?: readonly string[], log?: import('./process.mjs').Log }} [options] names of parts, default all
 * @throws {Error} if a name is unknown or a part does not come up
 */
export async function up({ parts: names = parts.map(part => part.name), log = console.log } = {}) {
  const chosen = choose(names)
  await underTestbedLock(log, async () => {
    for (const part of chosen) {
      const started = Date.now()
      await part.up(line => log(`${part.name.padEnd(12)} ... ${line}`))
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      log(`${part.name.padEnd(12)} ${await part.status()} [${seconds} s]`)
    }
  })
}

/**
 * Stops what the testbed started, in the opposite order. The state folder stays, so that the next start is quick.
 *
 * @param {{ parts?: readonly string[], log?: import('./process.mjs').Log }} [options]
 */
export async function down({ parts: names = parts.map(part => part.name), log = console.log } = {}) {
  await underTestbedLock(log, async () => {
    for (const part of choose(names).reverse()) {
      if (await part.down()) log(`${part.name.padEnd(12)} stopped`)
      else if ((await part.status()).includes('not started by')) {
        log(`${part.name.padEnd(12)} left alone: ${state} has no record that the testbed started it`)
      }
    }
  })
}

/** @returns {Promise<Record<string, string>>} one line by name of part */
export async function status() {
  const lines = parts.map(async part => /** @type {const} */ ([part.name, await part.status()]))
  return Object.fromEntries(await Promise.all(lines))
}

/** @param {readonly string[]} names */
function choose(names) {
  const unknown = names.filter(name => !parts.some(part => part.name === name))
  if (unknown.length > 0) {
    throw new Error(
      `No part ${unknown.join(', ')}. The testbed has ${parts.map(part => part.name).join(', ')}.`
    )
  }
  return parts.filter(part => names.includes(part.name))
}

const usage = `Usage: npm run testbed -- up|down [part ...]
       npm run testbed -- status [--json]

Parts: ${parts.map(part => part.name).join(', ')}.
State folder: ${state} (set JULIA_BAKE_TESTBED_DIR for another one).
Run \`down\` before you move or delete it: the engine keeps its images there.`

/** @param {readonly string[]} args */
async function main([command, ...rest]) {
  const names = rest.length > 0 ? { parts: rest } : {}
  if (command === 'up') return up(names)
  if (command === 'down') return down(names)
  if (command !== 'status') {
    console.error(usage)
    process.exitCode = 2
    return
  }
  const lines = await status()
  if (rest.includes('--json')) console.log(JSON.stringify(lines, null, 2))
  else for (const [name, line] of Object.entries(lines)) console.log(`${name.padEnd(12)} ${line}`)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
