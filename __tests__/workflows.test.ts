import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

type Input = Readonly<{ default?: string | boolean; required?: boolean }>
type Step = Readonly<{ id?: string; uses?: string; run?: string; with?: Readonly<Record<string, string>> }>
type Job = Readonly<{ uses?: string; steps?: readonly Step[]; with?: Readonly<Record<string, string>> }>
type Action = Readonly<{ inputs: Readonly<Record<string, Input>> }>
type Workflow = Readonly<{
  on: Readonly<{ workflow_call: Action }>
  jobs: Readonly<Record<string, Job>>
}>

const read = (name: string): unknown => parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'))
const [action, merge] = ['action.yml', 'merge/action.yml'].map(name => read(name) as Action)
const reusable = read('.github/workflows/image.yml') as Workflow
const called = reusable.on.workflow_call.inputs

/** Inputs that something of ours has, by how workflows call it. */
function inputsOf(uses: string): Readonly<Record<string, Input>> | undefined {
  if (/^(\.\/julia-bake|OWNER\/julia-bake@v0|\.\/)$/.test(uses)) return action?.inputs
  if (/^(\.|\.\/julia-bake|OWNER\/julia-bake)\/merge(@v0)?$/.test(uses)) return merge?.inputs
  return uses.includes('.github/workflows/image.yml') ? called : undefined
}

describe('workflows call us with inputs that there are, and with all that are required', () => {
  const files = [
    '.github/workflows/builders.yml',
    '.github/workflows/e2e.yml',
    '.github/workflows/image.yml',
    '.github/workflows/matrix.yml',
    '.github/workflows/own-build.yml',
    'examples/workflows/matrix.yml',
    'examples/workflows/nodes.yml',
    'examples/workflows/registry.yml',
    'examples/workflows/own-bake.yml',
    'examples/workflows/own-dockerfile.yml',
    'examples/workflows/reusable.yml'
  ]

  it.each(files)('%s', file => {
    const jobs = Object.values((read(file) as Workflow).jobs)
    const calls = jobs
      .flatMap(job => [job, ...(job.steps ?? [])])
      .flatMap(({ uses = '', with: given = {} }) => {
        const inputs = inputsOf(uses)
        return inputs === undefined ? [] : [{ uses, given: Object.keys(given), inputs }]
      })
    const wrong = calls.flatMap(({ uses, given, inputs }) => [
      ...given.filter(name => !(name in inputs)).map(name => `${uses} has no ${name}`),
      ...Object.keys(inputs)
        .filter(name => inputs[name]?.required === true && !given.includes(name))
        .map(name => `${uses} needs ${name}`)
    ])
    expect(calls.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})

/** Inputs of the action that the reusable workflow does not hand on, and why. */
const kept: Readonly<Record<string, string>> = {
  'dry-run': 'the workflow is there to build',
  builder: 'the workflow makes its own, on the runner of each platform',
  files: 'the workflow builds one image: a bake definition has outputs of its own',
  load: 'no step comes after the build that could use the image',
  outputs: 'the workflow pushes by digest',
  set: 'goes with files',
  source: 'goes with files',
  targets: 'goes with files',
  push: 'means the merged image',
  secrets: 'are secrets of the workflow, too: build-secrets',
  ssh: 'no step comes before the build that could start an agent',
  tags: 'are those of the merged image'
}

describe('the reusable workflow', () => {
  it('hands on all inputs of the action but those that it has a reason to keep', () => {
    const missing = Object.keys(action?.inputs ?? {}).filter(name => !(name in called) && !(name in kept))
    expect(missing).toEqual([])
    expect(Object.keys(kept).filter(name => !(name in (action?.inputs ?? {})))).toEqual([])
  })

  const shared = Object.keys(called).filter(name => name in (action?.inputs ?? {}) && !(name in kept))

  it.each(shared)('has the default of action.yml for %s', name => {
    expect(String(called[name]?.default ?? '')).toBe(action?.inputs[name]?.default ?? '')
  })

  it.each(shared)('hands %s on', name => {
    const { with: given } = reusable.jobs['image']?.steps?.find(({ id }) => id === 'image') ?? {}
    expect(given?.[name]).toMatch(
      new RegExp(name === 'platforms' ? 'matrix\\.platform' : `\\$\\{\\{ inputs\\.${name} \\}\\}$`)
    )
  })
})

const hasJq = spawnSync('jq', ['--version']).status === 0
const describeJq = hasJq ? describe : describe.skip

/** Runs the step that makes the matrix, as GitHub runs it. */
function makeMatrix(env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-'))
  const output = join(folder, 'output')
  writeFileSync(output, '')
  const script = reusable.jobs['matrix']?.steps?.find(({ id }) => id === 'matrix')?.run ?? ''
  const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    env: { PATH: process.env['PATH'], GITHUB_OUTPUT: output, ...env },
    encoding: 'utf8'
  })
  const outputs = readFileSync(output, 'utf8').trim().split('\n')
  rmSync(folder, { recursive: true })
  return { status, stderr, outputs }
}

describeJq('the matrix of the reusable workflow (needs jq)', () => {
  const job = (platform: string, runner: unknown) => ({
    platform,
    name: platform.replaceAll('/', '-'),
    runner
  })

  it.each([
    {
      description: 'the defaults',
      env: { PLATFORMS: 'linux/amd64,linux/arm64', RUNNERS: '{}', TAGS: 'ghcr.io/acme/app:latest' },
      include: [job('linux/amd64', 'ubuntu-24.04'), job('linux/arm64', 'ubuntu-24.04-arm')],
      repository: 'ghcr.io/acme/app'
    },
    {
      description: 'runners of their own, lists in lines, several tags',
      env: {
        PLATFORMS: 'linux/arm64\n  linux/arm/v7\n',
        RUNNERS: '{"linux/arm64": ["self-hosted", "a b"], "linux/arm/v7": "small"}',
        TAGS: '\nlocalhost:5000/app, ghcr.io/acme/app:1'
      },
      include: [job('linux/arm64', ['self-hosted', 'a b']), job('linux/arm/v7', 'small')],
      repository: 'localhost:5000/app'
    },
    {
      description: 'inputs with what a shell would take for its own',
      env: {
        PLATFORMS: 'linux/amd64',
        RUNNERS: '{"linux/amd64": "$(touch /tmp/x)\\n`id`\'\\""}',
        TAGS: 'registry.example/$(id):1'
      },
      include: [job('linux/amd64', '$(touch /tmp/x)\n`id`\'"')],
      repository: 'registry.example/$(id)'
    }
  ])('is made from $description', ({ env, include, repository }) => {
    const { status, stderr, outputs } = makeMatrix(env)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(outputs).toEqual([
      expect.stringMatching(/^include=/),
      `repository=${repository}`,
      expect.stringMatching(/^id=[0-9a-f]{12}$/)
    ])
    expect(JSON.parse(outputs[0]?.replace('include=', '') ?? '')).toEqual(include)
  })

  it.each([
    {
      description: 'a platform without a runner',
      env: { PLATFORMS: 'linux/386', RUNNERS: '{}', TAGS: 'app' },
      message: 'runners: there is none for linux/386. Name one, such as {"linux/386": "LABEL"}.'
    },
    {
      description: 'no tags',
      env: { PLATFORMS: 'linux/amd64', RUNNERS: '{}', TAGS: ' ' },
      message: 'tags: the list is empty. Name where the image goes.'
    },
    {
      description: 'runners that are not JSON',
      env: { PLATFORMS: 'linux/amd64', RUNNERS: 'ubuntu-24.04', TAGS: 'app' },
      message: 'runners: ubuntu-24.04 is not JSON.'
    }
  ])('is not made from $description', ({ env, message }) => {
    const { status, stderr } = makeMatrix(env)
    expect(status).not.toBe(0)
    expect(stderr).toContain(message)
  })
})
