import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { hasRemoteBuilder, remoteBuilder } from '../../testbed/buildkitd.mjs'
import { addresses } from '../../testbed/layout.mjs'
import { bake, compiledIn, makeFolder, reportOf } from './bake.ts'
import { loadPackages } from './image.ts'
import { writeProject } from './small-project.ts'

const folder = makeFolder()
const workspace = folder.path('app')
const env = { JULIA_BAKE_CACHE_DIR: folder.path('depots') }
const image = `${addresses.registry}/e2e/remote:latest`
const there = await hasRemoteBuilder()
if (!there) console.warn('Skipped: no second builder here, for it is built with Go.')
const testThere = there ? test : test.skip

beforeAll(() => writeProject(workspace, { name: 'App', deps: ['Poems', 'Postcards'] }))
afterAll(() => folder.remove())

const runJob = () =>
  bake({
    workspace,
    env,
    inputs: {
      builder: remoteBuilder,
      platforms: 'linux/amd64',
      tags: image,
      push: 'true',
      'no-cache': 'true'
    }
  })

testThere('a builder that keeps no images and shares no files with this machine gives the same', async () => {
  const cold = await runJob()
  expect(reportOf(cold).store).toBe(`the folder ${env.JULIA_BAKE_CACHE_DIR}`)
  expect(compiledIn(cold.log, 'linux/amd64')).toEqual(expect.arrayContaining(['Poems', 'Postcards', 'App']))
  expect(await loadPackages(image, 'linux/amd64', { names: ['App'] })).toEqual(['loaded App'])

  const exact = await runJob()
  expect(exact.outputs['cache-hit']).toBe('true')
  expect(compiledIn(exact.log, 'linux/amd64')).toEqual(['App'])
  expect(await loadPackages(image, 'linux/amd64', { names: ['App'] })).toEqual(['loaded App'])
})
