import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { byVersion } from '../../testbed/julia-release.mjs'
import { offeredJulia } from '../../testbed/julia.mjs'
import { addresses } from '../../testbed/layout.mjs'
import { bake, compiledIn, makeFolder, reportOf, type Baked } from './bake.ts'
import { runImage } from './image.ts'
import { writeProject, type SmallProject } from './small-project.ts'

const amd64 = 'linux/amd64'
const image = `${addresses.registry}/e2e/native:latest`

/** The newest Julia here that keeps native code of several targets in one file (1.11.2 and later). */
const julia = offeredJulia()
  .filter(({ archs, version }) => archs.includes('amd64') && byVersion(version, '1.11.2') >= 0)
  .at(-1)?.version
if (julia === undefined)
  console.warn('Skipped: JULIA_BAKE_TESTBED_JULIA names no folder with a Julia of 1.11.2 or later for amd64.')
const describeThere = julia === undefined ? describe.skip : describe

const folder = makeFolder()
const workspace = folder.path('work')
afterAll(() => folder.remove())

const runJob = (): Promise<Baked> =>
  bake({
    workspace,
    env: { JULIA_BAKE_CACHE_DIR: folder.path('depots') },
    inputs: { 'julia-version': julia ?? '', platforms: amd64, tags: image, push: 'true', 'no-cache': 'true' }
  })

const app: SmallProject = {
  name: 'App',
  deps: ['Chimes', 'Counting@1.0.0', 'Toasts'],
  ...(julia === undefined ? {} : { julia })
}

const compiled = (baked: Baked) => ({
  cache: reportOf(baked).platforms[0]?.cache,
  compiled: [...compiledIn(baked.log, amd64)].sort()
})

describeThere(`on Julia ${julia ?? ''}`, () => {
  let cold: Baked

  beforeAll(async () => {
    writeProject(workspace, app)
    cold = await runJob()
  })

  test('packages and extensions are compiled for every target of the list', () => {
    expect(compiled(cold)).toEqual({
      cache: 'none',
      compiled: ['App', 'Chimes', 'ChimesCountingExt', 'Counting', 'Manners', 'Toasts']
    })
    const packages = reportOf(cold).platforms[0]?.packages ?? []
    expect(packages.map(({ name, files }) => [name, files.map(({ targets }) => targets)])).toEqual(
      ['Chimes', 'ChimesCountingExt', 'Counting', 'Manners', 'Toasts'].map(name => [
        name,
        [['generic', 'sandybridge', 'haswell']]
      ])
    )
  })

  test.each(['generic', 'sandybridge', 'haswell'])(
    'the image loads as %s with nothing allowed to compile',
    async cpu => {
      const flags = ['--compiled-modules=strict', '--pkgimages=existing', `--cpu-target=${cpu}`]
      const command = ['julia', ...flags, '-e', 'using App, Chimes, Counting, Toasts; print(Chimes.chime(3))']
      const options = ['--read-only', '--user', '12345', '--env', 'HOME=/nowhere']
      expect(await runImage(image, amd64, { command, options })).toMatch(/^three times/)
    }
  )

  test('nothing changed: an exact hit compiles just the app', async () => {
    expect(compiled(await runJob())).toEqual({ cache: 'exact', compiled: ['App'] })
  })

  test('a preference compiles the package that reads it and its dependents', async () => {
    const preferences = { 'LocalPreferences.toml': '[Manners]\nstyle = "plain"\n' }
    const extras = '\n[extras]\nManners = "30366608-b02a-4f23-80a6-2af7ef5ed523"\n'
    writeProject(workspace, { ...app, files: preferences })
    const project = join(workspace, 'Project.toml')
    writeFileSync(project, extras, { flag: 'a' })
    const baked = await runJob()
    expect(compiled(baked)).toEqual({ cache: 'partial', compiled: ['App', 'Manners', 'Toasts'] })
    expect(baked.log).toMatch(/^ {2}Manners +other preferences\n {2}Toasts +depends on Manners$/m)
  })

  test("a new version of an extension's trigger compiles it, the extension and what depends on it", async () => {
    writeProject(workspace, { ...app, deps: ['Chimes', 'Counting@1.1.0', 'Toasts'] })
    const baked = await runJob()
    expect(compiled(baked)).toMatchObject({ cache: 'partial' })
    expect(compiled(baked).compiled).toEqual(
      expect.arrayContaining(['App', 'ChimesCountingExt', 'Counting', 'Toasts'])
    )
    expect(compiled(baked).compiled).not.toContain('Chimes')
  })
})
