import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { hasRemoteBuilder, remoteBuilder } from '../../testbed/buildkitd.mjs'
import { addresses, baseImage, root, state } from '../../testbed/layout.mjs'
import { manifestFor, packageIndex } from '../../testbed/packages.mjs'
import { run, tryRun } from '../../testbed/process.mjs'
import { runAction } from '../../testbed/runner.mjs'

type Step = Readonly<{ id?: string; uses: string; with: Readonly<Record<string, string>> }>
type Example = Readonly<{
  jobs: Readonly<{
    image: Readonly<{
      strategy: Readonly<{ matrix: Readonly<{ include: readonly Readonly<{ arch: string }>[] }> }>
      steps: readonly Step[]
    }>
    merge: Readonly<{ steps: readonly Step[] }>
  }>
}>
type Result = Awaited<ReturnType<typeof runAction>>

const bundle = (name: string): string => join(root, 'dist', `${name}.js`)
/** Its tool cache holds Julia from run to run. */
const home = join(state, 'e2e-merge')
const repository = `${addresses.registry}/e2e/merge`
const platforms = ['linux/amd64', 'linux/arm64'] as const
const remote = await hasRemoteBuilder()

const folder = mkdtempSync(join(tmpdir(), 'e2e-merge-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the committed bundle of `merge/`. */
const merge = (inputs: Readonly<Record<string, string>>): Promise<Result> =>
  runAction({
    bundle: bundle('merge'),
    actionFile: join(root, 'merge', 'action.yml'),
    workspace: folder,
    home: join(folder, 'home'),
    inputs: { ...inputs }
  })

type Descriptor = Readonly<{ digest: string; platform: Readonly<{ os: string; architecture: string }> }>
type Index = Readonly<{ manifests: readonly Descriptor[]; annotations?: Readonly<Record<string, string>> }>

/** What the registry has under a reference, and nothing if it has none. */
async function indexAt(reference: string): Promise<Index | undefined> {
  const raw = await tryRun('docker', ['buildx', 'imagetools', 'inspect', '--raw', reference])
  return raw === undefined ? undefined : (JSON.parse(raw) as Index)
}

const platformsIn = (index: Index | undefined): readonly string[] =>
  index?.manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`) ?? []

const checkSuccess = ({ exitCode, log }: Result): void => {
  if (exitCode !== 0) throw new Error(`The action ended with ${exitCode}:\n${log}`)
}

/** The example of the README, its two jobs step by step with this machine's registry instead of ghcr.io. */
describe('the matrix workflow of the README', () => {
  const text = readFileSync(join(root, 'examples', 'workflows', 'matrix.yml'), 'utf8')
  const { image, merge: merging } = (
    parse(text.replaceAll('ghcr.io/OWNER/app', `${repository}/app`)) as Example
  ).jobs
  const builds = new Map<string, Result>()

  const stepOf = (steps: readonly Step[], uses: string): Step => {
    const found = steps.find(step => step.uses.startsWith(uses))
    if (found === undefined) throw new Error(`The example has no step that uses ${uses}.`)
    return found
  }
  /** A step's inputs with GitHub's expressions filled in; the runner's own are enough here. */
  const inputsOf = (step: Step, values: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(step.with).map(([name, value]) => [
        name,
        value.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => values[expression] ?? '')
      ])
    )

  beforeAll(() => {
    const words = packageIndex().find(({ name }) => name === 'Words')
    const checkout = join(folder, 'checkout')
    mkdirSync(checkout)
    writeFileSync(join(checkout, 'Project.toml'), `[deps]\nWords = "${words?.uuid ?? ''}"\n`)
    writeFileSync(join(checkout, 'Manifest.toml'), manifestFor(['Words']))
  })

  const testRemote = remote ? test : test.skip

  testRemote.each(image.strategy.matrix.include)(
    'pushes $arch by digest, in a run of its own',
    async values => {
      const step = stepOf(image.steps, 'OWNER/julia-bake@')
      const build = await runAction({
        bundle: bundle('main'),
        workspace: join(folder, 'checkout'),
        home,
        env: { JULIA_BAKE_CACHE_DIR: join(folder, 'depots') },
        inputs: {
          'julia-mirror': addresses.mirror,
          'pkg-server': addresses.packages,
          'base-image': baseImage,
          'julia-version': '1.5.3',
          network: 'host',
          allow: 'network.host',
          builder: remoteBuilder,
          ...inputsOf(step, { 'matrix.arch': values.arch })
        }
      })
      checkSuccess(build)
      builds.set(values.arch, build)
      const { digest = '' } = build.outputs
      expect(await indexAt(`${repository}/app@${digest}`)).toMatchObject({
        manifests: [
          { platform: { os: 'linux', architecture: values.arch } },
          { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }
        ]
      })
      const upload = stepOf(image.steps, 'actions/upload-artifact@')
      const { name = '', path = '' } = inputsOf(upload, {
        'matrix.arch': values.arch,
        'steps.image.outputs.report': build.outputs['report'] ?? ''
      })
      const artifact = join(
        folder,
        stepOf(merging.steps, 'actions/download-artifact@').with['path'] ?? '',
        name
      )
      mkdirSync(artifact, { recursive: true })
      copyFileSync(path, join(artifact, basename(path)))
    }
  )

  testRemote('merges them under a tag, with their attestations', async () => {
    const merged = await merge(stepOf(merging.steps, 'OWNER/julia-bake/merge@').with)
    checkSuccess(merged)
    const index = await indexAt(`${repository}/app:latest`)
    expect(index).toEqual(await indexAt(`${repository}/app@${merged.outputs['digest'] ?? ''}`))
    const [amd64, arm64] = await Promise.all(
      ['amd64', 'arm64'].map(arch =>
        indexAt(`${repository}/app@${builds.get(arch)?.outputs['digest'] ?? ''}`)
      )
    )
    expect(index?.manifests).toEqual([...(amd64?.manifests ?? []), ...(arm64?.manifests ?? [])])
    expect(platformsIn(index)).toEqual(['linux/amd64', 'unknown/unknown', 'linux/arm64', 'unknown/unknown'])
    expect(merged.summary).toContain('| `linux/arm64` | 1.5.3 |')
  })

  testRemote.each(platforms)('the tag runs on %s', async platform => {
    const program = 'using Words; print(Words.edition(), " ", Sys.ARCH)'
    const options = ['--rm', '--pull=always', '--quiet', '--platform', platform]
    const output = await run('docker', [
      'run',
      ...options,
      `${repository}/app:latest`,
      'julia',
      '-e',
      program
    ])
    expect(output).toBe(`1.2.0 ${platform === 'linux/amd64' ? 'x86_64' : 'aarch64'}`)
  })

  testRemote(
    'merges files named by digest into two repositories, with annotations of the index',
    async () => {
      const digests = [...builds.values()].map(({ outputs }) => outputs['digest'] ?? '')
      mkdirSync(join(folder, 'digests'))
      for (const digest of digests) writeFileSync(join(folder, 'digests', digest.replace('sha256:', '')), '')
      const tags = [`${repository}/app:named`, `${repository}/copy:named`]
      const merged = await merge({
        tags: tags.join('\n'),
        digests: 'digests',
        annotations: 'manifest:org.example.words=one, two é'
      })
      checkSuccess(merged)
      const indexes = await Promise.all(tags.map(indexAt))
      expect(indexes.map(index => index?.annotations)).toEqual([
        { 'org.example.words': 'one, two é' },
        { 'org.example.words': 'one, two é' }
      ])
      expect(indexes[1]).toEqual(await indexAt(`${repository}/copy@${merged.outputs['digest'] ?? ''}`))
    }
  )
})

describe('a merge that would not be one image fails and pushes nothing', () => {
  const labels = { 'org.opencontainers.image.revision': 'c0ffee', 'org.julialang.version': '1.12.7' }

  /** An image that holds nothing but labels; gives what pulls it. */
  async function push(platform: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n')
    const metadata = join(folder, 'metadata.json')
    await run('docker', [
      'buildx',
      'build',
      '--builder=default',
      `--platform=${platform}`,
      '--push',
      `--tag=${repository}/labels:latest`,
      `--metadata-file=${metadata}`,
      ...Object.entries({ ...labels, ...others }).map(([name, value]) => `--label=${name}=${value}`),
      folder
    ])
    const pushed = JSON.parse(readFileSync(metadata, 'utf8')) as Readonly<Record<string, string>>
    return `${repository}/labels@${pushed['containerimage.digest'] ?? ''}`
  }

  test.each([
    {
      description: 'a platform is missing',
      images: [{ platform: 'linux/amd64' }],
      message: (amd64: string) =>
        `platforms: there is no image for linux/arm64 among the digests, only linux/amd64 (${amd64}). Check that its build pushed by digest and uploaded its report, or take it out of "platforms".`
    },
    {
      description: 'a platform is there twice',
      images: [{ platform: 'linux/amd64' }, { platform: 'linux/amd64', labels: { other: 'run' } }],
      message: (one: string, other: string) =>
        `digests: linux/amd64 is there 2 times: ${one}, ${other}. Each platform is built by one job: check the matrix, and merge only what one workflow run has built.`
    },
    {
      description: 'Julia is not the same',
      images: [
        { platform: 'linux/amd64' },
        { platform: 'linux/arm64', labels: { 'org.julialang.version': '1.12.6' } }
      ],
      message: (amd64: string, arm64: string) =>
        `digests: the images have different versions of Julia (label org.julialang.version):
  linux/amd64: 1.12.7, ${amd64}
  linux/arm64: 1.12.6, ${arm64}
Run all build jobs again; an exact "julia-version", such as "1.12.7", is the same in each of them whatever is released meanwhile.`
    },
    {
      description: 'the commit is not the same',
      images: [
        { platform: 'linux/amd64' },
        { platform: 'linux/arm64', labels: { 'org.opencontainers.image.revision': 'decade' } }
      ],
      message: (amd64: string, arm64: string) =>
        `digests: the images come from different commits (label org.opencontainers.image.revision):
  linux/amd64: c0ffee, ${amd64}
  linux/arm64: decade, ${arm64}
Merge only what one workflow run has built; if some of its jobs are older, run all of them again.`
    }
  ])('since $description', async ({ images, message }) => {
    const tag = `${repository}/never:pushed`
    const pushed: string[] = []
    for (const { platform, labels: others } of images) pushed.push(await push(platform, others))
    const { exitCode, annotations, outputs } = await merge({
      tags: tag,
      digests: pushed.join(','),
      platforms: platforms.join(',')
    })
    const [one = '', other = ''] = pushed
    expect({ exitCode, outputs }).toEqual({ exitCode: 1, outputs: {} })
    expect(annotations).toEqual([{ level: 'error', message: message(one, other) }])
    expect(await indexAt(tag)).toBeUndefined()
  })
})
