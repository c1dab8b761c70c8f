import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { readActionInputs } from './action-inputs.mjs'
import { pushEvent } from './events.mjs'
import { root, state } from './layout.mjs'
import * as environment from './runner-environment.mjs'
import { followLog, readFileCommands } from './workflow-commands.mjs'

export * from './events.mjs'

/**
 * What runs, and where.
 * - `inputs`: what a workflow has under `with:`; the rest comes from `actionFile`.
 * - `workspace`: the checkout, and the process's working directory.
 * - `env`: what a workflow has under `env:`; it wins over this process's environment.
 * - `bundle`: the entry, by default the committed one.
 * - `actionFile`: by default `action.yml` beside the bundle's folder.
 * - `home`: the runner's own folder; `_temp` in it is emptied first, `_tool` is kept. Runs that share it must
 *   not run at once. `@actions/cache` stores paths relative to the workspace, so that a cache is restored to
 *   where the next run looks for it only if both runs have the same workspace and home.
 * - `onLine`: gets each log line as soon as it is there.
 * - `signal`: cancels the run as the real runner does.
 *
 * @typedef {{ inputs?: Record<string, string>, workspace: string, env?: Record<string, string>,
 *   event?: import('./events.mjs').Event, cache?: import('./runner-environment.mjs').Cache | undefined, bundle?: string, actionFile?: string, home?: string,
 *   onLine?: (line: string) => void, signal?: AbortSignal }} Run
 *
 * @typedef {{ exitCode: number, log: string, outputs: Record<string, string>, summary: string,
 *   annotations: import('./workflow-commands.mjs').Annotation[], state: Record<string, string>,
 *   env: Record<string, string>, path: string[] }} Result
 */

const summaryLimit = 1024 * 1024

/**
 * Cancels as the runner does: SIGINT to the action alone, SIGTERM 7.5 s later, and after another 2.5 s the end
 * of everything that it has started.
 *
 * @param {import('node:child_process').ChildProcess} child leader of its own process group
 */
function cancel(child) {
  const group = -(child.pid ?? 0)
  child.kill('SIGINT')
  const term = setTimeout(() => child.kill('SIGTERM'), 7500)
  const kill = setTimeout(() => endGroup(group), 10_000)
  child.once('exit', () => [term, kill].forEach(clearTimeout))
}

/** @param {number} group negative id of a process group that may be gone already */
function endGroup(group) {
  try {
    process.kill(group, 'SIGKILL')
  } catch {
    return
  }
}

/**
 * @param {string} bundle
 * @param {{ cwd: string, env: Record<string, string | undefined>, signal: AbortSignal | undefined,
 *   onLine: (line: string) => void }} options
 * @returns {Promise<number>} exit code
 */
function runProcess(bundle, { cwd, env, signal, onLine }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const stop = () => cancel(child)
    const end = () => endGroup(-(child.pid ?? 0))
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine)
    signal?.addEventListener('abort', stop, { once: true })
    process.once('exit', end)
    child.once('error', reject)
    child.once('close', (code, name) => {
      signal?.removeEventListener('abort', stop)
      process.off('exit', end)
      resolve(code ?? 128 + (name ? constants.signals[name] : 0))
    })
  })
}

/** @param {string} text @param {import('./workflow-commands.mjs').Annotation[]} annotations */
function limitSummary(text, annotations) {
  const size = Buffer.byteLength(text)
  if (size <= summaryLimit) return text
  const message = `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.ceil(size / 1024)}k.`
  annotations.push({ level: 'error', message })
  return ''
}

/**
 * Lays out the runner's folder for one run.
 *
 * @param {string} temp
 * @param {object} payload
 */
function prepare(temp, payload) {
  rmSync(temp, { recursive: true, force: true })
  for (const name of ['_runner_file_commands', '_github_workflow', '../_tool']) {
    mkdirSync(join(temp, name), { recursive: true })
  }
  for (const name of environment.fileCommands) writeFileSync(environment.commandFile(temp, name), '')
  writeFileSync(join(temp, '_github_workflow', 'event.json'), JSON.stringify(payload, null, 2))
}

/** @param {string[]} given @param {string[]} valid @returns {string[]} the runner's warning of inputs that the action has not */
function warnOfInputs(given, valid) {
  const unknown = given.filter(name => !valid.includes(name))
  /** @param {string[]} names */
  const list = names => names.map(name => `'${name}'`).join(', ')
  if (unknown.length === 0) return []
  return [`::warning::Unexpected input(s) ${list(unknown)}, valid inputs are [${list(valid)}]`]
}

/**
 * Runs an action's entry as a process in the environment that GitHub's runner gives it.
 *
 * @param {Run} run
 * @returns {Promise<Result>}
 */
export async function runAction(run) {
  const { inputs = {}, workspace, event = pushEvent(), bundle = join(root, 'dist', 'main.js') } = run
  const { home = join(state, 'runner'), actionFile = join(dirname(bundle), '..', 'action.yml'), onLine } = run
  const temp = join(home, '_temp')
  prepare(temp, event.payload)

  const { annotations, follow } = followLog({ debug: run.env?.RUNNER_DEBUG === '1' })
  /** @type {string[]} */
  const log = []
  /** @param {string} raw */
  const take = raw => {
    const line = follow(raw)
    if (line === undefined) return
    log.push(line)
    onLine?.(line)
  }
  const declared = readActionInputs(readFileSync(actionFile, 'utf8'))
  warnOfInputs(Object.keys(inputs), [...declared.keys()]).forEach(take)
  const basis = environment.runEnvironment(event, { workspace, home })
  const env = {
    ...environment.inherited(),
    ...basis,
    ...run.env,
    ...environment.cacheEnvironment(run.cache, event),
    ...environment.inputEnvironment(inputs, declared, basis)
  }
  const exitCode = await runProcess(bundle, { cwd: workspace, env, signal: run.signal, onLine: take })
  return { exitCode, log: log.join('\n'), annotations, ...readResults(temp, annotations) }
}

/** @param {string} temp @param {import('./workflow-commands.mjs').Annotation[]} annotations */
function readResults(temp, annotations) {
  /** @param {string} name */
  const read = name => readFileSync(environment.commandFile(temp, name), 'utf8')
  return {
    outputs: readFileCommands(read('OUTPUT')),
    summary: limitSummary(read('STEP_SUMMARY'), annotations),
    state: readFileCommands(read('STATE')),
    env: readFileCommands(read('ENV')),
    path: read('PATH').split('\n').filter(Boolean)
  }
}
