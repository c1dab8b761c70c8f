import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as cache from '@actions/cache'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { entryFiles, openCache } from '../../src/cache/index.ts'
import { UserError } from '../../src/errors.ts'
import type { CacheMode } from '../../src/inputs.ts'
import { makeDeps } from '../make-deps.ts'
import { makeInputs } from '../make-inputs.ts'
import { makeEntry, makeKey, platform, rightsFor } from './make-entry.ts'

let root: string

const kept = (): string => join(root, 'kept')
const key = makeKey('wanted')

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cache-'))
})

afterEach(() => rmSync(root, { recursive: true }))

/** The cache of a machine without a cache service, and what was logged. */
async function open(cache: CacheMode = 'true') {
  const { deps, logged } = makeDeps({ env: { JULIA_BAKE_CACHE_DIR: kept() } })
  return { ...(await openCache(makeInputs({ cache }), deps, rightsFor(cache))), logged }
}

/** Saves an entry with a cache that may. */
async function save(saved = key.key) {
  const folder = mkdtempSync(join(root, 'made-'))
  const made = makeEntry(folder, saved)
  expect(await (await open()).save(platform, saved, folder)).toBe('saved')
  return made
}

describe('the depot cache', () => {
  it('restores what it has saved, and says where it lies', async () => {
    const { digest, bytes } = await save()
    const { name, restore, logged } = await open()
    const folder = join(root, 'restored')
    expect(name).toBe(`the folder ${kept()}`)
    expect(await restore(platform, key, folder)).toEqual({
      key: key.key,
      tier: 'exact',
      layout: { context: `oci-layout://${folder}/layout@${digest}`, digest, bytes },
      facts: { report: '{"packages":[]}', trees: '' }
    })
    expect(logged).toEqual([])
  })

  it('says how much of an older entry fits', async () => {
    await save(makeKey('older').key)
    const hit = await (await open()).restore(platform, key, join(root, 'restored'))
    expect({ key: hit?.key, tier: hit?.tier }).toEqual({ key: makeKey('older').key, tier: 'compiled' })
  })

  it('restores and does not save when it may only restore', async () => {
    await save()
    const { restore, save: saveMore } = await open('restore-only')
    expect((await restore(platform, key, join(root, 'restored')))?.tier).toBe('exact')
    const other = makeKey('other').key
    expect(await saveMore(platform, other, join(root, 'restored'))).toBe(
      'not saved (input cache is restore-only)'
    )
    expect(readdirSync(kept())).toEqual([key.key])
  })

  it('neither restores nor saves, nor touches its folder, when it is off', async () => {
    await save()
    const { name, restore, save: saveMore } = await open('false')
    expect(name).toBe('no store (input cache is false)')
    expect(await restore(platform, key, join(root, 'restored'))).toBeUndefined()
    expect(await saveMore(platform, makeKey('other').key, join(root, 'restored'))).toBe(
      'not saved (input cache is false)'
    )
    expect(readdirSync(kept())).toEqual([key.key])
  })

  it('warns of a damaged entry, restores nothing of it, and takes a whole one in its place', async () => {
    await save()
    writeFileSync(join(entryFiles(join(kept(), key.key)).layout, 'index.json'), '{"manifests":[]}')
    const { restore, logged } = await open()
    const folder = join(root, 'restored')
    expect(await restore(platform, key, folder)).toBeUndefined()
    expect(logged).toEqual([
      `warning: linux/arm64: nothing restored from the folder ${kept()}: a descriptor has no digest or size`
    ])
    expect(readdirSync(root)).not.toContain('restored')
    await save()
    expect((await restore(platform, key, folder))?.tier).toBe('exact')
  })

  it('takes no entry that another run put under its key', async () => {
    await save()
    writeFileSync(entryFiles(join(kept(), key.key)).key, 'another key')
    const { restore, logged } = await open()
    expect(await restore(platform, key, join(root, 'restored'))).toBeUndefined()
    expect(logged).toEqual([
      `warning: linux/arm64: nothing restored from the folder ${kept()}: the entry ${key.key} holds another key`
    ])
  })

  it('warns of an entry that cannot be saved', async () => {
    const { save: saveMore, logged } = await open()
    expect(await saveMore(platform, key.key, join(root, 'nowhere'))).toBe('not saved')
    expect(logged).toEqual([
      expect.stringMatching(/^warning: linux\/arm64: not saved to the folder .*kept: .*ENOENT/)
    ])
  })

  it('warns of a folder that goes away under it', async () => {
    const { restore, logged } = await open()
    rmSync(kept(), { recursive: true })
    expect(await restore(platform, key, join(root, 'restored'))).toBeUndefined()
    expect(logged).toEqual([
      expect.stringMatching(/^warning: linux\/arm64: nothing restored from the folder .*kept: .*ENOENT/)
    ])
  })

  it('stops the run where its folder cannot be written', async () => {
    writeFileSync(kept(), 'a file where the folder should be')
    await expect(open()).rejects.toThrow(UserError)
  })
})

describe('the store that is chosen', () => {
  const service = { isFeatureAvailable: () => true }
  const none = { isFeatureAvailable: () => false }

  it.each([
    {
      description: 'with a service and a token',
      env: { ACTIONS_RUNTIME_TOKEN: 'x' },
      available: service,
      github: true
    },
    { description: 'without a token', env: {}, available: service, github: false },
    { description: 'without a service', env: { ACTIONS_RUNTIME_TOKEN: 'x' }, available: none, github: false }
  ])("$description is GitHub's: $github", async ({ env, available, github }) => {
    mkdirSync(kept())
    const { deps } = makeDeps({
      env: { ...env, JULIA_BAKE_CACHE_DIR: kept() },
      cache: { ...cache, ...available }
    })
    expect((await openCache(makeInputs(), deps, rightsFor('true'))).name).toBe(
      github ? "GitHub's cache service" : `the folder ${kept()}`
    )
  })
})
