import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { hasRemoteBuilder, remoteBuilder } from '../../testbed/buildkitd.mjs'
import { addresses, ports } from '../../testbed/layout.mjs'
import { startCacheService } from '../../testbed/cache-service.mjs'
import { accessLog } from '../../testbed/registry.mjs'
import { pullRequestEvent } from '../../testbed/runner.mjs'
import { bake, compiledIn, home, makeFolder, reportOf, type Baked } from './bake.ts'
import { loadPackages } from './image.ts'
import { writeProject } from './small-project.ts'

const platform = 'linux/amd64'
const image = `${addresses.registry}/e2e/registry-store:latest`
const repository = 'e2e/depots'
const cacheRepo = `${addresses.registry}/${repository}`
/** Tags of this run of the tests. */
const prefix = `e2e-${Date.now()}`
const remote = (await hasRemoteBuilder()) ? remoteBuilder : ''
if (remote === '')
  console.warn('No second builder here, for it is built with Go: all is done with the first.')

const folder = makeFolder()
const workspace = folder.path('app')
const alone = folder.path('alone')

const deps = ['Poems', 'Postcards']
const [older, newer] = [['Phrases@1.0.0'], ['Phrases@1.1.0']]

beforeAll(() => writeProject(workspace, { name: 'App', deps, others: older }))
afterAll(() => folder.remove())

/** Bytes of everything below a folder. */
const bytesIn = (path: string): number =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)

/** Bytes of the depot layouts that lie on the runner. */
function layoutBytes(): number {
  const temp = join(home, '_temp')
  const [run = ''] = readdirSync(temp).filter(name => name.startsWith('julia-bake-'))
  const layouts = ['depot-amd64', 'restored-amd64'].map(name => join(temp, run, name, 'layout'))
  return layouts.filter(existsSync).reduce((sum, path) => sum + bytesIn(path), 0)
}

type Job = Readonly<{ inputs?: Readonly<Record<string, string>> }> & Partial<Parameters<typeof bake>[0]>

/** A run that begins with nothing but what the store has; with the bytes of layouts that lay on the runner before the image bake. */
async function runJob({ inputs = {}, ...run }: Job = {}): Promise<Baked & Readonly<{ onRunner: number }>> {
  let onRunner = 0
  const baked = await bake({
    workspace,
    onLine: line => {
      if (line.includes('Bake definition: image')) onRunner = layoutBytes()
    },
    ...run,
    inputs: {
      platforms: platform,
      tags: image,
      push: 'true',
      'no-cache': 'true',
      'cache-prefix': prefix,
      'cache-repo': cacheRepo,
      ...inputs
    }
  })
  return { ...baked, onRunner }
}

/** How the cache answered, what the depot stage compiled, and how the depot was saved. */
const answered = (baked: Baked) =>
  reportOf(baked).platforms.map(({ cache, packages, saved }) => ({
    cache,
    compiled: packages.filter(({ compiled }) => compiled).map(({ name }) => name),
    saved
  }))

const warnings = (baked: Baked): readonly string[] =>
  baked.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)

/** The tags of this run of the tests, without what they have in common. */
async function allTags(): Promise<readonly string[]> {
  const answer = await fetch(`http://${addresses.registry}/v2/${repository}/tags/list`)
  const { tags: all } = (await answer.json()) as Readonly<{ tags: readonly string[] }>
  return all.filter(tag => tag.startsWith(prefix)).map(tag => tag.slice(`${prefix}-v1-`.length))
}

/** Those of depots. */
const tags = async (): Promise<readonly string[]> =>
  (await allTags()).filter(tag => !tag.includes('-record-'))

const shapeOf = (tag: string): string => tag.replace(/[0-9a-f]{12,}/g, '#')
const tier = (trust: string): readonly string[] => [
  `${trust}-julia-1.5.3-linux-amd64`,
  `${trust}-julia-1.5.3-linux-amd64-isa-#`
]

/** What the registry was asked for the repository of depots since `from`, a length of its log. */
const asked = (from: number): readonly string[] =>
  [
    ...readFileSync(accessLog, 'utf8')
      .slice(from)
      .matchAll(/"([A-Z]+) \/v2\/(\S+)\/(manifests|blobs)\/\S* HTTP\/[\d.]+" (\d+)/g)
  ]
    .filter(([, , name]) => name === repository)
    .map(([, method = '', , kind = '', status = '']) => `${method} ${kind} ${status}`)

const logLength = (): number => readFileSync(accessLog, 'utf8').length

describe('depots in a registry', () => {
  let cold: Baked

  test('empty: compiles, and the builder pushes the depot under its key and its tiers', async () => {
    const baked = await runJob()
    cold = baked
    expect(reportOf(cold).store).toBe(`the registry repository ${cacheRepo}`)
    expect(answered(cold)).toEqual([
      {
        cache: 'none',
        compiled: ['Counting', 'Letters', 'Phrases', 'Poems', 'Postcards', 'Words'],
        saved: 'saved'
      }
    ])
    expect((await tags()).map(shapeOf).sort()).toEqual([
      ...tier('main'),
      'main-julia-1.5.3-linux-amd64-isa-#-deps-#'
    ])
    expect(
      (await allTags())
        .filter(tag => tag.includes('-record-'))
        .map(shapeOf)
        .sort()
    ).toEqual(['main-record-linux-amd64-#', 'main-record-linux-amd64-#-julia-1.5.3'])
    expect(await loadPackages(image, platform, { names: ['App'] })).toEqual(['loaded App'])
    expect({ onRunner: baked.onRunner, warnings: warnings(cold) }).toEqual({ onRunner: 0, warnings: [] })
  })

  test('exact hit on another builder: manifests alone, and the depot comes from the registry', async () => {
    const from = logLength()
    const exact = await runJob({ inputs: { builder: remote } })
    expect(answered(exact)).toEqual([{ cache: 'exact', compiled: [], saved: 'already there' }])
    expect(exact.outputs['cache-hit']).toBe('true')
    expect(compiledIn(exact.log, platform)).toEqual(['App'])
    expect(exact.log).not.toContain('Bake definition: depot')
    expect(await loadPackages(image, platform, { names: ['App'] })).toEqual(['loaded App'])
    expect({ onRunner: exact.onRunner, warnings: warnings(exact) }).toEqual({ onRunner: 0, warnings: [] })
    // Of these the runner's own are the first four, for the last run's record and the depot; the builder's pull follows.
    const requests = asked(from)
    const manifest = ['HEAD manifests 200', 'GET manifests 200']
    expect(requests.slice(0, 4)).toEqual([...manifest, ...manifest])
    expect(reportOf(exact).platforms[0]?.base?.packages.map(({ name }) => name)).toContain('Poems')
    // And at last this run's record takes the place of the other.
    expect(requests.filter(each => !/^(HEAD|GET) (manifests|blobs) 200$/.test(each)).sort()).toEqual(
      expect.arrayContaining(['PUT manifests 201'])
    )
  })

  test("GitHub's store has the layout on the runner and on the network, both ways", async () => {
    const kept = folder.path('service')
    const service = await startCacheService({ port: 0, folder: kept })
    try {
      const onGitHub = { cache: { url: service.url }, inputs: { 'cache-repo': '' } }
      const [made, again] = [await runJob(onGitHub), await runJob(onGitHub)]
      expect(answered(again)).toEqual([{ cache: 'exact', compiled: [], saved: 'already there' }])
      const depotBytes = reportOf(made).platforms[0]?.depotBytes ?? Infinity
      const [entry] = service.entries()
      expect(made.onRunner).toBeGreaterThan(depotBytes)
      expect(again.onRunner).toBe(made.onRunner)
      console.info(
        [
          "bytes of the depot on the runner's disk, and sent over its network once:",
          `GitHub's store    ${made.onRunner}, ${entry?.size ?? 0}`,
          'registry store    0, 0 (its facts are in the manifest)'
        ].join('\n')
      )
    } finally {
      await service.close()
    }
  })

  test('a version changed: compiles that package and those above it, upon the depot of the tier', async () => {
    writeProject(workspace, { name: 'App', deps, others: newer })
    const partial = await runJob({ inputs: { builder: remote } })
    expect(answered(partial)).toEqual([{ cache: 'partial', compiled: ['Phrases', 'Poems'], saved: 'saved' }])
    expect(partial.log).toContain('Phrases                  version 1.0.0 → 1.1.0')
    expect(partial.onRunner).toBe(0)
    expect(await loadPackages(image, platform, { names: ['App'] })).toEqual(['loaded App'])
    expect((await tags()).length).toBe(4)
  })

  test('another project finds the newest depot of its tier', async () => {
    const other = folder.path('other')
    writeProject(other, { name: 'Other', deps: ['Poems'], others: newer })
    const first = await runJob({ workspace: other })
    expect(answered(first)).toEqual([{ cache: 'partial', compiled: [], saved: 'saved' }])
    expect(await loadPackages(image, platform, { names: ['Other'] })).toEqual(['loaded Other'])
  })
})

describe('a pull request', () => {
  const event = pullRequestEvent()

  test('has an exact hit on what a trusted run saved', async () => {
    expect(answered(await runJob({ event }))).toEqual([
      { cache: 'exact', compiled: [], saved: 'already there' }
    ])
  })

  test('saves under tags of its own, which no trusted run takes', async () => {
    const workspaceOfPr = folder.path('pr')
    const before = await tags()
    writeProject(workspaceOfPr, { name: 'App', deps: [...deps, 'Almanac'], others: newer })
    const saved = answered(await runJob({ event, workspace: workspaceOfPr }))
    expect(saved).toMatchObject([{ cache: 'partial', saved: 'saved' }])
    const added = (await tags()).filter(tag => !before.includes(tag))
    expect(added.map(shapeOf).sort()).toEqual([...tier('pr'), 'pr-julia-1.5.3-linux-amd64-isa-#-deps-#'])
    const trusted = await runJob({ workspace: workspaceOfPr })
    expect(reportOf(trusted).platforms[0]?.restoredKey).toContain('-main-')
  })
})

describe('a registry that does not serve', () => {
  const names = ['Counting', 'Letters', 'Phrases', 'Poems', 'Postcards', 'Words']
  let proxy: Server
  /** What the registry does not do at the moment, as its own answer. */
  let refusal: (
    method: string,
    url: string
  ) => Readonly<{ status: number; code: string; message: string }> | undefined

  beforeAll(async () => {
    proxy = createServer((incoming, answer) => {
      const { method = '', headers, url = '' } = incoming
      const refused = refusal(method, url)
      if (refused !== undefined) {
        const { status, ...error } = refused
        answer.writeHead(status, { 'content-type': 'application/json' })
        answer.end(method === 'HEAD' ? undefined : JSON.stringify({ errors: [error] }))
        return
      }
      const passed = request(
        { port: ports.registry, host: '127.0.0.1', path: url, method, headers },
        theirs => {
          answer.writeHead(theirs.statusCode ?? 500, theirs.headers)
          theirs.pipe(answer)
        }
      )
      incoming.pipe(passed)
    })
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => new Promise(resolve => proxy.close(resolve)))

  const proxied = (): string => `localhost:${(proxy.address() as AddressInfo).port}/acme/depots`

  /** Everything is compiled once, the image works, and the warnings say what went wrong. */
  async function expectWarnings(
    inputs: Readonly<Record<string, string>>,
    told: readonly RegExp[]
  ): Promise<void> {
    writeProject(alone, { name: 'App', deps })
    const baked = await runJob({
      workspace: alone,
      inputs: { 'cache-prefix': `${prefix}-alone`, ...inputs }
    })
    expect(answered(baked)).toEqual([{ cache: 'none', compiled: names, saved: 'not saved' }])
    expect([...compiledIn(baked.log, platform)].sort()).toEqual(['App', ...names])
    expect(warnings(baked)).toEqual(told.map(each => expect.stringMatching(each)))
    expect(baked.onRunner).toBeGreaterThan(0)
    expect(await loadPackages(image, platform, { names: ['App'] })).toEqual(['loaded App'])
  }

  test('down: builds all the same, with two warnings', () =>
    expectWarnings({ 'cache-repo': 'localhost:1/acme/depots' }, [
      /^linux\/amd64: nothing restored from the registry repository localhost:1\/acme\/depots: .*connection refused$/,
      /^linux\/amd64: not saved to the registry repository localhost:1\/acme\/depots: \[depot-amd64\] exporting to image: .*connection refused$/
    ]))

  test('read-only: builds all the same, with a warning', () => {
    const denied = { status: 403, code: 'DENIED', message: 'read-only' }
    refusal = method => (['GET', 'HEAD'].includes(method) ? undefined : denied)
    return expectWarnings({ 'cache-repo': proxied() }, [
      /^linux\/amd64: not saved to the registry repository localhost:\d+\/acme\/depots: \[depot-amd64\] exporting to image: .*denied: read-only$/
    ])
  })

  const testRemote = remote === '' ? test.skip : test
  testRemote(
    'has a manifest and not its layer: compiles it all again, with a warning, and saves it',
    async () => {
      const inputs = { 'cache-repo': proxied(), 'cache-prefix': `${prefix}-gone` }
      refusal = () => undefined
      expect(answered(await runJob({ workspace: alone, inputs }))).toMatchObject([{ saved: 'saved' }])
      const gone = { status: 404, code: 'BLOB_UNKNOWN', message: 'gone' }
      refusal = (method, url) => (method !== 'PUT' && /\/blobs\/sha256:/.test(url) ? gone : undefined)
      const baked = await runJob({ workspace: alone, inputs: { ...inputs, builder: remote } })
      expect(answered(baked)).toEqual([{ cache: 'none', compiled: names, saved: 'saved' }])
      expect(warnings(baked)).toEqual([
        expect.stringMatching(
          /^linux\/amd64: nothing restored from the registry repository localhost:\d+\/acme\/depots: .*not found/
        )
      ])
      expect(await loadPackages(image, platform, { names: ['App'] })).toEqual(['loaded App'])
    }
  )
})
