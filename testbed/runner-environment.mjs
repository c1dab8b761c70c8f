import { join } from 'node:path'
import { runtimeToken } from './cache-token.mjs'

/**
 * A cache service for the run. `scopes` and `mode` stand in for what GitHub puts into the token for the event
 * and for the job's `cache-mode`.
 *
 * @typedef {{ url: string, scopes?: import('./cache-token.mjs').ScopeRight[], mode?: string }} Cache
 * @typedef {import('./events.mjs').Event} Event
 */

/** Files that an action answers through: `GITHUB_OUTPUT` and so on. */
export const fileCommands = ['OUTPUT', 'ENV', 'PATH', 'STEP_SUMMARY', 'STATE']

/** Nothing of a runner or of Node that this process itself runs under may reach the action. */
export const inherited = () => {
  const foreign = /^(ACTIONS_|GITHUB_|RUNNER_|INPUT_|STATE_|NODE_OPTIONS$|JEST_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

/**
 * @param {Event} event
 * @param {{ workspace: string, home: string }} folders
 * @returns {Record<string, string>}
 */
export function runEnvironment(event, { workspace, home }) {
  const tag = event.ref.startsWith('refs/tags/')
  const temp = join(home, '_temp')
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_BASE_REF: event.baseRef,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: join(temp, '_github_workflow', 'event.json'),
    GITHUB_HEAD_REF: event.headRef,
    GITHUB_JOB: 'testbed',
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: tag ? 'tag' : 'branch',
    GITHUB_REPOSITORY: 'octo/app',
    GITHUB_REPOSITORY_OWNER: 'octo',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: event.sha,
    GITHUB_WORKFLOW: 'testbed',
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_NAME: 'testbed',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(home, '_tool'),
    ...Object.fromEntries(fileCommands.map(name => [`GITHUB_${name}`, commandFile(temp, name)]))
  }
}

/** @param {string} temp the run's `RUNNER_TEMP` @param {string} name one of `fileCommands` */
export const commandFile = (temp, name) => join(temp, '_runner_file_commands', name.toLowerCase())

/**
 * Inputs as environment variables. Like the runner it passes on an input that the action does not declare; the
 * caller warns of it.
 *
 * @param {Record<string, string>} inputs
 * @param {ReadonlyMap<string, string | undefined>} declared
 * @param {Record<string, string>} env the run's, for defaults such as `${{ github.actor }}`
 */
export function inputEnvironment(inputs, declared, env) {
  const values = new Map([...declared].map(([name, value = '']) => [name, evaluate(value, env)]))
  for (const [name, value] of Object.entries(inputs)) values.set(name, value)
  return Object.fromEntries(
    [...values].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value.trim()])
  )
}

/** @param {string} value @param {Record<string, string>} env */
function evaluate(value, env) {
  return value.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, /** @type {string} */ expression) => {
    if (expression === 'github.token') return 'testbed-token'
    const found = env[expression.replace(/^github\./, 'GITHUB_').toUpperCase()]
    if (found === undefined) throw new Error(`The testbed's runner cannot evaluate \${{ ${expression} }}.`)
    return found
  })
}

/** @param {Cache | undefined} cache @param {Event} event @returns {Record<string, string>} */
export function cacheEnvironment(cache, event) {
  if (!cache) return {}
  return {
    ACTIONS_CACHE_SERVICE_V2: 'True',
    ACTIONS_RESULTS_URL: cache.url,
    ACTIONS_RUNTIME_TOKEN: runtimeToken({ scopes: cache.scopes ?? event.scopes }),
    ...(cache.mode === undefined ? {} : { ACTIONS_CACHE_MODE: cache.mode })
  }
}
