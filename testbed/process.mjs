import { execFile, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { state } from './layout.mjs'

/**
 * Writes one line of progress.
 * @typedef {(line: string) => void} Log
 */

/**
 * A background program: `name` names its log and pid file in the state folder.
 * @typedef {Readonly<{ name: string, file: string, args: readonly string[], env?: NodeJS.ProcessEnv }>} Daemon
 */

/** @type {(line: string) => void} */
export const noLog = () => undefined

const tailLines = 15

/**
 * Runs a program to its end, without a shell.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string | Uint8Array, timeout?: number }} [options]
 *   `env` is added to this process's own; `timeout` in milliseconds
 * @returns {Promise<string>} standard output
 * @throws {Error} with the whole command line and the last lines of its output, if it fails
 */
export function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const { input, env, ...rest } = options
    const settings = { ...rest, env: { ...process.env, ...env }, maxBuffer: 256 * 1024 * 1024 }
    const child = execFile(file, args, settings, (error, stdout, stderr) => {
      if (error) reject(new Error(explain([file, ...args], error, stderr.trim() || stdout.trim())))
      else resolve(stdout)
    })
    // A program that ends before it has read its input is reported by its exit code, not by a broken pipe.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/**
 * @param {readonly string[]} command
 * @param {import('node:child_process').ExecFileException} error
 * @param {string} output
 */
function explain(command, error, output) {
  const how = error.killed
    ? 'was stopped after its time limit'
    : `failed (${error.code ?? error.signal ?? '?'})`
  return `\`${command.join(' ')}\` ${how}:\n${output.split('\n').slice(-tailLines).join('\n') || error.message}`
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeout?: number }} [options]
 * @returns {Promise<string | undefined>} trimmed standard output, undefined if the program is missing or fails
 */
export async function tryRun(file, args, options = {}) {
  try {
    return (await run(file, args, options)).trim()
  } catch {
    return undefined
  }
}

/** @param {string} name @returns {string} path of a daemon's log in the state folder */
export function logFile(name) {
  return join(state, 'log', `${name}.log`)
}

/** @param {string} name */
function pidFile(name) {
  return join(state, 'run', `${name}.pid`)
}

/**
 * @param {number} pid
 * @returns {readonly string[] | undefined} command line of a process, undefined if there is none
 */
export function commandLine(pid) {
  try {
    // Empty for zombies and kernel threads: neither is a daemon of ours.
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return text === '' ? undefined : text.replace(/\0$/, '').split('\0')
  } catch {
    return undefined
  }
}

/**
 * @param {string} name
 * @returns {number | undefined} process id of a daemon that this testbed started and that still runs. Process ids
 *   are used again, so one counts only if its command line is the one that was started.
 */
export function runningPid(name) {
  const file = pidFile(name)
  if (!existsSync(file)) return undefined
  const [pid = '', ...command] = readFileSync(file, 'utf8').split('\0')
  const actual = commandLine(Number(pid))
  return actual !== undefined && command.every(word => actual.includes(word)) ? Number(pid) : undefined
}

/**
 * Starts a program that outlives this one, its output appended to a log file.
 *
 * @param {Daemon} daemon
 * @param {{ niceness?: number }} [options]
 * @returns {number} process id
 */
export function startDaemon({ name, file, args, env = {} }, { niceness = 0 } = {}) {
  mkdirSync(join(state, 'log'), { recursive: true })
  mkdirSync(join(state, 'run'), { recursive: true })
  const log = openSync(logFile(name), 'a')
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env }
  })
  closeSync(log)
  // A missing program is noticed by waitForDaemon; without a listener it would crash this process.
  child.on('error', () => undefined)
  child.unref()
  if (child.pid === undefined) throw new Error(`Could not start ${file}: is it installed and on the PATH?`)
  if (niceness > 0) setPriority(child.pid, niceness)
  writeFileSync(pidFile(name), [child.pid, file, ...args].join('\0'))
  return child.pid
}

/**
 * Stops a daemon that this testbed started: politely, then by force.
 *
 * @param {string} name
 * @param {number} [seconds] patience before force
 * @returns {Promise<boolean>} false if it was not running
 */
export async function stopDaemon(name, seconds = 20) {
  const pid = runningPid(name)
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM')
    if (!(await poll(() => runningPid(name) === undefined, seconds))) process.kill(pid, 'SIGKILL')
  }
  rmSync(pidFile(name), { force: true })
  return pid !== undefined
}

/**
 * @param {() => unknown} condition
 * @param {number} seconds
 * @returns {Promise<boolean>} whether the condition came true in time
 */
export async function poll(condition, seconds) {
  const deadline = Date.now() + seconds * 1000
  while (!(await condition())) {
    if (Date.now() > deadline) return false
    await sleep(200)
  }
  return true
}

/**
 * Waits until a daemon is ready; ends early if it dies.
 *
 * @param {string} name
 * @param {() => unknown} ready
 * @param {number} [seconds]
 * @throws {Error} with the end of its log, if it dies or is not ready in time
 */
export async function waitForDaemon(name, ready, seconds = 60) {
  const done = await poll(async () => runningPid(name) === undefined || (await ready()), seconds)
  if (done && runningPid(name) !== undefined) return
  const log = existsSync(logFile(name)) ? readFileSync(logFile(name), 'utf8').trim() : ''
  const tail = log.split('\n').slice(-tailLines).join('\n')
  const why = done ? 'ended at once' : `was not ready after ${seconds} s`
  throw new Error(`${name} ${why}. The end of ${logFile(name)}:\n${tail}`)
}

/**
 * @param {string} url
 * @returns {Promise<boolean>} whether a server answers there, whatever its status
 */
export async function answers(url) {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(2000) })).arrayBuffer()
    return true
  } catch {
    return false
  }
}
