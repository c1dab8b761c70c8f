import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { officialHost } from '../../testbed/julia-release.mjs'
import { indexFile, mirrorFolder } from '../../testbed/julia.mjs'
import { serveFolder } from '../../testbed/static-server.mjs'
import { makeSigner, signBytes } from '../julia/make-signature.ts'
import { bake, makeFolder } from './bake.ts'
import { writeProject } from './small-project.ts'

type File = { triplet: string; arch: string; sha256: string; url: string; asc?: string }
type Index = Record<string, { files: File[] }>

const folder = makeFolder()
const workspace = folder.path('work')
let mirror: Awaited<ReturnType<typeof serveFolder>>

/**
 * A mirror whose index has a wrong checksum for amd64, and offers a platform that no builder here runs. The same file
 * is also offered as 1.5.4, signed by a key of its owner, and as 1.12.7 without the signature that it must have.
 */
beforeAll(async () => {
  writeProject(workspace, { deps: ['Counting'] })
  const root = folder.path('mirror')
  mkdirSync(join(root, 'bin'))
  symlinkSync(join(mirrorFolder, 'bin/linux'), join(root, 'bin/linux'))
  const index = JSON.parse(readFileSync(indexFile, 'utf8')) as Index
  const files = index['1.5.3']?.files ?? []
  const [intel] = files.filter(({ arch }) => arch === 'x86_64')
  if (intel === undefined) throw new Error('The testbed has no Julia for amd64.')
  index['1.5.3'] = {
    files: [
      { ...intel, sha256: '0'.repeat(64) },
      { ...intel, arch: 'ppc64le', triplet: 'powerpc64le-linux-gnu' }
    ]
  }
  const stranger = await makeSigner('stranger')
  const tarball = readFileSync(intel.url.replace(officialHost, mirrorFolder))
  index['1.5.4'] = { files: [{ ...intel, asc: await signBytes(stranger, tarball) }] }
  index['1.12.7'] = { files: [intel] }
  writeFileSync(join(root, 'bin/versions.json'), JSON.stringify(index))
  mirror = await serveFolder({ port: 0, folder: root })
})

afterAll(async () => {
  await mirror.close()
  folder.remove()
})

/** The one message of a run that stopped, and what it left in the runner's folders. */
async function stop(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const home = folder.path(`home-${Math.random()}`)
  const { exitCode, annotations, log, outputs } = await bake({
    workspace,
    home,
    env: { JULIA_BAKE_CACHE_DIR: folder.path('depots'), ...env },
    inputs: { 'julia-mirror': mirror.url, platforms: 'linux/amd64', ...inputs }
  })
  const left = readdirSync(join(home, '_temp')).filter(name => !name.startsWith('_'))
  return {
    exitCode,
    outputs,
    left,
    kept: existsSync(join(home, '_tool', 'julia-bake')),
    baked: log.includes('Bake definition'),
    messages: annotations.map(({ message }) => message)
  }
}

const stopped = (message: RegExp) => ({
  exitCode: 1,
  outputs: {},
  left: [],
  kept: false,
  baked: false,
  messages: [expect.stringMatching(message)]
})

describe('the bundle stops with one message before anything is built', () => {
  test('at a tarball that is not what the index says, and deletes it', async () => {
    expect(await stop({})).toEqual(
      stopped(
        /^Julia 1\.5\.3 for linux\/amd64 is not what the release index says\..* The file was deleted and nothing was unpacked\./
      )
    )
  })

  test('at a signature by a key that is not of Julia', async () => {
    expect(await stop({ 'julia-version': '1.5.4' })).toEqual(
      stopped(
        /^Julia 1\.5\.4 for linux\/amd64: its signature is by [0-9A-F]{40}, which is no key of Julia's\. .* The file was deleted and nothing was unpacked\./
      )
    )
  })

  test('at a release without the signature that it must have', async () => {
    expect(await stop({ 'julia-version': '1.12.7' })).toEqual(
      stopped(
        /^Julia 1\.12\.7 for linux\/amd64 must have a signature, and has none in the release index\. .* The tarball was deleted and nothing was unpacked\./
      )
    )
  })

  test('at a platform that the builder cannot run', async () => {
    expect(await stop({ platforms: 'linux/amd64,linux/ppc64le' })).toEqual(
      stopped(
        /^platforms: the builder cannot run linux\/ppc64le \(it runs linux\/amd64, .*\)\. Add docker\/setup-qemu-action .* native runner/
      )
    )
  })

  test('without Docker', async () => {
    const bin = folder.path('bin')
    expect(await stop({}, { PATH: bin })).toEqual(
      stopped(
        /^docker buildx does not answer \(docker was not found on the PATH\)\. .* docker\/setup-buildx-action/
      )
    )
  })

  test('with Docker, but without buildx', async () => {
    const bin = folder.path('client')
    cpSync(dockerClient(), join(bin, 'docker'))
    const env = { PATH: bin, DOCKER_CONFIG: folder.path('no-plugins'), DOCKER_HOST: 'unix:///nowhere.sock' }
    const { messages } = await stop({ builder: 'missing' }, env)
    expect(messages).toEqual([
      expect.stringMatching(/^(docker buildx does not answer|The builder "missing" does not start)/)
    ])
  })

  test('at a builder that is not there', async () => {
    expect(await stop({ builder: 'missing' })).toEqual(
      stopped(
        /^The builder "missing" does not start: .*no builder "missing" found.* docker\/setup-buildx-action/
      )
    )
  })

  test('at a cache folder that cannot be written', async () => {
    expect(await stop({}, { JULIA_BAKE_CACHE_DIR: join(indexFile, 'depots') })).toEqual(
      stopped(
        /^JULIA_BAKE_CACHE_DIR: cannot write to .*depots .*\. Name a folder that this user may write to, or set the input cache to false\./
      )
    )
  })
})

/** The real client: the one that the testbed's engine answers to. */
function dockerClient(): string {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map(path => join(path, 'docker'))
    .find(existsSync)
  if (found === undefined) throw new Error('No docker on the PATH.')
  return join(dirname(found), 'docker')
}
