import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addresses, baseImage, root } from '../../testbed/layout.mjs'
import { run } from '../../testbed/process.mjs'
import { hasImage } from '../../testbed/registry.mjs'
import { bake, compiledIn, makeFolder, reportOf, type Baked } from './bake.ts'
import { writeProject } from './small-project.ts'

const platform = 'linux/amd64'
const folder = makeFolder()
const env = { JULIA_BAKE_CACHE_DIR: folder.path('depots') }
afterAll(() => folder.remove())

/** A reference that no earlier run has pushed to. */
const fresh = (name: string): string => `${addresses.registry}/e2e/verify-${name}:${Date.now()}`

/** A copy of the example, with some of a file's text otherwise. */
function exampleWith(name: string, file?: string, change?: (text: string) => string): string {
  const workspace = folder.path(name)
  cpSync(join(root, 'examples', 'hello'), workspace, { recursive: true })
  if (file !== undefined && change !== undefined) {
    writeFileSync(join(workspace, file), change(readFileSync(join(workspace, file), 'utf8')))
  }
  return workspace
}

/** Builds a base image from the testbed's, as users do, and gives its reference. */
async function baseWith(name: string, ...instructions: readonly string[]): Promise<string> {
  const reference = `${addresses.registry}/e2e/base:${name}`
  const input = [`FROM ${baseImage}`, ...instructions, ''].join('\n')
  await run('docker', ['buildx', 'build', '--push', '--quiet', '--tag', reference, '-'], { input })
  return reference
}

describe('an image that loads without compiling', () => {
  const image = fresh('good')
  let baked: Baked

  beforeAll(async () => {
    const workspace = exampleWith('good')
    baked = await bake({
      workspace,
      env,
      inputs: { platforms: platform, tags: image, push: 'true', 'no-cache': 'true' }
    })
  })

  test('is pushed once it has been loaded by its own user and by one that it does not know', async () => {
    const [row] = reportOf(baked).platforms
    const names = ['Almanac', 'Greetings', 'Poems', 'Postcards', 'Hello']
    expect(
      row?.verified?.map(load => ({ ...load, packages: load.packages.map(({ name }) => name) }))
    ).toEqual(
      ['0', '12345'].map(uid => ({
        project: '/app',
        uid,
        cpu: 'native',
        seconds: expect.any(Number),
        packages: names
      }))
    )
    expect(await hasImage(image)).toBe(true)
  })

  test('says so while it runs and in the summary', () => {
    expect(baked.log).toMatch(/^linux\/amd64 {2}\/app loads in [\d.]+ s as UID 12345; nothing compiled$/m)
    expect(baked.summary).toMatch(
      /✅ `linux\/amd64` loads in [\d.]+ s .*for UID 0 and 12345; nothing compiled\./
    )
  })

  test('is built once, even without the layer cache: the export finds in the builder what was verified', () => {
    expect(compiledIn(baked.log, platform).filter(name => name === 'Hello')).toEqual(['Hello'])
    expect(baked.annotations).toEqual([])
    const { seconds = 0, exportSeconds = seconds } = reportOf(baked).image ?? {}
    expect(exportSeconds).toBeLessThan(seconds)
  })

  test('is not loaded again while nothing in it changes', async () => {
    const again = await bake({
      workspace: folder.path('good'),
      env,
      inputs: { platforms: platform, tags: image, push: 'true' }
    })
    expect(reportOf(again).platforms[0]?.verified).toEqual([])
    expect(again.summary).toContain('✅ `linux/amd64` was verified before, and nothing in it has changed.')
  })
})

describe('an image that does not', () => {
  const spoilt = [
    {
      description: 'a source that changes after it was compiled',
      make: () =>
        Promise.resolve({
          workspace: exampleWith('touched', 'lib/Greetings/src/Greetings.jl', text =>
            text.replace('export greeting', 'export greeting\n\n__init__() = touch(@__FILE__)')
          )
        }),
      message:
        /^linux\/amd64: .* Greetings would be compiled .*\(as UID 0, in \/app\)\. Julia says:\n {2}Rejecting stale cache file .* because file \/app\/lib\/Greetings\/src\/Greetings\.jl \(mtime .*\) has changed\n.*\nUsual cause: The time of a source file/s
    },
    {
      description: 'a package that forbids it',
      make: () =>
        Promise.resolve({
          workspace: exampleWith('forbidden', 'src/Hello.jl', text => `__precompile__(false)\n${text}`)
        }),
      message:
        /^linux\/amd64: .* Hello would be compiled .*\n {2}\/app\/src\/Hello\.jl says __precompile__\(false\)\n.*Usual cause: The package forbids/s
    },
    {
      description: 'files that only their owner may read',
      make: () => {
        const workspace = exampleWith('private')
        chmodSync(join(workspace, 'Project.toml'), 0o600)
        return Promise.resolve({ workspace })
      },
      message:
        /^linux\/amd64: .* Almanac cannot be loaded \(as UID 12345, in \/app\)\..*Permission denied.*What to do: .*/is
    },
    {
      description: 'a home that only root may enter',
      make: async () => ({
        workspace: exampleWith('home'),
        'base-image': await baseWith('home', 'ENV HOME=/root', 'RUN chmod 700 /root')
      }),
      message:
        /^linux\/amd64: .* Julia does not start \(as UID 12345, in \/app\)\..*EACCES.*Usual cause: A startup\.jl .*leave no HOME/s
    },
    {
      description: 'a load path without the project',
      make: async () => ({
        workspace: exampleWith('load-path'),
        'base-image': await baseWith('load-path', 'ENV JULIA_LOAD_PATH=@stdlib')
      }),
      message:
        /^linux\/amd64: .* Almanac cannot be loaded \(as UID 0, in \/app\)\..*Usual cause: The package is not where Julia looks for it\./s
    }
  ] as const

  test.each(spoilt)('is never pushed: $description', async ({ description, make, message }) => {
    const { workspace, ...inputs } = await make()
    const image = fresh(description.replaceAll(/\W/g, '-').toLowerCase())
    const baked = await bake({
      workspace,
      env,
      inputs: { platforms: platform, tags: image, push: 'true', ...inputs }
    })
    expect([baked.exitCode, await hasImage(image)]).toEqual([1, false])
    expect(baked.annotations.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', message: expect.stringMatching(message) }
    ])
    expect(baked.summary).toMatch(/^## ❌ julia-bake failed/)
  })

  test('is pushed all the same where nobody asks for that', async () => {
    const image = fresh('unasked')
    const workspace = folder.path('unasked')
    writeProject(workspace, {
      deps: ['Words'],
      name: 'App',
      files: { 'src/App.jl': '__precompile__(false)\nmodule App end\n' }
    })
    const inputs = { platforms: platform, tags: image, push: 'true', verify: 'false' }
    const report = reportOf(await bake({ workspace, env, inputs }))
    expect([report.platforms[0]?.verified, report.image?.exportSeconds]).toEqual([undefined, undefined])
    expect(await hasImage(image)).toBe(true)
  })
})

test('an image that is only built is verified in the same bake', async () => {
  const workspace = folder.path('built')
  writeProject(workspace, { deps: ['Words'] })
  const baked = await bake({ workspace, env, inputs: { platforms: platform, 'no-cache': 'true' } })
  expect(reportOf(baked).platforms[0]?.verified?.map(({ uid }) => uid)).toEqual(['0', '12345'])
  const bakes = [...baked.log.matchAll(/Bake definition: (\w+)/g)].map(([, title]) => title)
  expect(bakes.filter(title => title !== 'depot')).toEqual(['verify'])
})
