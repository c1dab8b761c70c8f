import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addresses } from '../../testbed/layout.mjs'
import { tryRun } from '../../testbed/process.mjs'
import { bake, compiledIn, makeFolder, reportOf, type Baked } from './bake.ts'
import { loadPackages } from './image.ts'
import { startBuilder } from './nodes.ts'
import { writeProject } from './small-project.ts'

// Two platforms that this machine runs without emulation: buildx chooses nodes for them as for any others.
const nodes = [
  { name: 'first', platform: 'linux/amd64' },
  { name: 'second', platform: 'linux/amd64/v2' }
] as const
const platforms = nodes.map(({ platform }) => platform)
const repository = `${addresses.registry}/e2e/nodes`
const image = `${repository}:latest`

const folder = makeFolder()
const workspace = folder.path('app')
const env = { JULIA_BAKE_CACHE_DIR: folder.path('depots') }
const builder = await startBuilder(`e2e-nodes-${process.pid}`, nodes, folder.path('nodes'))
if (builder === undefined) console.warn('Skipped: no BuildKit here, for it is built with Go.')
const describeThere = builder === undefined ? describe.skip : describe

beforeAll(() => writeProject(workspace, { name: 'App', deps: ['Words'] }))
afterAll(async () => {
  await builder?.stop()
  folder.remove()
})

const common = { builder: builder?.name ?? '', platforms: platforms.join(',') }

const runJob = (inputs: Readonly<Record<string, string>> = {}): Promise<Baked> =>
  bake({ workspace, env, inputs: { ...common, tags: image, push: 'true', ...inputs } })

const warnings = (baked: Baked): readonly string[] =>
  baked.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)

/** Platforms and digest of the image's index in the registry. */
async function inspect(reference: string): Promise<unknown> {
  const raw = await tryRun('docker', [
    'buildx',
    'imagetools',
    'inspect',
    '--format',
    '{{json .Manifest}}',
    reference
  ])
  return raw === undefined ? undefined : JSON.parse(raw)
}

const expectImage = async ({ outputs }: Baked): Promise<void> => {
  const platform = (variant: object) => ({ os: 'linux', architecture: 'amd64', ...variant })
  const attestation = { platform: { os: 'unknown', architecture: 'unknown' } }
  expect(await inspect(image)).toMatchObject({
    digest: outputs['digest'],
    manifests: [
      { platform: platform({}) },
      attestation,
      { platform: platform({ variant: 'v2' }) },
      attestation
    ]
  })
  for (const name of platforms)
    expect(await loadPackages(image, name, { names: ['App'] })).toEqual(['loaded App'])
}

describeThere('a builder of two nodes, one for each platform', () => {
  test('each node compiles and verifies its platform; the image has both', async () => {
    const cold = await runJob()
    expect(
      reportOf(cold).platforms.map(({ platform, cache, saved }) => ({ platform, cache, saved }))
    ).toEqual(platforms.map(platform => ({ platform, cache: 'none', saved: 'saved' })))
    for (const platform of platforms)
      expect(compiledIn(cold.log, platform)).toEqual(['Letters', 'Words', 'App'])
    // That the export found the verified image on each node: else it would have been built again.
    expect(warnings(cold)).toEqual([])
    await expectImage(cold)
    for (const { name, platform } of nodes) {
      const stages = ['depot', 'depot-report', 'distribution', 'image', 'verify']
      expect(await builder?.history(name)).toEqual(stages.map(stage => `${platform} ${stage}`))
    }
  })

  test('depot layouts go out from this machine to the nodes that need them', async () => {
    const exact = await runJob({ 'no-cache': 'true' })
    expect(exact.outputs['cache-hit']).toBe('true')
    for (const platform of platforms) expect(compiledIn(exact.log, platform)).toEqual(['App'])
    expect(warnings(exact)).toEqual([])
    await expectImage(exact)
  })

  test('depots in a registry do without this machine', async () => {
    const inputs = { 'cache-repo': `${repository}/depots`, 'cache-prefix': `e2e-${Date.now()}` }
    const cold = await runJob(inputs)
    expect(reportOf(cold).platforms.map(({ cache, saved }) => ({ cache, saved }))).toEqual(
      platforms.map(() => ({ cache: 'none', saved: 'saved' }))
    )
    const exact = await runJob({ ...inputs, 'no-cache': 'true' })
    expect(exact.outputs['cache-hit']).toBe('true')
    expect([...warnings(cold), ...warnings(exact)]).toEqual([])
    await expectImage(exact)
  })

  test('versions are resolved on one node, for both', async () => {
    const open = folder.path('open')
    writeProject(open, { name: 'App', deps: ['Words'] })
    rmSync(join(open, 'Manifest.toml'))
    const baked = await bake({ workspace: open, env, inputs: common })
    expect(Object.keys(reportOf(baked).manifests)).toEqual(['Manifest.toml'])
    expect(await builder?.history('first')).toContain('linux/amd64 resolved')
    expect(await builder?.history('second')).not.toContain('linux/amd64/v2 resolved')
  })

  const byDigest = `type=image,name=${repository}/digest,push-by-digest=true,name-canonical=true,push=true`
  test.each([
    { description: 'load', inputs: { load: 'true' }, message: /^load: / },
    {
      description: 'a file',
      inputs: { outputs: 'type=oci,dest=image.tar' },
      message: /^outputs: "type=oci,dest=image.tar": /
    },
    { description: 'a push by digest', inputs: { outputs: byDigest }, message: /^outputs: "type=image,name=/ }
  ])('refuses $description before any work', async ({ inputs, message }) => {
    const { exitCode, annotations, log } = await bake({ workspace, env, inputs: { ...common, ...inputs } })
    expect(exitCode).toBe(1)
    expect(annotations).toEqual([{ level: 'error', message: expect.stringMatching(message) }])
    expect(log).not.toContain('Bake definition')
    expect(await inspect(`${repository}/digest:latest`)).toBeUndefined()
  })
})
