import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { hasRemoteBuilder, remoteBuilder } from '../../testbed/buildkitd.mjs'
import { addresses } from '../../testbed/layout.mjs'
import { accessLog } from '../../testbed/registry.mjs'
import { bake, makeFolder, reportOf } from './bake.ts'
import { layersOf, loadPackages } from './image.ts'
import { writeProject } from './small-project.ts'

const platform = 'linux/amd64'
/** New in each run of the tests, so that its registry has nothing at first. */
const repository = `e2e/layers-${Date.now()}`
const image = `${addresses.registry}/${repository}:latest`
const builder = (await hasRemoteBuilder()) ? remoteBuilder : ''

const folder = makeFolder()
const workspace = folder.path('app')
const env = { JULIA_BAKE_CACHE_DIR: folder.path('depots') }

const writeApp = (text: string): void =>
  writeProject(workspace, {
    name: 'App',
    deps: ['Words'],
    files: { 'src/App.jl': `module App\nusing Words\nsay() = "${text}"\nend\n` }
  })

beforeAll(() => writeApp('one'))
afterAll(() => folder.remove())

/** Digests of the blobs that the registry was sent for the image since `from`, a length of its log. */
const uploaded = (from: number): readonly string[] =>
  [
    ...readFileSync(accessLog, 'utf8')
      .slice(from)
      .matchAll(/"PUT \/v2\/(\S+)\/blobs\/uploads\/\S*[?&]digest=sha256(?:%3A|:)([0-9a-f]{64})\S* HTTP/g)
  ]
    .filter(([, name]) => name === repository)
    .map(([, , digest = '']) => `sha256:${digest}`)

/** A run as on a new runner; gives the image's layers, lowest first, and those of them that were sent. */
async function push(): Promise<Readonly<{ layers: readonly string[]; sent: readonly string[] }>> {
  const from = readFileSync(accessLog, 'utf8').length
  const inputs = { builder, platforms: platform, tags: image, push: 'true', 'no-cache': 'true' }
  reportOf(await bake({ workspace, env, inputs }))
  const [layers, blobs] = [await layersOf(image, platform), uploaded(from)]
  return { layers, sent: layers.filter(layer => blobs.includes(layer)) }
}

test('a push after a change of the app sends the layer of the app, and neither Julia nor the depot', async () => {
  const first = await push()
  const [base = '', julia = '', depot = '', app = ''] = first.layers
  // What the builder has pushed to or pulled from this registry before, the registry mounts: the base, and maybe Julia.
  expect(first.sent).toEqual(expect.arrayContaining([depot, app]))

  writeApp('two')
  const second = await push()
  const [newApp = '', ...above] = second.layers.slice(3)
  expect(second.layers).toEqual([base, julia, depot, newApp, ...above])
  expect(newApp).not.toBe(app)
  expect(second.sent).toEqual([newApp])
  expect(await loadPackages(image, platform, { names: ['App'] })).toEqual(['loaded App'])
})
