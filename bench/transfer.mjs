import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as cache from '@actions/cache'
import { startCacheService, runtimeToken } from '../testbed/cache-service.mjs'
import { run } from '../testbed/process.mjs'
import { bundleProduct } from './product.mjs'

/**
 * Seconds per GiB of depot layout, to keep it and to get it back.
 * @typedef {Readonly<{ save: number, restore: number }>} Transfer
 * @typedef {import('../src/cache/store.ts').FolderStore} Store
 * @typedef {typeof import('../src/cache/folder.ts') & typeof import('../src/cache/github.ts')
 *   & typeof import('../src/cache/key.ts') & typeof import('../src/platform.ts')} Product
 */

const blobs = 4

/** An entry whose blobs cannot be compressed any further, as zstd layers cannot. @param {string} folder @param {number} bytes */
function makeEntry(folder, bytes) {
  mkdirSync(join(folder, 'layout', 'blobs', 'sha256'), { recursive: true })
  for (let blob = 0; blob < blobs; blob += 1)
    writeFileSync(join(folder, 'layout', 'blobs', 'sha256', String(blob)), randomBytes(bytes / blobs))
}

/** @param {() => Promise<unknown>} work @returns {Promise<number>} seconds */
async function time(work) {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

/** @param {Product} product @param {Store} store @param {Readonly<{ from: string, to: string }>} folders */
async function throughStore(product, store, { from, to }) {
  const platform = product.parsePlatform('linux/amd64')
  const key = product.composeKey({
    prefix: `bench-${Date.now().toString(36)}`,
    trust: 'main',
    juliaVersion: '1.12.7',
    platform,
    passes: ['generic'],
    recipes: ['0'.repeat(64)],
    baseImage: 'debian'
  })
  const save = await time(() => store.save(platform, key.key, from))
  const restore = await time(async () => {
    if ((await store.restore(platform, key, to)) === undefined)
      throw new Error(`${store.name} lost the entry.`)
  })
  rmSync(to, { recursive: true })
  return { save, restore }
}

/** What a job has by itself: tar and zstd, into a file and back. @param {Readonly<{ folder: string, from: string, to: string }>} folders */
async function throughTar({ folder, from, to }) {
  const file = join(folder, 'entry.tar.zst')
  const save = await time(() => run('tar', ['--use-compress-program=zstd -T0', '-cf', file, '-C', from, '.']))
  mkdirSync(to, { recursive: true })
  const restore = await time(() => run('tar', ['--use-compress-program=zstd -d', '-xf', file, '-C', to]))
  rmSync(to, { recursive: true })
  rmSync(file)
  return { save, restore }
}

/**
 * Keeps a depot layout in each of the stores that need this machine, and gets it back.
 *
 * @param {string} folder empty, on the disk that a runner would use
 * @param {number} bytes of the layout
 * @returns {Promise<Readonly<Record<'folder' | 'github' | 'tar', Transfer>>>}
 */
export async function measureTransfer(folder, bytes) {
  const [from, to] = [join(folder, 'entry'), join(folder, 'restored')]
  makeEntry(from, bytes)
  const product = /** @type {Product} */ (
    await bundleProduct(folder, {
      'cache/folder.ts': '{ folderStore }',
      'cache/github.ts': '{ githubStore }',
      'cache/key.ts': '{ composeKey }',
      'platform.ts': '{ parsePlatform }'
    })
  )
  const service = await startCacheService({ port: 0, folder: join(folder, 'service') })
  Object.assign(process.env, {
    HOME: join(folder, 'home'),
    RUNNER_TEMP: folder,
    GITHUB_WORKSPACE: folder,
    ACTIONS_CACHE_SERVICE_V2: 'True',
    ACTIONS_RESULTS_URL: service.url,
    ACTIONS_RUNTIME_TOKEN: runtimeToken({ scopes: [{ scope: 'refs/heads/main', permission: 3 }] })
  })
  const gib = bytes / 2 ** 30
  const per = (/** @type {Transfer} */ { save, restore }) => ({ save: save / gib, restore: restore / gib })
  try {
    const store = await product.folderStore({ JULIA_BAKE_CACHE_DIR: join(folder, 'store') })
    return {
      folder: per(await throughStore(product, store, { from, to })),
      github: per(await throughStore(product, product.githubStore({ cache }), { from, to })),
      tar: per(await throughTar({ folder, from, to }))
    }
  } finally {
    await service.close()
  }
}
