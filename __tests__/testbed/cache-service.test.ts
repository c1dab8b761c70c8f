import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { restoreCache, saveCache } from '@actions/cache'
import { BlobClient, BlockBlobClient } from '@azure/storage-blob'
import { runtimeToken, startCacheService } from '../../testbed/cache-service.mjs'

type Right = Readonly<{ scope: string; permission: number }>

const main: Right = { scope: 'refs/heads/main', permission: 3 }
const mainReadOnly: Right = { scope: 'refs/heads/main', permission: 1 }
const pull: Right = { scope: 'refs/pull/7/merge', permission: 3 }

let folder: string
let service: Awaited<ReturnType<typeof startCacheService>>
let written: string[]
const before = {
  env: { ...process.env },
  cwd: process.cwd(),
  write: process.stdout.write.bind(process.stdout)
}

/** What the run's token may do from here on. */
const actAs = (...scopes: Right[]) => {
  process.env.ACTIONS_RUNTIME_TOKEN = runtimeToken({ scopes })
}

const writeState = (text: string) => writeFileSync(join(folder, 'work/state/file'), text)
const readState = () => readFileSync(join(folder, 'work/state/file'), 'utf8')
const save = async (key: string, text: string) => {
  writeState(text)
  return saveCache(['state'], key)
}
const restore = async (key: string, restoreKeys: string[] = []) => {
  rmSync(join(folder, 'work/state/file'), { force: true })
  return restoreCache(['state'], key, restoreKeys)
}
const outcomes = () => service.requests.map(({ method, key, outcome }) => ({ method, key, outcome }))

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cache-service-'))
  mkdirSync(join(folder, 'work/state'), { recursive: true })
  service = await startCacheService({ port: 0, folder: join(folder, 'cache') })
  Object.assign(process.env, {
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_RESULTS_URL: service.url,
    GITHUB_WORKSPACE: join(folder, 'work'),
    RUNNER_TEMP: join(folder, 'temp')
  })
  for (const name of ['ACTIONS_CACHE_MODE', 'GITHUB_SERVER_URL']) Reflect.deleteProperty(process.env, name)
  process.chdir(join(folder, 'work'))
  written = []
  process.stdout.write = text => {
    written.push(String(text))
    return true
  }
  actAs(main)
})

afterEach(async () => {
  process.stdout.write = before.write
  process.chdir(before.cwd)
  process.env = { ...before.env }
  await service.close()
  rmSync(folder, { recursive: true })
})

describe('@actions/cache against the cache service', () => {
  test('saves an entry and restores it by its exact key', async () => {
    expect(await save('depot-1', 'one')).toBe(1)
    expect(await restore('depot-1')).toBe('depot-1')
    expect(readState()).toBe('one')
    expect(outcomes()).toEqual([
      { method: 'CreateCacheEntry', key: 'depot-1', outcome: 'reserved' },
      { method: 'upload', key: 'depot-1', outcome: 'ok' },
      { method: 'FinalizeCacheEntryUpload', key: 'depot-1', outcome: 'saved' },
      { method: 'GetCacheEntryDownloadURL', key: 'depot-1', outcome: 'hit' },
      { method: 'download', key: 'depot-1', outcome: 'ok' }
    ])
    const [, upload, , , download] = service.requests
    expect(upload?.bytes).toBeGreaterThan(0)
    expect(download?.bytes).toBe(upload?.bytes)
  })

  test('restores the newest entry that starts with a restore key', async () => {
    await save('depot-a', 'older')
    await save('depot-b', 'newer')
    await save('image-c', 'other')
    expect(await restore('depot-x', ['nothing-', 'depot-'])).toBe('depot-b')
    expect(readState()).toBe('newer')
  })

  test('prefers an exact restore key over a newer entry that starts with it', async () => {
    await save('depot', 'exact')
    await save('depot-b', 'newer')
    expect(await restore('none', ['depot'])).toBe('depot')
  })

  test('misses what was saved from other paths', async () => {
    await save('depot', 'one')
    expect(await restoreCache(['elsewhere'], 'depot')).toBeUndefined()
  })

  test('refuses a second save of a key softly and keeps the first', async () => {
    await save('depot', 'first')
    expect(await save('depot', 'second')).toBe(-1)
    expect(written.join('')).toContain(
      'Failed to save: Unable to reserve cache with key depot, another job may be creating this cache.'
    )
    expect(written.join('')).not.toContain('::warning')
    await restore('depot')
    expect(readState()).toBe('first')
  })

  test('denies a save with a read-only token, which still restores', async () => {
    await save('depot', 'one')
    actAs(mainReadOnly)
    expect(await save('other', 'two')).toBe(-1)
    expect(written.join('')).toContain(
      '::warning::Failed to save: Unable to reserve cache with key other. ' +
        'More details: cache write denied: token has no writable scopes'
    )
    expect(await restore('depot')).toBe('depot')
    expect(service.entries().map(entry => entry.key)).toEqual(['depot'])
  })

  test('denies a restore with a token that may read nothing', async () => {
    actAs({ scope: 'refs/heads/main', permission: 2 })
    expect(await restore('depot')).toBeUndefined()
    expect(written.join('')).toContain('cache read denied: token has no readable scopes')
  })

  test('lets a pull request read its base but not the other way round', async () => {
    await save('depot-main', 'main')
    actAs(pull, mainReadOnly)
    expect(await restore('depot-pull', ['depot-'])).toBe('depot-main')
    expect(await save('depot-pull', 'pull')).toBe(2)
    expect(await restore('none', ['depot-'])).toBe('depot-pull')
    actAs(main)
    expect(await restore('depot-pull', ['depot-'])).toBe('depot-main')
    actAs({ scope: 'refs/pull/8/merge', permission: 3 })
    expect(await restore('depot-pull', ['depot-'])).toBeUndefined()
  })

  test('looks through one scope whole before the next, even for an exact key', async () => {
    await save('depot-exact', 'main')
    actAs(pull, mainReadOnly)
    await save('depot-other', 'pull')
    expect(await restore('depot-exact', ['depot-'])).toBe('depot-other')
  })

  test('saves one key once in each scope', async () => {
    await save('depot', 'main')
    actAs(pull, mainReadOnly)
    expect(await save('depot', 'pull')).toBe(2)
    expect(await restore('depot')).toBe('depot')
    expect(readState()).toBe('pull')
  })

  test('keeps entries when it is started again', async () => {
    await save('depot', 'one')
    await service.close()
    service = await startCacheService({ port: 0, folder: join(folder, 'cache') })
    process.env.ACTIONS_RESULTS_URL = service.url
    expect(await restore('depot')).toBe('depot')
    expect(readState()).toBe('one')
  })
})

describe('the blob storage', () => {
  const call = async (method: string, body: object) => {
    const url = `${service.url}twirp/github.actions.results.api.v1.CacheService/${method}`
    const headers = { authorization: `Bearer ${process.env.ACTIONS_RUNTIME_TOKEN ?? ''}` }
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, body: (await answer.json()) as Record<string, string> }
  }

  test('joins blocks of an upload and serves ranges as the Azure SDK asks for them', async () => {
    const content = randomBytes(100_000)
    writeFileSync(join(folder, 'big'), content)
    const created = await call('CreateCacheEntry', { key: 'big', version: 'v' })
    const uploader = new BlobClient(created.body.signed_upload_url ?? '').getBlockBlobClient()
    await uploader.uploadFile(join(folder, 'big'), {
      maxSingleShotSize: 1000,
      blockSize: 30_000,
      concurrency: 3
    })
    await call('FinalizeCacheEntryUpload', { key: 'big', version: 'v', size_bytes: '100000' })

    const found = await call('GetCacheEntryDownloadURL', { key: 'big', version: 'v' })
    const client = new BlockBlobClient(found.body.signed_download_url ?? '')
    expect((await client.getProperties()).contentLength).toBe(100_000)
    expect(content.equals(await client.downloadToBuffer(0, undefined, { blockSize: 40_000 }))).toBe(true)
    expect((await client.downloadToBuffer(99_990, 10)).equals(content.subarray(99_990))).toBe(true)
    expect(service.requests.filter(r => r.method === 'upload').map(r => r.bytes)).toEqual(
      expect.arrayContaining([30_000, 30_000, 30_000, 10_000])
    )
  })

  test('takes neither an unsigned request nor an upload to a saved entry', async () => {
    const created = await call('CreateCacheEntry', { key: 'k', version: 'v' })
    const upload = created.body.signed_upload_url ?? ''
    const put = (url: string) => fetch(url, { method: 'PUT', body: 'abc' })
    expect((await put(upload.replace(/sig=.*/, 'sig=wrong'))).status).toBe(403)
    expect((await fetch(upload)).status).toBe(403)
    expect((await put(upload)).status).toBe(201)
    await call('FinalizeCacheEntryUpload', { key: 'k', version: 'v', size_bytes: '3' })
    expect((await put(upload)).status).toBe(409)
  })

  test('refuses to finalize another size than was uploaded, and leaves the entry unreadable', async () => {
    const created = await call('CreateCacheEntry', { key: 'k', version: 'v' })
    await fetch(created.body.signed_upload_url ?? '', { method: 'PUT', body: 'abc' })
    const answer = await call('FinalizeCacheEntryUpload', { key: 'k', version: 'v', size_bytes: '4' })
    expect(answer.body).toEqual({
      ok: false,
      message: 'cache entry has 3 bytes, not the 4 that were announced'
    })
    expect((await call('GetCacheEntryDownloadURL', { key: 'k', version: 'v' })).body).toEqual({ ok: false })
  })

  test('answers a second reservation and a bad token as GitHub does', async () => {
    await call('CreateCacheEntry', { key: 'k', version: 'v' })
    expect(await call('CreateCacheEntry', { key: 'k', version: 'v' })).toEqual({
      status: 409,
      body: {
        code: 'already_exists',
        msg: 'cache entry with the same key, version, and scope already exists'
      }
    })
    process.env.ACTIONS_RUNTIME_TOKEN = 'nonsense'
    expect((await call('CreateCacheEntry', { key: 'k', version: 'v' })).status).toBe(401)
  })
})
