import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addresses, baseImage, root } from '../../testbed/layout.mjs'
import { hasImage } from '../../testbed/registry.mjs'
import { bake, makeFolder, reportOf, type Baked } from './bake.ts'
import { layersOf, loadPackages, platformDigests } from './image.ts'

const platform = 'linux/amd64'
const folder = makeFolder()
const workspace = folder.path('hello')
const registry = `${addresses.registry}/e2e/bake-${Date.now()}`
const env = { JULIA_BAKE_CACHE_DIR: folder.path('depots'), REGISTRY: registry, BASE_IMAGE: baseImage }
const image = (name: string): string => `${registry}/${name}:latest`

beforeAll(() => {
  cpSync(join(root, 'examples', 'hello'), workspace, { recursive: true })
  // As docker/metadata-action writes it.
  const metadata = {
    target: { worker: { labels: { notes: 'one\ntwo' }, tags: [image('worker'), image('extra')] } }
  }
  writeFileSync(join(workspace, 'metadata.json'), JSON.stringify(metadata))
})
afterAll(() => folder.remove())

describe('the bake file of the example, with two services of a matrix, a worker, and pages without Julia', () => {
  let baked: Baked

  beforeAll(async () => {
    baked = await bake({
      workspace,
      env,
      inputs: {
        platforms: platform,
        files: 'docker-bake.hcl\nmetadata.json',
        'base-image': 'target:system',
        push: 'true'
      }
    })
  })

  test('is pushed as a whole, each image for those of its platforms that the run is for', async () => {
    expect(baked.exitCode).toBe(0)
    for (const name of ['greeter', 'mailer', 'worker', 'extra', 'pages'])
      expect(Object.keys(await platformDigests(image(name)))).toEqual([platform])
    expect(Object.keys(JSON.parse(baked.outputs['metadata'] ?? '{}') as object).sort()).toEqual([
      'greeter',
      'mailer',
      'pages',
      'worker'
    ])
  })

  test('compiles the dependencies once, on a target of the bake file', () => {
    expect(reportOf(baked).platforms[0]?.packages.filter(({ compiled }) => compiled)).toHaveLength(8)
    expect(baked.log).toContain('Target pages takes nothing from julia and julia-depot')
  })

  test('shares the layers of Julia, of the depot and of the project', async () => {
    const [greeter = [], worker = []] = await Promise.all(
      ['greeter', 'worker'].map(name => layersOf(image(name), platform))
    )
    expect(greeter.length).toBeGreaterThan(5)
    expect(worker).toEqual(greeter)
  })

  test('gives images that compile nothing', async () => {
    expect(await loadPackages(image('mailer'), platform, { names: ['Hello'] })).toEqual(['loaded Hello'])
  })
})

test('one target is built alone, with something laid over it', async () => {
  const inputs = {
    platforms: platform,
    targets: 'worker',
    set: `worker.tags=${image('alone')}`,
    push: 'true'
  }
  const baked = await bake({ workspace, env, inputs: { ...inputs, files: 'docker-bake.hcl' } })
  expect([baked.exitCode, await hasImage(image('alone'))]).toEqual([0, true])
  expect(baked.outputs['digest']).toMatch(/^sha256:/)
})

describe('what cannot be built is said before any work', () => {
  test.each([
    {
      description: 'an unknown target',
      inputs: { files: 'docker-bake.hcl', targets: 'nope' },
      message: /^targets: "nope" is no target or group of docker-bake\.hcl\. There are: .*worker/
    },
    {
      description: 'a file that is not there',
      inputs: { files: 'none.hcl' },
      message: /^files: buildx cannot read none\.hcl: .*none\.hcl/
    },
    {
      description: 'a Dockerfile that is not there',
      inputs: { file: 'none.Dockerfile' },
      message: /^file: there is no Dockerfile at .*none\.Dockerfile/
    },
    {
      description: 'a target without Julia',
      inputs: { files: 'docker-bake.hcl', targets: 'pages' },
      message: /^targets: no Dockerfile of pages takes anything from the contexts julia/
    }
  ])('$description', async ({ inputs, message }) => {
    const baked = await bake({ workspace, env, inputs: { platforms: platform, ...inputs } })
    expect(baked.annotations).toEqual([{ level: 'error', message: expect.stringMatching(message) }])
    expect(baked.log).not.toContain('Bake definition')
  })
})
