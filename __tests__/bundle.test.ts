import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { runAction } from '../testbed/runner.mjs'
import { serveFolder } from '../testbed/static-server.mjs'
import { appFiles } from './make-project.ts'
import { makeFolder } from './project/samples.ts'

let folder: string
let mirror: Awaited<ReturnType<typeof serveFolder>>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  mkdirSync(join(folder, 'work'))
  mkdirSync(join(folder, 'mirror/bin'), { recursive: true })
  const index = new URL('julia/fixtures/versions.json', import.meta.url)
  copyFileSync(index, join(folder, 'mirror/bin/versions.json'))
  mirror = await serveFolder({ port: 0, folder: join(folder, 'mirror') })
})

afterEach(async () => {
  await mirror.close()
  rmSync(folder, { recursive: true })
})

/** Runs the committed bundle on a project, without Docker or a network within its reach. */
function runBundle(inputs: Record<string, string>, files: Record<string, string> = {}) {
  const project = makeFolder({ ...appFiles, ...files })
  cpSync(project, join(folder, 'work'), { recursive: true })
  rmSync(project, { recursive: true })
  return runAction({
    inputs: { 'julia-mirror': mirror.url, 'julia-version': '1.10.5', ...inputs },
    workspace: join(folder, 'work'),
    home: join(folder, 'home'),
    env: { PATH: join(folder, 'empty'), HTTPS_PROXY: 'http://127.0.0.1:1' }
  })
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
    const { exitCode, annotations, outputs, summary } = await runBundle(inputs, files)
    expect({ exitCode, outputs, summary }).toEqual({ exitCode: 1, outputs: {}, summary: '' })
    const errors = annotations.filter(({ level }) => level === 'error')
    const at = place === undefined ? {} : { title: 'julia-bake', ...place }
    expect(errors).toEqual([{ level: 'error', message: expect.stringMatching(message), ...at }])
  })
})
