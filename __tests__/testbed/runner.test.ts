import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { readActionInputs } from '../../testbed/action-inputs.mjs'
import { grantedScopes } from '../../testbed/cache-token.mjs'
import * as runner from '../../testbed/runner.mjs'
import { readFileCommands } from '../../testbed/workflow-commands.mjs'

const actionFile = `name: sample
inputs:
  project:
    description: >-
      Folders, one per line;
      default: is not a key here
    default: .
  julia-version:
    default: '1' # newest
  my input:
    default: "a\\tb"
  optional:
    description: none
  actor:
    default: \${{ github.actor }}
runs:
  using: node24
`

let folder: string
const before = { ...process.env }

/** Writes the entry of a sample action and runs it. */
const runScript = (script: string, options: Partial<Parameters<typeof runner.runAction>[0]> = {}) => {
  const bundle = join(folder, 'action/dist/main.mjs')
  writeFileSync(bundle, script)
  return runner.runAction({ bundle, workspace: join(folder, 'work'), home: join(folder, 'home'), ...options })
}

/** Environment that the action sees, of the variables whose names match. */
const seenEnvironment = async (
  names: RegExp,
  options: Partial<Parameters<typeof runner.runAction>[0]> = {}
) => {
  const result = await runScript('console.log(JSON.stringify(process.env))', options)
  const seen = JSON.parse(result.log.split('\n').at(-1) ?? '') as Record<string, string>
  return Object.fromEntries(Object.entries(seen).filter(([name]) => names.test(name)))
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-'))
  for (const name of ['action/dist', 'work', 'home']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'action/action.yml'), actionFile)
})

afterEach(() => {
  process.env = { ...before }
  rmSync(folder, { recursive: true })
})

describe('runAction', () => {
  test('gives inputs with the defaults of action.yml', async () => {
    expect(await seenEnvironment(/^INPUT_/, { inputs: { project: 'a\nb', 'my input': '' } })).toEqual({
      INPUT_PROJECT: 'a\nb',
      'INPUT_JULIA-VERSION': '1',
      INPUT_MY_INPUT: '',
      INPUT_OPTIONAL: '',
      INPUT_ACTOR: 'octocat'
    })
  })

  test('collects the log line by line, outputs, summary, state and annotations', async () => {
    const lines: string[] = []
    const script = `
      import { appendFileSync } from 'node:fs'
      const { GITHUB_OUTPUT, GITHUB_STATE, GITHUB_STEP_SUMMARY, GITHUB_PATH, GITHUB_ENV } = process.env
      appendFileSync(GITHUB_OUTPUT, 'digest<<END\\nsha256:1\\nsha256:2\\nEND\\nhit=true\\n')
      appendFileSync(GITHUB_STATE, 'started=1\\n')
      appendFileSync(GITHUB_ENV, 'A=b\\n')
      appendFileSync(GITHUB_PATH, '/opt/bin\\n')
      appendFileSync(GITHUB_STEP_SUMMARY, '# Built\\n')
      console.log('::add-mask::hunter2')
      console.log('password hunter2')
      console.error('on stderr')
      console.log('::warning file=Project.toml,line=3,title=Old%3A it::one%0Atwo 100%25')
      process.exitCode = 3`
    const result = await runScript(script, { onLine: line => lines.push(line) })
    expect(result).toEqual({
      exitCode: 3,
      log: lines.join('\n'),
      outputs: { digest: 'sha256:1\nsha256:2', hit: 'true' },
      summary: '# Built\n',
      annotations: [
        { level: 'warning', message: 'one\ntwo 100%', title: 'Old: it', file: 'Project.toml', line: 3 }
      ],
      state: { started: '1' },
      env: { A: 'b' },
      path: ['/opt/bin']
    })
    expect(lines).toEqual(expect.arrayContaining(['::add-mask::***', 'password ***', 'on stderr']))
  })

  test('runs in the workspace with an empty temporary folder and a tool cache that stays', async () => {
    const script = `
      import { existsSync, writeFileSync } from 'node:fs'
      const { RUNNER_TEMP, RUNNER_TOOL_CACHE } = process.env
      console.log(process.cwd(), existsSync(RUNNER_TEMP + '/left'), existsSync(RUNNER_TOOL_CACHE + '/left'))
      for (const name of [RUNNER_TEMP, RUNNER_TOOL_CACHE]) writeFileSync(name + '/left', '')`
    expect((await runScript(script)).log).toBe(`${join(folder, 'work')} false false`)
    expect((await runScript(script)).log).toBe(`${join(folder, 'work')} false true`)
  })

  test('hides the runner that it runs under itself', async () => {
    Object.assign(process.env, {
      ACTIONS_RUNTIME_TOKEN: 'x',
      GITHUB_TOKEN: 'x',
      INPUT_TAGS: 'x',
      KEPT: 'yes'
    })
    expect(await seenEnvironment(/^(ACTIONS_|GITHUB_TOKEN|INPUT_TAGS|KEPT)/)).toEqual({ KEPT: 'yes' })
  })

  test('gives a cache service and a token with the rights of the event', async () => {
    const event = runner.forkPullRequestEvent({ base: 'release' })
    const seen = await seenEnvironment(/^ACTIONS_/, { event, cache: { url: 'http://127.0.0.1:1/' } })
    const { ACTIONS_RUNTIME_TOKEN: token, ...rest } = seen
    expect(rest).toEqual({ ACTIONS_CACHE_SERVICE_V2: 'True', ACTIONS_RESULTS_URL: 'http://127.0.0.1:1/' })
    expect(grantedScopes(`Bearer ${token ?? ''}`)).toEqual([
      { scope: 'refs/pull/7/merge', permission: 3 },
      { scope: 'refs/heads/release', permission: 1 },
      { scope: 'refs/heads/main', permission: 1 }
    ])
  })

  test.each([
    {
      description: 'a push to the default branch',
      event: runner.pushEvent(),
      seen: { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main', GITHUB_REF_NAME: 'main' }
    },
    {
      description: 'a pushed tag',
      event: runner.pushEvent({ ref: 'refs/tags/v1.0' }),
      seen: { GITHUB_REF_NAME: 'v1.0', GITHUB_REF_TYPE: 'tag' }
    },
    {
      description: 'a pull request',
      event: runner.pullRequestEvent({ number: 3 }),
      seen: { GITHUB_REF: 'refs/pull/3/merge', GITHUB_BASE_REF: 'main', GITHUB_HEAD_REF: 'topic' }
    },
    {
      description: 'pull_request_target',
      event: runner.pullRequestTargetEvent(),
      seen: { GITHUB_EVENT_NAME: 'pull_request_target', GITHUB_REF: 'refs/heads/main' }
    },
    {
      description: 'a schedule',
      event: runner.plainEvent('schedule'),
      seen: { GITHUB_EVENT_NAME: 'schedule', GITHUB_BASE_REF: '' }
    }
  ])('describes $description', async ({ event, seen }) => {
    expect(await seenEnvironment(/^GITHUB_/, { event })).toMatchObject(seen)
  })

  test('writes the event payload, by which a fork is known', async () => {
    const script = `
      import { readFileSync } from 'node:fs'
      console.log(readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))`
    const result = await runScript(script, { event: runner.forkPullRequestEvent() })
    expect(JSON.parse(result.log)).toMatchObject({
      pull_request: { head: { repo: { full_name: 'stranger/app', fork: true } } },
      repository: { full_name: 'octo/app', default_branch: 'main' }
    })
  })

  test('warns of an input that the action does not have', async () => {
    const { annotations } = await runScript('', { inputs: { tag: 'x' } })
    expect(annotations.map(annotation => annotation.message)).toEqual([
      "Unexpected input(s) 'tag', valid inputs are ['project', 'julia-version', 'my input', 'optional', 'actor']"
    ])
  })

  test('refuses a summary of more than 1 MiB, as GitHub does', async () => {
    const script = `
      import { writeFileSync } from 'node:fs'
      writeFileSync(process.env.GITHUB_STEP_SUMMARY, 'x'.repeat(1024 * 1024 + 1))`
    const { summary, annotations } = await runScript(script)
    expect(summary).toBe('')
    expect(annotations.map(annotation => annotation.level)).toEqual(['error'])
  })

  test('shows debug lines only to who asks for them', async () => {
    const script = `console.log('::debug::detail')`
    expect((await runScript(script)).log).toBe('')
    expect((await runScript(script, { env: { RUNNER_DEBUG: '1' } })).log).toBe('::debug::detail')
  })

  test('cancels with SIGINT first', async () => {
    const script = `
      process.on('SIGINT', () => { console.log('cleaning up'); process.exit(130) })
      setInterval(() => undefined, 1000)
      console.log('ready')`
    const abort = new AbortController()
    const result = await runScript(script, { signal: abort.signal, onLine: () => abort.abort() })
    expect([result.exitCode, result.log]).toEqual([130, 'ready\ncleaning up'])
  })
})

describe('readActionInputs', () => {
  test.each([
    { description: 'a block text', line: '|' },
    { description: 'a list', line: '[a, b]' },
    { description: 'an anchor', line: '*shared' }
  ])('refuses $description as a default', ({ line }) => {
    expect(() => readActionInputs(`inputs:\n  a:\n    default: ${line}\n`)).toThrow(
      `line 3: \`${line}\` is more YAML than the testbed reads`
    )
  })
})

describe('readFileCommands', () => {
  test.each([
    { description: 'a block without an end', text: 'a<<END\nb\n', error: 'matching delimiter END not found' },
    { description: 'a line without a value', text: 'nothing\n', error: "Invalid format 'nothing'" }
  ])('refuses $description', ({ text, error }) => {
    expect(() => readFileCommands(text)).toThrow(error)
  })
})
