import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addresses } from '../../testbed/layout.mjs'
import { hasImage } from '../../testbed/registry.mjs'
import { bake, compiledIn, makeFolder, type Baked } from './bake.ts'
import { writeProject } from './small-project.ts'

const folder = makeFolder()
afterAll(() => folder.remove())

describe('a package that cannot be precompiled on one of two platforms', () => {
  const image = `${addresses.registry}/e2e/broken:latest`
  const workspace = folder.path('broken')
  const env = { JULIA_BAKE_CACHE_DIR: folder.path('depots') }
  let broken: Baked

  beforeAll(async () => {
    writeProject(workspace, { deps: ['Brittle@1.1.0', 'Counting'] })
    const inputs = { platforms: 'linux/amd64,linux/arm64', tags: image, push: 'true' }
    broken = await bake({ workspace, env, inputs })
  })

  test('fails the run with one error that has the package, the platform and what Julia says', () => {
    expect(broken.exitCode).toBe(1)
    const errors = broken.annotations.filter(({ level }) => level === 'error')
    expect(errors).toEqual([
      {
        level: 'error',
        message: expect.stringMatching(
          /^linux\/arm64: precompiling Brittle failed\. Julia says:\n {2}ERROR: LoadError: Brittle 1\.1\.0 does not work on aarch64\n/
        )
      }
    ])
    expect(broken.summary).toContain('Brittle 1.1.0 does not work on aarch64')
  })

  test('does not hide what the other platform achieved, and pushes nothing', async () => {
    const [amd64, arm64] = broken.report?.platforms ?? []
    expect(amd64?.packages.map(({ name, compiled }) => [name, compiled])).toEqual([
      ['Brittle', true],
      ['Counting', true]
    ])
    expect([amd64?.saved, arm64?.saved]).toEqual(['saved', 'not saved'])
    expect(await hasImage(image)).toBe(false)
  })

  test('costs the other platform nothing in the next run', async () => {
    const next = await bake({ workspace, env, inputs: { platforms: 'linux/amd64', 'no-cache': 'true' } })
    expect([next.exitCode, next.outputs['cache-hit'], compiledIn(next.log, 'linux/amd64')]).toEqual([
      0,
      'true',
      []
    ])
  })
})

test('a cancelled run ends at once and leaves no temporary files', async () => {
  const workspace = folder.path('slow')
  const home = folder.path('home')
  writeProject(workspace, { deps: ['Almanac'] })
  const cancel = new AbortController()
  const cancelled = await bake({
    workspace,
    home,
    inputs: { platforms: 'linux/amd64', cache: 'false', 'no-cache': 'true' },
    signal: cancel.signal,
    onLine: line => {
      if (line.includes('installing packages')) cancel.abort()
    }
  })
  expect(cancelled.exitCode).toBe(130)
  expect(cancelled.log).toContain('Cancelled (SIGINT).')
  expect(readdirSync(join(home, '_temp')).filter(name => name.startsWith('julia-bake-'))).toEqual([])
  expect(existsSync(join(home, '_tool', 'julia-bake', '1.5.3'))).toBe(true)
})
