import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startCacheService } from '../../testbed/cache-service.mjs'
import { addresses, root } from '../../testbed/layout.mjs'
import { changeVersion } from '../../testbed/packages.mjs'
import { bake, compiledIn, makeFolder, reportOf, type Baked } from './bake.ts'
import { layersOf, loadPackages, platformDigests, runImage } from './image.ts'

const platforms = ['linux/amd64', 'linux/arm64'] as const
const image = `${addresses.registry}/e2e/hello:latest`
const dependencies = ['Almanac', 'Counting', 'Letters', 'Manners', 'Phrases', 'Poems', 'Postcards', 'Words']
const own = ['Greetings', 'Hello']

const folder = makeFolder()
const workspace = folder.path('hello')
let service: Awaited<ReturnType<typeof startCacheService>>

beforeAll(async () => {
  cpSync(join(root, 'examples', 'hello'), workspace, { recursive: true })
  service = await startCacheService({ port: 0, folder: folder.path('cache') })
})

afterAll(async () => {
  await service.close()
  folder.remove()
})

/** One run of the job, always as on a new runner: BuildKit's layer cache is not used. */
const runJob = (): Promise<Baked> =>
  bake({
    workspace,
    cache: { url: service.url },
    inputs: { platforms: platforms.join(','), tags: image, push: 'true', 'no-cache': 'true' }
  })

/** What each platform's depot stage compiled, as the report and Julia's own lines in the log say it. */
const compiled = (baked: Baked) =>
  reportOf(baked).platforms.map(row => ({
    platform: row.platform,
    cache: row.cache,
    reported: row.packages.filter(each => each.compiled).map(each => each.name),
    logged: [...compiledIn(baked.log, row.platform)].sort()
  }))

const expected = (cache: string, names: readonly string[]) =>
  platforms.map(platform => ({ platform, cache, reported: names, logged: [...names, ...own].sort() }))

/** Depots that are kept: their facts are beside them under the same keys, and records of runs have keys of their own. */
const saved = () =>
  new Set(
    service
      .entries()
      .filter(({ state, key }) => state === 'saved' && !key.includes('-record-'))
      .map(({ key }) => key)
  ).size

describe('the hello example for two platforms, on GitHub with its cache service', () => {
  let cold: Baked
  let layers: readonly (readonly string[])[]

  test('cold: compiles all dependencies inside the bake, saves both depots and pushes one image', async () => {
    cold = await runJob()
    expect(compiled(cold)).toEqual(expected('none', dependencies))
    expect(saved()).toBe(2)
    expect(cold.outputs).toMatchObject({
      'julia-version': '1.5.3',
      'cache-hit': 'false',
      'cpu-targets': JSON.stringify({ 'linux/amd64': '', 'linux/arm64': '' }),
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/)
    })
    expect(Object.keys(JSON.parse(cold.outputs['cache-keys'] ?? '{}') as object)).toEqual(platforms)
    expect(cold.summary).toMatch(/8 compiled, 0 reused/)
    expect(Object.keys(await platformDigests(image))).toEqual(platforms)
    expect(await platformDigests(`${image.replace(':latest', '')}@${cold.outputs['digest'] ?? ''}`)).toEqual(
      await platformDigests(image)
    )
    layers = await Promise.all(platforms.map(platform => layersOf(image, platform)))
  })

  test('tells live which package is compiled, how many of how many', () => {
    for (const platform of platforms)
      expect(cold.log).toMatch(new RegExp(`^${platform} +\\[8/8\\] compiled \\w+ in [\\d.]+ s$`, 'm'))
  })

  test.each(platforms)('the pulled image runs on %s and compiles nothing', async platform => {
    const output = await runImage(image, platform, { command: ['julia', 'bin/hello.jl', 'reader'] })
    expect(output).toContain('dear reader!')
    const names = [
      ...dependencies.filter(name => !['Counting', 'Letters', 'Manners', 'Phrases', 'Words'].includes(name)),
      ...own
    ]
    expect(await loadPackages(image, platform, { names })).toEqual([`loaded ${names.join(' ')}`])
  })

  test('runs as an arbitrary user on a read-only root file system', async () => {
    const options = ['--read-only', '--user', '12345:12345']
    const output = await runImage(image, 'linux/amd64', {
      command: ['julia', 'bin/hello.jl', 'guest'],
      options
    })
    expect(output).toContain('dear guest!')
  })

  test('again: an exact hit compiles only the app, and gives the same layers below it', async () => {
    const exact = await runJob()
    expect(compiled(exact)).toEqual(expected('exact', []))
    expect(exact.outputs['cache-hit']).toBe('true')
    expect(exact.outputs['cache-keys']).toBe(cold.outputs['cache-keys'])
    expect(exact.log).not.toContain('Bake definition: depot')
    expect(saved()).toBe(2)
    const again = await Promise.all(platforms.map(platform => layersOf(image, platform)))
    // Base image, Julia, depot; above them is the app, which was compiled anew.
    expect(again.map(each => each.slice(0, 3))).toEqual(layers.map(each => each.slice(0, 3)))
  })

  test('one version changed: compiles that package and those that depend on it', async () => {
    const manifest = join(workspace, 'Manifest.toml')
    writeFileSync(manifest, changeVersion(readFileSync(manifest, 'utf8'), 'Phrases', '1.1.0'))
    const partial = await runJob()
    expect(compiled(partial)).toEqual(expected('partial', ['Phrases', 'Poems']))
    expect(partial.outputs['cache-hit']).toBe('false')
    expect(saved()).toBe(4)
    for (const row of reportOf(partial).platforms) {
      expect(row.base?.packages.find(({ name }) => name === 'Phrases')).toMatchObject({ version: '1.0.0' })
      expect(row.base?.packages.every(({ seconds = 0 }) => seconds > 0)).toBe(true)
    }
    expect(partial.summary).toContain('- 🔼 Other versions: **Phrases** 1.0.0 → 1.1.0')
    expect(partial.summary).toContain('### Timeline\n\n```mermaid\n')
    for (const platform of platforms)
      expect(await loadPackages(image, platform, { names: ['Poems', ...own] })).toEqual([
        'loaded Poems Greetings Hello'
      ])
  })
})
