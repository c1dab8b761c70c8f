import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addresses, state } from './layout.mjs'
import { answers, runningPid, startDaemon, stopDaemon, waitForDaemon } from './process.mjs'

/**
 * @typedef {'mirror' | 'packages' | 'cache'} Service
 * @typedef {import('./static-server.mjs').Access} Access
 */

export const name = 'services'

/** @type {readonly Service[]} */
const services = ['mirror', 'packages', 'cache']

const program = fileURLToPath(new URL('services-process.mjs', import.meta.url))

/**
 * Starts one background process with the Julia mirror, the package server and the cache service.
 *
 * @param {import('./process.mjs').Log} log
 */
export async function up(log) {
  if (runningPid(name) !== undefined && (await areReady())) return
  await stopDaemon(name)
  log('starting the Julia mirror, the package server and the cache service')
  startDaemon({ name, file: process.execPath, args: [program] })
  await waitForDaemon(name, areReady)
}

export function down() {
  return stopDaemon(name)
}

/** @returns {Promise<string>} what runs, in one line */
export async function status() {
  const pid = runningPid(name)
  if (pid === undefined) return 'down'
  return (await areReady())
    ? `up: ${services.map(service => `${service} ${addresses[service]}`).join(', ')} (pid ${pid})`
    : `pid ${pid}, not answering`
}

async function areReady() {
  const ready = await Promise.all(services.map(service => answers(addresses[service])))
  return ready.every(Boolean)
}

/** @param {Service} service @returns {string} path of a file with one line of JSON for each request */
export function accessLog(service) {
  return join(state, 'log', `${service}-access.jsonl`)
}

/**
 * @param {'mirror' | 'packages'} service
 * @param {Date} [since]
 * @returns {Access[]} what was asked of a server, oldest first
 */
export function readAccess(service, since = new Date(0)) {
  const file = accessLog(service)
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const entries = lines.map(line => /** @type {Access} */ (parse(line)))
  return entries.filter(({ time }) => new Date(time) >= since)
}

/** @param {string} line @returns {unknown} */
function parse(line) {
  return JSON.parse(line)
}
