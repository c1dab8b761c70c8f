import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { state } from './layout.mjs'
import { commandLine, poll } from './process.mjs'

const hour = 3600

/**
 * Tests, the demo and a person may bring up the testbed at the same time: one works, the others wait for it.
 *
 * @template T
 * @param {import('./process.mjs').Log} log
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function underTestbedLock(log, work) {
  mkdirSync(join(state, 'run'), { recursive: true })
  const file = join(state, 'run', 'lock')
  if (!take(file)) {
    log(`waiting for process ${ownerOf(file) ?? '?'}, which works on the testbed`)
    if (!(await poll(() => take(file), hour)))
      throw new Error(`Another process has held ${file} for an hour.`)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function take(file) {
  const owner = ownerOf(file)
  // Its owner was killed.
  if (owner !== undefined && commandLine(owner) === undefined) rmSync(file, { force: true })
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    // A link appears with its content at once: nobody sees a lock without an owner.
    linkSync(mine, file)
    return true
  } catch {
    return false
  } finally {
    rmSync(mine)
  }
}

/** @param {string} file */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
