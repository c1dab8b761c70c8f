import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { bakeArguments, type Bake } from '../../src/bake/bake.ts'
import { bakeFile } from '../../src/bake/definition.ts'
import { entitlements } from '../../src/bake/entitlements.ts'
import { runBake, type StageEvent } from '../../src/bake/index.ts'
import { makeDeps } from '../make-deps.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bake-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const makeBake = (overrides: Partial<Bake> = {}): Bake => ({
  title: 'depot linux/amd64',
  definition: {
    group: { default: { targets: ['good'] } },
    target: {
      good: { context: '/run', dockerfile: '/run/Dockerfile', target: 'good', platforms: ['linux/amd64'] }
    }
  },
  builder: '',
  allow: [],
  folder,
  ...overrides
})

const [docker = ''] = entitlements(makeBake().definition, [])

describe('bakeArguments', () => {
  it.each([
    {
      description: 'the current builder',
      bake: makeBake(),
      args: ['buildx', 'bake', `--allow=${docker}`, '--allow=fs.read=/run']
    },
    {
      description: 'a builder and entitlements of the user',
      bake: makeBake({ builder: 'mine', allow: ['network.host'] }),
      args: [
        'buildx',
        'bake',
        '--builder',
        'mine',
        `--allow=${docker}`,
        '--allow=fs.read=/run',
        '--allow=network.host'
      ]
    }
  ])('are for $description', ({ bake, args }) => {
    expect(bakeArguments(bake, 'bake.json', 'metadata.json')).toEqual([
      ...args,
      '--file',
      'bake.json',
      '--metadata-file',
      'metadata.json',
      '--progress=rawjson'
    ])
  })
})

/** Docker that prints what buildx really printed, writes metadata if there are any, and ends. */
function makeDocker({
  sample,
  exitCode,
  metadata
}: Readonly<{ sample: string; exitCode: number; metadata?: string }>) {
  const printed = readFileSync(new URL(`fixtures/${sample}.txt`, import.meta.url), 'utf8')
  const calls: (readonly string[])[] = []
  const made = makeDeps({
    exec: (program, args = [], options = {}) => {
      calls.push([program, ...args])
      printed.split('\n').forEach(line => options.listeners?.errline?.(line))
      if (metadata !== undefined) writeFileSync(args[args.indexOf('--metadata-file') + 1] ?? '', metadata)
      return Promise.resolve({ exitCode, stdout: '', stderr: printed })
    }
  })
  return { ...made, calls }
}

describe('runBake', () => {
  const [file, metadataFile] = ['depot-linux-amd64.json', 'depot-linux-amd64-metadata.json']

  it('runs docker with the definition, tells events, shows what was run, gives the metadata', async () => {
    const { deps, logged, calls } = makeDocker({ sample: 'good', exitCode: 0, metadata: '{"good":{"a":1}}' })
    const events: StageEvent[] = []
    const bake = makeBake()
    const { transcript, ...result } = await runBake(bake, deps, event => events.push(event))
    expect(result).toEqual({ seconds: expect.any(Number), metadata: { good: { a: 1 } } })
    expect(events.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'stage depot',
      'start Words',
      'done Words 1.5'
    ])
    const args = bakeArguments(bake, join(folder, file), join(folder, metadataFile))
    expect(calls).toEqual([['docker', ...args]])
    expect(readFileSync(join(folder, file), 'utf8')).toBe(bakeFile(bake.definition))
    expect(logged).toEqual([
      'group: Bake definition: depot linux/amd64',
      `info: docker ${args.join(' ')}`,
      `info: ${bakeFile(bake.definition)}`,
      'group: BuildKit: depot linux/amd64',
      ...transcript.lines.map(line => `info: ${line}`)
    ])
  })

  it('gives a failure as a value, after the words of buildx in the log', async () => {
    const { deps, logged } = makeDocker({ sample: 'bad', exitCode: 1 })
    const { failure, metadata } = await runBake(makeBake(), deps, () => undefined)
    expect(failure?.split('\n')[0]).toBe(
      '[bad 1/1] RUN ["/say", "badly"]: process "/say badly" did not complete successfully: exit code: 3'
    )
    expect(metadata).toEqual({})
    expect(logged.at(-1)).toBe(
      'info: ERROR: failed to solve: process "/say badly" did not complete successfully: exit code: 3'
    )
  })
})
