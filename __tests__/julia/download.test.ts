import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tools from '@actions/tool-cache'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Log } from '../../src/deps.ts'
import { UserError } from '../../src/errors.ts'
import { fetchReleases, juliaTar, provideDistribution, type Distribution } from '../../src/julia/index.ts'
import type { ReleaseKeys } from '../../src/julia/release-keys.ts'
import { parsePlatform } from '../../src/platform.ts'
import { makeIndex } from './make-releases.ts'
import { makeSigner, signBytes } from './make-signature.ts'
import { makeTarball, program, readTar, sha256Of } from './make-tarball.ts'

type Answer = Readonly<{ status: number; body: Buffer | string }>

const platform = parsePlatform('linux/amd64')
const tarball = await makeTarball([program])

const julia = await makeSigner('julia')
const stranger = await makeSigner('stranger')
const veteran = await makeSigner('veteran')
const keys: ReleaseKeys = {
  current: [julia.key],
  retired: [{ fingerprint: veteran.key.fingerprint, retired: '2026-01-02', source: '' }]
}
const byJulia = await signBytes(julia, tarball)
const byStranger = await signBytes(stranger, tarball)
const byVeteran = await signBytes(veteran, tarball)
const ofAnother = await signBytes(julia, Buffer.from('another file'))

const saved = { ...process.env }

let root = ''
let server: Server
let address = ''
let answers: Record<string, Answer[]> = {}
let requests: string[] = []
let logged: string[] = []

const note =
  (kind: string) =>
  (message: string | Error): void => {
    logged.push(`${kind}: ${String(message)}`)
  }
const log: Log = {
  debug: note('debug'),
  info: note('info'),
  notice: note('notice'),
  warning: note('warning'),
  error: note('error'),
  startGroup: note('group'),
  endGroup: () => undefined
}

/** Waits of tool-cache between attempts, 10 to 20 s otherwise. */
const waits = globalThis as Record<string, unknown>

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'download-'))
  process.env['RUNNER_TEMP'] = join(root, 'temp')
  process.env['RUNNER_TOOL_CACHE'] = join(root, 'tools')
  await mkdir(join(root, 'temp'))
  waits['TEST_DOWNLOAD_TOOL_RETRY_MIN_SECONDS'] = 0
  waits['TEST_DOWNLOAD_TOOL_RETRY_MAX_SECONDS'] = 0
  answers = {}
  requests = []
  logged = []
  server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const queue = answers[path] ?? []
    const answer = queue.length > 1 ? queue.shift() : queue[0]
    response.writeHead(answer?.status ?? 404).end(answer?.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  address = typeof bound === 'object' && bound ? `http://127.0.0.1:${bound.port}` : ''
})

afterEach(async () => {
  await new Promise(resolve => server.close(resolve))
  await rm(root, { recursive: true, force: true })
  process.env = { ...saved }
})

const makeDistribution = (overrides: Partial<Distribution> = {}): Distribution => ({
  version: '1.12.7',
  triplet: platform.triplet,
  url: `${address}/julia.tar.gz`,
  sha256: sha256Of(tarball),
  asc: byJulia,
  size: tarball.length,
  ...overrides
})

/** One that was published before Julia had its current key. */
const makeOld = (overrides: Partial<Distribution> = {}): Distribution => ({
  version: '1.12.6',
  triplet: platform.triplet,
  url: `${address}/julia.tar.gz`,
  sha256: sha256Of(tarball),
  ...overrides
})

const makeNightly = (): Distribution => ({
  version: 'nightly',
  triplet: platform.triplet,
  url: `${address}/julia.tar.gz`
})

const provide = (distribution: Distribution) =>
  provideDistribution(distribution, platform, { log, tools, keys, env: { ...process.env } })

/** Every file below a folder. */
const filesIn = async (folder: string): Promise<readonly string[]> =>
  existsSync(folder)
    ? (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter(entry => entry.isFile())
        .map(entry => entry.name)
    : []

const unpacked = [
  expect.objectContaining({ name: 'usr/' }),
  expect.objectContaining({ name: 'usr/local/' }),
  expect.objectContaining({ name: 'usr/local/julia/' }),
  expect.objectContaining({ name: 'usr/local/julia/bin/julia', text: 'ELF' })
]

describe('provideDistribution', () => {
  it('downloads, checks and repacks a release, and finds it in the tool cache the next time', async () => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    const first = await provide(makeDistribution())
    expect(first).toEqual({
      folder: join(root, 'tools/julia-bake/1.12.7', `x86_64-linux-gnu-v3-${sha256Of(tarball).slice(0, 12)}`),
      version: '1.12.7',
      cached: false,
      seconds: expect.any(Number)
    })
    expect(await readTar(await readFile(join(first.folder, juliaTar(platform))))).toEqual(unpacked)
    expect(await filesIn(join(root, 'temp'))).toEqual([])
    expect(logged).toEqual([
      `info: Julia 1.12.7 for linux/amd64: downloading ${address}/julia.tar.gz (0 MB)`,
      `info: Julia 1.12.7 for linux/amd64: SHA-256 ${sha256Of(tarball)} is right`,
      `info: Julia 1.12.7 for linux/amd64: the signature by Julia's release key ${julia.key.fingerprint} is good`
    ])

    const second = await provide(makeDistribution())
    expect(second).toEqual({ ...first, cached: true, seconds: expect.any(Number) })
    expect(requests).toEqual(['/julia.tar.gz'])
  })

  it('tries again when the server fails', async () => {
    answers = {
      '/julia.tar.gz': [
        { status: 503, body: 'busy' },
        { status: 200, body: tarball }
      ]
    }
    expect(await provide(makeDistribution())).toMatchObject({ cached: false })
    expect(requests).toHaveLength(2)
  })

  it('deletes a file whose checksum is wrong and unpacks nothing', async () => {
    const other = await makeTarball([{ ...program, text: 'evil' }])
    answers = { '/julia.tar.gz': [{ status: 200, body: other }] }
    const refused = provide(makeDistribution())
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(
      `Julia 1.12.7 for linux/amd64 is not what the release index says. Address: ${address}/julia.tar.gz. Expected SHA-256: ${sha256Of(tarball)}. Actual: ${sha256Of(other)}. The file was deleted and nothing was unpacked.`
    )
    expect(await filesIn(root)).toEqual([])
  })

  it('leaves nothing behind of a tarball that leads outside', async () => {
    const evil = await makeTarball([program, { name: 'julia-1.12.7/../../x', text: 'x' }])
    answers = { '/julia.tar.gz': [{ status: 200, body: evil }] }
    await expect(provide(makeOld({ sha256: sha256Of(evil) }))).rejects.toThrow(
      `Julia 1.12.6 for linux/amd64 from ${address}/julia.tar.gz: The tarball is refused and nothing of it is used`
    )
    expect(await filesIn(root)).toEqual([])
    expect(await readdir(join(root, 'temp'))).toEqual([])
  })

  it.each([
    ['is not there', 404, 1, 'Unexpected HTTP response: 404. The server does not have this file (yet)'],
    [
      'never answers well',
      500,
      3,
      'Unexpected HTTP response: 500. Check that this machine reaches the server'
    ]
  ])('says what to do when the file %s', async (_description, status, attempts, message) => {
    answers = { '/julia.tar.gz': [{ status, body: '' }] }
    const refused = provide(makeDistribution())
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(
      `Could not download Julia 1.12.7 for linux/amd64 from ${address}/julia.tar.gz: ${message}`
    )
    expect(requests).toHaveLength(attempts)
    expect(await readdir(join(root, 'temp'))).toEqual([])
  })

  it('refuses a release without a checksum', async () => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    await expect(provide({ ...makeNightly(), version: '1.12.7' })).rejects.toThrow(
      'Julia 1.12.7 for linux/amd64 has no SHA-256'
    )
    expect(await filesIn(root)).toEqual([])
  })

  it('refuses a tarball of another version, signed though it is', async () => {
    const older = await makeTarball([
      program,
      { name: 'julia-1.12.7/include/julia/julia_version.h', text: '#define JULIA_VERSION_STRING "1.12.6"\n' }
    ])
    answers = { '/julia.tar.gz': [{ status: 200, body: older }] }
    const asc = await signBytes(julia, older)
    const refused = provide(makeDistribution({ sha256: sha256Of(older), asc }))
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(
      `Julia 1.12.7 for linux/amd64 from ${address}/julia.tar.gz is Julia 1.12.6 (include/julia/julia_version.h). Nothing of it is used.`
    )
    expect(await filesIn(root)).toEqual([])
  })

  it.each([
    {
      description: 'a signature by a current key, which an older release may have',
      asc: byJulia,
      said: `the signature by Julia's release key ${julia.key.fingerprint} is good`
    },
    {
      description: 'a signature by the retired key',
      asc: byVeteran,
      said: `signed by Julia's retired key ${veteran.key.fingerprint}, which proves nothing; it rests on the SHA-256 of the release index`
    },
    {
      description: 'no signature',
      asc: undefined,
      said: 'not signed; it rests on the SHA-256 of the release index'
    }
  ])('takes an older release with $description, and says what it proves', async ({ asc, said }) => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    expect(await provide(makeOld(asc === undefined ? {} : { asc }))).toMatchObject({ version: '1.12.6' })
    expect(logged.slice(1)).toEqual([
      `info: Julia 1.12.6 for linux/amd64: SHA-256 ${sha256Of(tarball)} is right`,
      `info: Julia 1.12.6 for linux/amd64: ${said}`
    ])
    expect(requests).toEqual(['/julia.tar.gz'])
  })

  it('takes the signature beside the tarball where the index has none', async () => {
    answers = {
      '/julia.tar.gz': [{ status: 200, body: tarball }],
      '/julia.tar.gz.asc': [{ status: 200, body: byJulia }]
    }
    expect(await provide(makeOld({ version: '1.12.7' }))).toMatchObject({ cached: false })
    expect(logged.slice(2)).toEqual([
      `info: Julia 1.12.7 for linux/amd64: the release index has no signature of it; downloading ${address}/julia.tar.gz.asc`,
      `info: Julia 1.12.7 for linux/amd64: the signature by Julia's release key ${julia.key.fingerprint} is good`
    ])
    expect(await filesIn(join(root, 'temp'))).toEqual([])
  })

  it('refuses a release that must have a signature and has none', async () => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    const refused = provide(makeOld({ version: '1.12.7' }))
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(
      `Julia 1.12.7 for linux/amd64 must have a signature, and has none in the release index. Could not download its signature from ${address}/julia.tar.gz.asc: Unexpected HTTP response: 404.`
    )
    expect(await filesIn(root)).toEqual([])
    expect(await readdir(join(root, 'temp'))).toEqual([])
  })

  it.each([
    {
      description: 'whose signature is of another file',
      distribution: () => makeDistribution({ asc: ofAnother }),
      wrong: `its signature by ${julia.key.fingerprint} is not good: `
    },
    {
      description: 'of an older version whose signature is of another file',
      distribution: () => makeOld({ asc: ofAnother }),
      wrong: `its signature by ${julia.key.fingerprint} is not good: `
    },
    {
      description: "whose signature is a stranger's",
      distribution: () => makeDistribution({ asc: byStranger }),
      wrong: `its signature is by ${stranger.key.fingerprint}, which is no key of Julia's. `
    },
    {
      description: "of an older version whose signature is a stranger's",
      distribution: () => makeOld({ asc: byStranger }),
      wrong: `its signature is by ${stranger.key.fingerprint}, which is no key of Julia's. `
    },
    {
      description: "whose signature is the retired key's, though Julia had its current one",
      distribution: () => makeDistribution({ asc: byVeteran }),
      wrong: `its signature is by the retired key ${veteran.key.fingerprint}, which proves nothing. `
    },
    {
      description: 'whose signature cannot be read',
      distribution: () => makeDistribution({ asc: 'PGP' }),
      wrong: 'its signature cannot be read: Misformed armored text. '
    }
  ])('refuses a file $description, and leaves nothing behind', async ({ distribution, wrong }) => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    const refused = provide(distribution())
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(`Julia ${distribution().version} for linux/amd64: ${wrong}`)
    await expect(refused).rejects.toThrow(
      `. Address: ${address}/julia.tar.gz. Allowed: a good signature by Julia's release key ${julia.key.fingerprint}. The file was deleted and nothing was unpacked. `
    )
    expect(await filesIn(root)).toEqual([])
    expect(await readdir(join(root, 'temp'))).toEqual([])
  })

  it('refuses a tarball that was exchanged together with its checksum in the index', async () => {
    const evil = await makeTarball([{ ...program, text: 'evil' }])
    answers = { '/julia.tar.gz': [{ status: 200, body: evil }] }
    await expect(provide(makeDistribution({ sha256: sha256Of(evil) }))).rejects.toThrow(
      `Julia 1.12.7 for linux/amd64: its signature by ${julia.key.fingerprint} is not good: `
    )
    expect(await filesIn(root)).toEqual([])
    expect(await readdir(join(root, 'temp'))).toEqual([])
  })

  it("trusts Julia's own key alone where no test brings another", async () => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    const refused = provideDistribution(makeDistribution(), platform, { log, tools, env: { ...process.env } })
    await expect(refused).rejects.toThrow(
      `its signature is by ${julia.key.fingerprint}, which is no key of Julia's. Address: ${address}/julia.tar.gz. Allowed: a good signature by Julia's release key 64B779A570972FFF7BFC2B54EAD471E1A1F2C10A.`
    )
    expect(await filesIn(root)).toEqual([])
  })

  it('keeps different files of one version apart', async () => {
    const other = await makeTarball([{ ...program, text: 'another build' }])
    answers = {
      '/julia.tar.gz': [{ status: 200, body: tarball }],
      '/other.tar.gz': [{ status: 200, body: other }]
    }
    const one = await provide(makeOld())
    const two = await provide(makeOld({ url: `${address}/other.tar.gz`, sha256: sha256Of(other) }))
    expect(two).toMatchObject({ cached: false })
    expect(two.folder).not.toBe(one.folder)
  })

  it('downloads again when the tool cache holds an entry that was not completed', async () => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    const { folder } = await provide(makeDistribution())
    await rm(`${folder}.complete`)
    await writeFile(join(folder, juliaTar(platform)), 'part')
    expect(await provide(makeDistribution())).toMatchObject({ folder, cached: false })
    expect(await readTar(await readFile(join(folder, juliaTar(platform))))).toEqual(unpacked)
  })

  it('downloads a nightly each time, unverified, and says what it is', async () => {
    const commit = '0123456789'
    const nightly = await makeTarball([
      { ...program, name: `julia-${commit}/bin/julia` },
      {
        name: `julia-${commit}/include/julia/julia_version.h`,
        text: '#define JULIA_VERSION_STRING "1.14.0-DEV.321"\n'
      }
    ])
    answers = { '/julia.tar.gz': [{ status: 200, body: nightly }] }
    const first = await provide(makeNightly())
    expect(first).toMatchObject({ version: '1.14.0-DEV.321', commit, cached: false })
    expect(await filesIn(first.folder)).toEqual([juliaTar(platform)])
    expect(first.folder.startsWith(join(root, 'temp'))).toBe(true)
    expect(logged).toContain(
      'info: Julia nightly for linux/amd64: unverified, since nightlies have no published checksum'
    )
    expect(await provide(makeNightly())).toMatchObject({ cached: false })
    expect(requests).toHaveLength(2)
    expect(await filesIn(join(root, 'tools'))).toEqual([])
  })

  it('refuses a nightly that does not say its version', async () => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    await expect(provide(makeNightly())).rejects.toThrow('does not say which version it is')
    expect(await filesIn(root)).toEqual([])
  })

  it('uses a temporary folder where there is no tool cache', async () => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    delete process.env['RUNNER_TOOL_CACHE']
    const { folder } = await provide(makeDistribution())
    expect(folder.startsWith(join(root, 'temp'))).toBe(true)
    expect(await filesIn(folder)).toEqual([juliaTar(platform)])
  })

  it('warns and goes on where the tool cache cannot be written', async () => {
    answers = { '/julia.tar.gz': [{ status: 200, body: tarball }] }
    await writeFile(join(root, 'tools'), 'a file where the folder should be')
    const { folder } = await provide(makeDistribution())
    expect(folder.startsWith(join(root, 'temp'))).toBe(true)
    expect(await filesIn(folder)).toEqual([juliaTar(platform)])
    expect(logged.at(-1)).toMatch(/^warning: Julia 1\.12\.7 could not be kept in the tool cache: /)
  })
})

describe('fetchReleases', () => {
  const fetchThere = () => fetchReleases(`${address}/mirror`, { tools, env: { ...process.env } })

  it('reads the index of a mirror', async () => {
    const body = JSON.stringify(makeIndex({ '1.12.7': 'x86_64-linux-gnu' }))
    answers = { '/mirror/bin/versions.json': [{ status: 200, body }] }
    expect([...(await fetchThere()).keys()]).toEqual(['1.12.7'])
    expect(await readdir(join(root, 'temp'))).toEqual([])
  })

  it.each([
    ['is not JSON', 200, '<html>', 'is not JSON'],
    ['is not an index', 200, '{}', 'The release index holds no Julia version'],
    ['is not there', 404, '', 'Could not download the index of Julia releases']
  ])('says so when it %s', async (_description, status, body, message) => {
    answers = { '/mirror/bin/versions.json': [{ status, body }] }
    const refused = fetchThere()
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(message)
    expect(await readdir(join(root, 'temp'))).toEqual([])
  })
})
