import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Inputs } from '../src/inputs.ts'
import { baseReference, platformsFor, readOwn } from '../src/own.ts'
import { parsePlatform } from '../src/platform.ts'
import { makeDeps } from './make-deps.ts'
import { makeInputs } from './make-inputs.ts'

const before = process.cwd()
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'own-'))
  process.chdir(root)
})

afterEach(() => {
  process.chdir(before)
  rmSync(root, { recursive: true })
})

const takes = 'COPY --link --from=julia / /'
const printed = {
  api: {
    context: '.',
    dockerfile: 'Dockerfile',
    platforms: ['linux/amd64', 'linux/arm64/v8', 'linux/riscv64']
  },
  worker: { context: '.', 'dockerfile-inline': 'FROM app', contexts: { app: 'target:api' } },
  web: { context: '.', 'dockerfile-inline': 'FROM scratch' },
  remote: { context: 'https://github.com/acme/app.git' },
  base: { context: '.', 'dockerfile-inline': 'FROM debian', tags: ['base:1'] }
}

/** Dependencies with a buildx that prints these targets, those of them that are named as the default group. */
function makeBuildx(named: readonly string[], target: Readonly<Record<string, object>> = printed) {
  const exec = (_program: string, args: string[] = []) => {
    const group = { default: { targets: args.at(-1) === 'base' ? ['base'] : named } }
    const stdout = args[1] === 'version' ? 'buildx v0.29.1' : JSON.stringify({ group, target })
    return Promise.resolve({ exitCode: 0, stdout, stderr: '' })
  }
  return makeDeps({ exec })
}

const bakeWith = async (named: readonly string[], inputs: Partial<Inputs> = {}) => {
  writeFileSync('Dockerfile', `FROM debian\n${takes}\n`)
  const { deps, logged } = makeBuildx(named)
  const own = await readOwn(makeInputs({ files: ['docker-bake.hcl'], ...inputs }), deps)
  if (own.kind !== 'bake') throw new Error(`it is ${own.kind}`)
  return { own, logged }
}

describe('readOwn', () => {
  it('is the generated Dockerfile where nothing else is named', async () => {
    expect(await readOwn(makeInputs(), makeDeps().deps)).toEqual({ kind: 'generated' })
  })

  it('finds a Dockerfile from the working directory', async () => {
    writeFileSync('app.Dockerfile', `FROM debian AS final\n${takes}\n`)
    const inputs = makeInputs({ file: 'app.Dockerfile', target: 'final' })
    expect(await readOwn(inputs, makeDeps().deps)).toEqual({
      kind: 'dockerfile',
      file: join(process.cwd(), 'app.Dockerfile')
    })
  })

  it.each([
    {
      description: 'is not there',
      text: undefined,
      message: /^file: there is no Dockerfile at .*\/Dockerfile\./
    },
    {
      description: 'takes nothing',
      text: 'FROM debian\n',
      message: /^file: Dockerfile takes nothing .* COPY --link --from=julia-depot \/ \//s
    }
  ])('refuses a Dockerfile that $description', async ({ text, message }) => {
    if (text !== undefined) writeFileSync('Dockerfile', text)
    await expect(readOwn(makeInputs({ file: 'Dockerfile' }), makeDeps().deps)).rejects.toThrow(message)
  })

  it('verifies targets that hold Julia: by their Dockerfile, by another target, or where nobody can tell', async () => {
    const { own, logged } = await bakeWith(['api', 'worker', 'web', 'remote'])
    expect(own.verified).toEqual(['api', 'worker', 'remote'])
    expect(logged).toContain(
      'info: Target web takes nothing from julia and julia-depot: it is built, and not verified.'
    )
  })

  it('builds each target for those of its platforms that the run is for', async () => {
    const { own, logged } = await bakeWith(['api', 'worker'])
    const platforms = Object.entries(own.definition.target).map(([name, each]) => [name, each.platforms])
    expect(platforms.slice(0, 3)).toEqual([
      ['api', ['linux/amd64', 'linux/arm64']],
      ['worker', ['linux/amd64', 'linux/arm64']],
      ['web', undefined]
    ])
    expect(logged).toContain(
      'info: Target api is not built for linux/riscv64, which the input platforms does not name.'
    )
  })

  it.each([
    {
      description: 'a target for other platforms',
      named: ['api'],
      inputs: { platforms: [parsePlatform('linux/386')] },
      message:
        'platforms: the target api is for linux/amd64, linux/arm64, linux/riscv64, and the input names linux/386.'
    },
    {
      description: 'targets without Julia',
      named: ['web', 'base'],
      inputs: {},
      message: 'targets: no Dockerfile of web, base takes anything from the contexts julia'
    }
  ])('refuses $description', async ({ named, inputs, message }) => {
    await expect(bakeWith(named, inputs)).rejects.toThrow(message)
  })

  it('refuses a target with a name that is taken', async () => {
    const { deps } = makeBuildx(['julia-amd64'], { 'julia-amd64': { context: '.' } })
    await expect(readOwn(makeInputs({ files: ['a.hcl'] }), deps)).rejects.toThrow(
      "targets: the name julia-amd64 is for a target of julia-bake's own."
    )
  })
})

describe('platformsFor', () => {
  it('leaves out those that no target is built for', async () => {
    const { own } = await bakeWith(['api'], { platforms: ['linux/386', 'linux/amd64'].map(parsePlatform) })
    expect(
      platformsFor(own, ['linux/386', 'linux/amd64'].map(parsePlatform)).map(({ name }) => name)
    ).toEqual(['linux/amd64'])
  })
})

describe('baseReference', () => {
  const referenceOf = async (text: string, tags: readonly string[] = []): Promise<string> => {
    const target = { ...printed, base: { context: '.', 'dockerfile-inline': text, tags } }
    writeFileSync('Dockerfile', `FROM debian\n${takes}\n`)
    const inputs = makeInputs({ files: ['a.hcl'], baseImage: 'target:base' })
    return baseReference(await readOwn(inputs, makeBuildx(['api'], target).deps), inputs.baseImage)
  }

  it('of a target changes with what it is made from, and not with its tags', async () => {
    const reference = await referenceOf('FROM debian')
    expect(reference).toMatch(/^target:base@[0-9a-f]{16}$/)
    expect(await referenceOf('FROM debian', ['base:2'])).toBe(reference)
    expect(await referenceOf('FROM ubuntu')).not.toBe(reference)
  })

  it('of an image is the image', () => {
    expect(baseReference({ kind: 'generated' }, 'debian:trixie-slim')).toBe('debian:trixie-slim')
  })
})
