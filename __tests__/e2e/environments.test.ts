import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { addresses } from '../../testbed/layout.mjs'
import { changeVersion } from '../../testbed/packages.mjs'
import { bake, compiledIn, makeFolder, reportOf, type Baked } from './bake.ts'
import { loadPackages } from './image.ts'
import { writeProject, type SmallProject } from './small-project.ts'

const folder = makeFolder()
const image = `${addresses.registry}/e2e/environments:latest`
const amd64 = 'linux/amd64'
let workspace: string
let depots: string

beforeEach(() => {
  workspace = folder.path(`work-${Math.random()}`)
  depots = folder.path(`depots-${Math.random()}`)
})
afterEach(() => rmSync(workspace, { recursive: true }))
afterAll(() => folder.remove())

const runJob = (inputs: Readonly<Record<string, string>> = {}): Promise<Baked> =>
  bake({
    workspace,
    env: { JULIA_BAKE_CACHE_DIR: depots },
    // What is compiled when is the point here; verify.test.ts is about loading.
    inputs: { platforms: amd64, 'no-cache': 'true', verify: 'false', ...inputs }
  })

/** What a run compiled by Julia's own log, what its plan had said that it would, and how much it reused. */
function outcome(baked: Baked, platform = amd64) {
  const report = reportOf(baked).platforms.find(row => row.platform === platform)
  const [, count = '', reused = ''] =
    new RegExp(`::group::${platform}: .*?\\n(\\d+) packages to compile, (\\d+) to reuse\\n`, 's').exec(
      baked.log
    ) ?? []
  return {
    cache: report?.cache,
    compiled: [...compiledIn(baked.log, platform)].sort(),
    planned: Number(count),
    reused: Number(reused)
  }
}

const bytesOf = (baked: Baked): number => reportOf(baked).platforms[0]?.depotBytes ?? 0

/**
 * Bytes of the unpacked depot beside the compiled files. Julia 1.5 does not compile a package to the same size each time
 * (45 and 73 kB were seen of one), so those are compared by their number.
 */
function sourceBytesOf(baked: Baked): number {
  const { unpacked, packages = [] } = reportOf(baked).platforms[0] ?? {}
  return packages.reduce((rest, { bytes }) => rest - bytes, unpacked?.depot ?? 0)
}

const app: SmallProject = {
  name: 'App',
  deps: ['Poems@1.0.0'],
  others: ['Letters@1.0.0', 'Words@1.0.0', 'Phrases@1.0.0']
}

describe('a changed manifest', () => {
  test('with a new version in the middle of a chain compiles just that package and its dependents, on both platforms', async () => {
    const inputs = { platforms: 'linux/amd64,linux/arm64' }
    writeProject(workspace, app)
    await runJob(inputs)
    const manifest = join(workspace, 'Manifest.toml')
    writeFileSync(manifest, changeVersion(readFileSync(manifest, 'utf8'), 'Words', '1.1.0'))
    const partial = await runJob(inputs)
    const expected = {
      cache: 'partial',
      compiled: ['App', 'Phrases', 'Poems', 'Words'],
      planned: 3,
      reused: 2
    }
    expect(outcome(partial)).toEqual(expected)
    expect(outcome(partial, 'linux/arm64')).toEqual(expected)
    expect(partial.log).toMatch(
      /^ {2}Words +version 1\.0\.0 → 1\.1\.0 .*\n {2}Phrases +depends on Words .*\n {2}Poems +depends on Phrases .* last time\)$/m
    )
    const words = reportOf(partial).platforms[0]?.packages.find(({ name }) => name === 'Words')
    expect(words).toMatchObject({ version: '1.1.0', compiled: true, reason: 'version 1.0.0 → 1.1.0' })

    // An app that changed is an exact hit: nothing but itself is compiled.
    writeFileSync(join(workspace, 'src/App.jl'), 'module App\nusing Poems\nanswer() = 42\nend\n')
    const exact = await runJob(inputs)
    for (const platform of [amd64, 'linux/arm64'])
      expect(outcome(exact, platform)).toEqual({ cache: 'exact', compiled: ['App'], planned: 0, reused: 5 })
    expect(exact.log).not.toContain('Bake definition: depot')
  })

  test('with packages removed gives a smaller layout, and any sequence of bumps one as large as a cold build', async () => {
    writeProject(workspace, { ...app, deps: [...app.deps, 'Almanac', 'Postcards@1.1.0'] })
    const full = await runJob()
    writeProject(workspace, app)
    const less = await runJob()
    expect(outcome(less)).toMatchObject({ cache: 'partial', compiled: ['App'], planned: 0 })
    expect(bytesOf(less)).toBeLessThan(bytesOf(full))

    let last = less
    for (let at = 1; at <= 10; at++) {
      const words = `Words@1.${at % 3}.0`
      writeProject(workspace, { ...app, others: ['Letters@1.0.0', words, `Phrases@1.${at % 2}.0`] })
      last = await runJob()
    }
    depots = folder.path('depots-cold')
    const cold = await runJob()
    expect(outcome(cold).cache).toBe('none')
    expect(Math.abs(sourceBytesOf(last) / sourceBytesOf(cold) - 1)).toBeLessThan(0.02)
    const files = (baked: Baked) =>
      reportOf(baked).platforms[0]?.packages.map(({ name, version, files: own }) => [
        name,
        version,
        own.length
      ])
    expect(files(last)).toEqual(files(cold))
  })

  test('of another project starts from what it shares with the first', async () => {
    writeProject(workspace, app)
    await runJob()
    writeProject(workspace, {
      name: 'Other',
      deps: ['Phrases@1.0.0', 'Counting'],
      others: ['Letters@1.0.0', 'Words@1.0.0']
    })
    rmSync(join(workspace, 'src/App.jl'))
    expect(outcome(await runJob())).toEqual({ cache: 'partial', compiled: ['Other'], planned: 0, reused: 4 })
    writeProject(workspace, {
      name: 'Third',
      deps: ['Phrases@1.0.0', 'Toasts'],
      others: ['Letters@1.0.0', 'Words@1.0.0']
    })
    rmSync(join(workspace, 'src/Other.jl'))
    expect(outcome(await runJob())).toMatchObject({
      cache: 'partial',
      compiled: ['Manners', 'Third', 'Toasts'],
      planned: 2
    })
  })
})

describe('a project without a manifest', () => {
  test('is resolved first, and the image has the manifest that the report tells', async () => {
    writeProject(workspace, { name: 'App', deps: ['Poems'] })
    rmSync(join(workspace, 'Manifest.toml'))
    const baked = await runJob({ tags: image, push: 'true' })
    const { manifests, platforms } = reportOf(baked)
    expect(Object.keys(manifests)).toEqual(['Manifest.toml'])
    const newest = platforms[0]?.packages.map(({ name, version }) => `${name} ${version ?? ''}`)
    expect(newest).toEqual(['Counting 1.1.0', 'Letters 1.1.0', 'Phrases 1.1.0', 'Poems 2.0.0', 'Words 1.2.0'])
    for (const { name, version } of platforms[0]?.packages ?? [])
      expect(manifests['Manifest.toml']).toMatch(
        new RegExp(`\\[\\[${name}\\]\\][^[]*(\\[".*"\\])?[^[]*version = "${version ?? ''}"`)
      )
    expect(baked.annotations).toContainEqual({
      level: 'warning',
      title: 'No manifest',
      file: 'Project.toml',
      line: expect.any(Number),
      message: expect.stringMatching(/has no manifest: .* not reproducible\. Commit the Manifest\.toml/)
    })
    expect(readdirSync(workspace).sort()).toEqual(['Project.toml', 'src'])
    expect(await loadPackages(image, amd64, { names: ['App'] })).toEqual(['loaded App'])
    // What is resolved to the same versions is an exact hit.
    expect(outcome(await runJob())).toMatchObject({ cache: 'exact', compiled: ['App'] })
  })

  test('whose dependencies cannot be resolved fails with what Julia says', async () => {
    const missing = '[deps]\nNowhere = "00000000-0000-4000-8000-00000000beef"\n'
    writeProject(workspace, { deps: [], files: { 'Project.toml': missing } })
    rmSync(join(workspace, 'Manifest.toml'))
    const { exitCode, annotations } = await runJob()
    expect(exitCode).toBe(1)
    expect(annotations.at(-1)?.message).toMatch(
      /^linux\/amd64: resolving the versions of packages failed\. Julia says:\n(.*\n)*.*Nowhere/
    )
  })
})

describe('two projects in one image', () => {
  test('share what they have in common, and each loads its own', async () => {
    writeProject(workspace, app)
    writeProject(join(workspace, 'tools/report'), {
      deps: ['Phrases@1.0.0', 'Postcards'],
      others: ['Letters@1.0.0', 'Words@1.0.0']
    })
    writeFileSync(join(workspace, 'tools/report/test.toml'), '')
    const baked = await runJob({ project: '.\ntools/report', tags: image, push: 'true' })
    const packages = reportOf(baked).platforms[0]?.packages ?? []
    expect(packages.map(({ name, files }) => [name, files.map(({ projects }) => projects)])).toEqual([
      ['Counting', [['.', 'tools/report']]],
      ['Letters', [['.', 'tools/report']]],
      ['Phrases', [['.', 'tools/report']]],
      ['Poems', [['.']]],
      ['Postcards', [['tools/report']]],
      ['Words', [['.', 'tools/report']]]
    ])
    expect(await loadPackages(image, amd64, { names: ['App', 'Poems'] })).toEqual(['loaded App Poems'])
    const options = ['--env', 'JULIA_PROJECT=/app/tools/report']
    expect(await loadPackages(image, amd64, { names: ['Phrases', 'Postcards'], options })).toEqual([
      'loaded Phrases Postcards'
    ])
  })
})

test('dependencies of tests stay out of the depot', async () => {
  const targets = `name = "App"
uuid = "00000000-0000-4000-8000-417070000000"
version = "0.1.0"

[deps]
Counting = "b38453b4-c1e0-45d9-b147-4437c42f0d22"

[extras]
Almanac = "41329be5-b946-41f5-9d06-ea1ab57607e6"

[targets]
test = ["Almanac"]
`
  const files = {
    'Project.toml': targets,
    'test/Project.toml': '[deps]\nAlmanac = "41329be5-b946-41f5-9d06-ea1ab57607e6"\n'
  }
  writeProject(workspace, { name: 'App', deps: ['Counting'], files })
  const { platforms } = reportOf(await runJob())
  expect(platforms[0]?.packages.map(({ name }) => name)).toEqual(['Counting'])
})
