import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addresses, baseImage, root } from '../../testbed/layout.mjs'
import { bake, compiledIn, makeFolder, reportOf, type Baked } from './bake.ts'
import { layersOf, loadPackages, runImage } from './image.ts'

const platform = 'linux/amd64'
const folder = makeFolder()
const env = { JULIA_BAKE_CACHE_DIR: folder.path('depots') }
afterAll(() => folder.remove())

/** A reference that no earlier run has pushed to. */
const fresh = (name: string): string => `${addresses.registry}/e2e/own-${name}:${Date.now()}`

describe('the example with a Dockerfile of its own', () => {
  const image = fresh('hello')
  let baked: Baked

  beforeAll(async () => {
    const workspace = folder.path('hello')
    cpSync(join(root, 'examples', 'hello'), workspace, { recursive: true })
    baked = await bake({
      workspace,
      env,
      inputs: {
        platforms: platform,
        file: 'Dockerfile',
        'build-args': `BASE_IMAGE=${baseImage}`,
        tags: image,
        push: 'true',
        'no-cache': 'true'
      }
    })
  })

  test('compiles in it only what it adds to the depot', () => {
    expect(reportOf(baked).platforms[0]?.app.map(({ name }) => name)).toEqual(['Greetings', 'Hello'])
    expect(compiledIn(baked.log, platform).slice(-2)).toEqual(['Greetings', 'Hello'])
  })

  test('is verified where it is, as its own user and as one that it does not know', () => {
    expect(reportOf(baked).platforms[0]?.verified?.map(({ project, uid }) => ({ project, uid }))).toEqual([
      { project: '/srv/hello', uid: '1000' },
      { project: '/srv/hello', uid: '12345' }
    ])
    expect(baked.annotations).toEqual([])
  })

  test('runs, and compiles nothing', async () => {
    const names = ['Almanac', 'Poems', 'Postcards', 'Greetings', 'Hello']
    expect(await runImage(image, platform, { command: ['reader'] })).toContain('dear reader!')
    const options = ['--entrypoint', '']
    expect(await loadPackages(image, platform, { names, options })).toEqual([`loaded ${names.join(' ')}`])
  })

  test('has the layers of Julia and of the depot byte for byte, and does not copy them into its own', async () => {
    console.log(baked.log)
    console.log(await layersOf(image, platform))
  })
})
