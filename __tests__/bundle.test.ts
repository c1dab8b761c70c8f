import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { makeFiles } from '../bench/manifests.mjs'
import type { PlanReport } from '../src/report/index.ts'
import { root } from '../testbed/layout.mjs'
import { runAction } from '../testbed/runner.mjs'
import { serveFolder } from '../testbed/static-server.mjs'
import { appFiles } from './make-project.ts'
import { makeFolder, uuidOf } from './project/samples.ts'

let folder: string
let requests: string[]
let mirror: Awaited<ReturnType<typeof serveFolder>>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  mkdirSync(join(folder, 'work'))
  mkdirSync(join(folder, 'mirror/bin'), { recursive: true })
  const index = new URL('julia/fixtures/versions.json', import.meta.url)
  copyFileSync(index, join(folder, 'mirror/bin/versions.json'))
  requests = []
  mirror = await serveFolder({
    port: 0,
    folder: join(folder, 'mirror'),
    log: ({ path }) => requests.push(path)
  })
})

afterEach(async () => {
  await mirror.close()
  rmSync(folder, { recursive: true })
})

/** Neither Docker nor a network within reach. */
const alone = () => ({ PATH: join(folder, 'empty'), HTTPS_PROXY: 'http://127.0.0.1:1' })

/** Runs the committed bundle on a project. */
function runBundle(inputs: Record<string, string>, files: Record<string, string> = {}) {
  const project = makeFolder({ ...appFiles, ...files })
  cpSync(project, join(folder, 'work'), { recursive: true })
  rmSync(project, { recursive: true })
  return runAction({
    inputs: { 'julia-mirror': mirror.url, 'julia-version': '1.10.5', ...inputs },
    workspace: join(folder, 'work'),
    home: join(folder, 'home'),
    env: { ...alone(), JULIA_BAKE_CACHE_DIR: join(folder, 'depots') }
  })
}

/** Runs the committed bundle of `merge/`. */
const runMerge = (inputs: Record<string, string>) =>
  runAction({
    bundle: join(root, 'dist', 'merge.js'),
    actionFile: join(root, 'merge', 'action.yml'),
    inputs,
    workspace: join(folder, 'work'),
    home: join(folder, 'home'),
    env: alone()
  })

/** It fails with this one message, and has made nothing. */
function expectFailure(
  { exitCode, annotations, outputs, summary }: Awaited<ReturnType<typeof runAction>>,
  message: RegExp,
  place?: Case['place']
): void {
  expect({ exitCode, outputs, summary }).toEqual({ exitCode: 1, outputs: {}, summary: '' })
  const errors = annotations.filter(({ level }) => level === 'error')
  const at = place === undefined ? {} : { title: 'julia-bake', ...place }
  expect(errors).toEqual([{ level: 'error', message: expect.stringMatching(message), ...at }])
}

type Case = Readonly<{
  description: string
  inputs?: Record<string, string>
  files?: Record<string, string>
  message: RegExp
  /** Where the message is shown. */
  place?: Readonly<{ file: string; line: number }>
}>

const cases: readonly Case[] = [
  {
    description: 'a platform that Julia does not know',
    inputs: { platforms: 'linux/amd64,linux/sparc' },
    message: /^platforms: "linux\/sparc" is not a platform that Julia is built for\. Allowed: linux\/amd64, /
  },
  {
    description: 'an unknown cache mode',
    inputs: { cache: 'maybe' },
    message: /^cache: "maybe" is not a way to use the cache\. Allowed: true, restore-only, false\. /
  },
  {
    description: 'a push to nowhere',
    inputs: { push: 'true' },
    message: /^push: "true" needs tags: name where the image goes/
  },
  {
    description: 'a version that was never published',
    inputs: { 'julia-version': '1.10.99' },
    message:
      /^julia-version: "1\.10\.99" is not a published version of Julia\. Nearest published: 1\.5\.3, 1\.10\.5\. /
  },
  {
    description: 'what is no version at all',
    inputs: { 'julia-version': 'latest' },
    message: /^julia-version: "latest" is not a version of Julia\. Allowed: manifest, an exact version /
  },
  {
    description: 'a version without a build for a platform',
    inputs: { platforms: 'linux/amd64,linux/386' },
    message:
      /^Julia 1\.10\.5 was not built for linux\/386 .* exists for: linux\/amd64, linux\/arm64\. .* take linux\/386 out of platforms\.$/
  },
  {
    description: 'a wrong CPU target list, with the place of the mistake',
    inputs: { 'cpu-target': 'generic;haswell,base(3)' },
    message:
      /^cpu-target: "generic;haswell,base\(3\)": at character 17: base\(3\) should point at an entry before/
  },
  {
    description: 'a folder without a project',
    inputs: { project: 'nowhere' },
    message: /^project: .*nowhere has no Project\.toml\. Name a folder that holds a Project\.toml /
  },
  {
    description: 'broken TOML in a project',
    files: { 'Project.toml': 'name = "App"\n[deps\n' },
    message: /Project\.toml:2:6: this is not TOML: /,
    place: { file: 'Project.toml', line: 2 }
  },
  {
    description: 'broken TOML in a manifest',
    files: { 'Manifest.toml': 'manifest_format = "2.0"\n\n[[deps.Words]]\nuuid = Words\n' },
    message: /Manifest\.toml:4:8: this is not TOML: /,
    place: { file: 'Manifest.toml', line: 4 }
  },
  {
    description: 'a project and a manifest that disagree',
    files: {
      'Project.toml': `${appFiles['Project.toml'] ?? ''}\n`.replace(
        '[deps]\n',
        '[deps]\nMore = "00000000-0000-4000-8000-000000000077"\n'
      )
    },
    message:
      /^project: .*Project\.toml and .*Manifest\.toml disagree:\n- `More` is in \[deps\], but not in the manifest\nRun `julia --project /,
    place: { file: 'Manifest.toml', line: 1 }
  },
  {
    description: 'no Docker',
    message: /^docker buildx does not answer \(docker was not found on the PATH\)\. /
  }
]

describe('the committed bundle stops before any work, with one message, at', () => {
  test.each(cases)('$description', async ({ inputs = {}, files = {}, message, place }) => {
    expectFailure(await runBundle(inputs, files), message, place)
  })
})

const digest = `sha256:${'ab'.repeat(32)}`

describe('the committed bundle of merge stops before any work, with one message, at', () => {
  test.each<Readonly<{ description: string; inputs: Record<string, string>; message: RegExp }>>([
    {
      description: 'no tags',
      inputs: { digests: digest },
      message: /^tags: the list is empty\. Name where the image goes/
    },
    {
      description: 'no digests',
      inputs: { tags: 'ghcr.io/acme/app:latest' },
      message: /^digests: the list is empty\. Name the folder of the downloaded reports/
    },
    {
      description: 'what is neither a digest nor a file',
      inputs: { tags: 'ghcr.io/acme/app:latest', digests: 'reports' },
      message: /^digests: "reports" is neither a digest .* nor a file or folder\. Check the path/
    },
    {
      description: 'a digest that is there twice',
      inputs: { tags: 'ghcr.io/acme/app:latest', digests: `${digest},ghcr.io/acme/app@${digest}` },
      message: /^digests: sha256:(ab)+ is there twice, from the input and from the input\. /
    },
    {
      description: 'a platform that Julia does not know',
      inputs: { tags: 'ghcr.io/acme/app:latest', digests: digest, platforms: 'linux/sparc' },
      message: /^platforms: "linux\/sparc" is not a platform that Julia is built for\. /
    },
    {
      description: 'no Docker',
      inputs: { tags: 'ghcr.io/acme/app:latest', digests: digest },
      message: /^docker buildx does not answer \(docker was not found on the PATH\)\. /
    }
  ])('$description', async ({ inputs, message }) => {
    expectFailure(await runMerge(inputs), message)
  })
})

describe('a dry run of the committed bundle', () => {
  const plans = (outputs: Readonly<Record<string, string>>): PlanReport =>
    JSON.parse(outputs['plan'] ?? '{}') as PlanReport

  test('tells the plan as log, output and summary without Docker, and neither downloads nor keeps anything', async () => {
    const { exitCode, log, outputs, summary, annotations } = await runBundle({ 'dry-run': 'true' })
    const [amd64, arm64] = plans(outputs).platforms
    expect([exitCode, annotations.filter(({ level }) => level === 'error')]).toEqual([0, []])
    expect(amd64).toMatchObject({ platform: 'linux/amd64', cache: 'none', reused: 0, own: ['Local', 'App'] })
    expect(amd64?.compile).toEqual([{ uuid: uuidOf(1), name: 'Words', reason: 'nothing restored' }])
    expect(JSON.parse(outputs['cache-keys'] ?? '{}')).toEqual({
      'linux/amd64': amd64?.key,
      'linux/arm64': arm64?.key
    })
    expect(outputs).toMatchObject({ 'julia-version': '1.10.5', 'cache-hit': 'false', report: '', digest: '' })
    expect(log).toMatch(/^linux\/amd64 {2}no hit, 1 to compile, 0 to reuse$/m)
    expect(summary).toMatch(/^## 🗺️ Plan: nothing was built$/m)
    expect(requests).toEqual(['/bin/versions.json'])
    expect(readdirSync(join(folder, 'depots'))).toEqual([])
  })

  test('tells what the cache has, why the rest is compiled and how long that takes, without the layout', async () => {
    const first = await runBundle({ 'dry-run': 'true', platforms: 'linux/amd64' })
    const [key = ''] = plans(first.outputs).platforms.map(platform => platform.key)
    const entry = join(folder, 'depots', key)
    mkdirSync(entry)
    writeFileSync(join(entry, 'report.json'), '{}')
    writeFileSync(join(entry, 'trees.jsonl'), '')
    const exact = await runBundle({ 'dry-run': 'true', platforms: 'linux/amd64' })
    expect(plans(exact.outputs).platforms[0]).toMatchObject({ cache: 'exact', compile: [], reused: 1 })
    expect(exact.outputs['cache-hit']).toBe('true')
  })

  test('takes a project of 400 packages', async () => {
    const { project, manifest } = makeFiles(400)
    const { exitCode, outputs } = await runBundle(
      { 'dry-run': 'true' },
      { 'Project.toml': project, 'Manifest.toml': manifest }
    )
    expect([exitCode, plans(outputs).platforms.map(({ compile }) => compile.length > 400)]).toEqual([
      0,
      [true, true]
    ])
  })

  test('says that a project without a manifest has no plan yet', async () => {
    const { exitCode, annotations } = await runBundle(
      { 'dry-run': 'true', project: 'bare' },
      {
        'bare/Project.toml': `[deps]\nWords = "${uuidOf(1)}"\n`
      }
    )
    expect([exitCode, annotations.map(({ message }) => message)]).toEqual([
      1,
      [expect.stringMatching(/^project: .*bare has no manifest .* commit the Manifest\.toml/)]
    ])
  })
})
