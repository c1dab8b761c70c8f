import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { composeKey } from '../../src/cache/index.ts'
import { cacheFolder, folderStore } from '../../src/cache/folder.ts'
import type { FolderStore } from '../../src/cache/store.ts'
import { UserError } from '../../src/errors.ts'
import { parsePlatform } from '../../src/platform.ts'
import { makeEntry, makeKey, makeKeySource, platform } from './make-entry.ts'

let root: string
let store: FolderStore
let ages = 0

const kept = (): string => join(root, 'kept')

/** Saves an entry whose report holds some text; each is older than the one saved after it. */
async function save(key: string, text = key): Promise<void> {
  const folder = mkdtempSync(join(root, 'made-'))
  makeEntry(folder, text)
  writeFileSync(join(folder, 'report.json'), text)
  await store.save(platform, key, folder)
  ages += 1
  utimesSync(join(kept(), key), ages, ages)
}

/** What is restored for a key: the key under which it was found, and its report. */
async function restore(key = makeKey('wanted')) {
  const folder = join(mkdtempSync(join(root, 'restored-')), 'entry')
  const found = await store.restore(platform, key, folder)
  return found && { key: found.key, text: readFileSync(join(found.folder, 'report.json'), 'utf8') }
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'folder-store-'))
  ages = 0
  store = await folderStore({ JULIA_BAKE_CACHE_DIR: kept() })
})

afterEach(() => rmSync(root, { recursive: true }))

describe('the folder store restores', () => {
  it('nothing where there is nothing', async () => {
    expect(await restore()).toBeUndefined()
  })

  it('the exact entry before a newer one', async () => {
    await save(makeKey('wanted').key)
    await save(makeKey('other').key)
    expect(await restore()).toEqual({ key: makeKey('wanted').key, text: makeKey('wanted').key })
  })

  it('the newest of those with other packages', async () => {
    await save(makeKey('newer').key)
    await save(makeKey('older').key)
    utimesSync(join(kept(), makeKey('newer').key), 9, 9)
    expect((await restore())?.key).toBe(makeKey('newer').key)
  })

  it('one with the same CPU targets before a newer one with others', async () => {
    const others = composeKey(makeKeySource({ passes: ['generic'] })).key
    await save(makeKey('older').key)
    await save(others)
    expect((await restore())?.key).toBe(makeKey('older').key)
    rmSync(join(kept(), makeKey('older').key), { recursive: true })
    expect((await restore())?.key).toBe(others)
  })

  it('nothing of another Julia, platform, prefix or trust', async () => {
    await save(composeKey(makeKeySource({ juliaVersion: '1.12.70' })).key)
    await save(composeKey(makeKeySource({ platform: parsePlatform('linux/amd64') })).key)
    await save(composeKey(makeKeySource({ prefix: 'julia' })).key)
    await save(makeKey('wanted', 'pr').key)
    expect(await restore()).toBeUndefined()
  })

  it("a trusted run's entry for a pull request", async () => {
    await save(makeKey('wanted', 'pr').key.replace(/deps-.*/, 'deps-older'))
    await save(makeKey('wanted').key)
    expect((await restore(makeKey('wanted', 'pr')))?.key).toBe(makeKey('wanted').key)
  })

  it('an entry that a restore has used before one that nobody used since', async () => {
    await save(makeKey('used').key)
    await save(makeKey('newer').key)
    await restore(makeKey('used'))
    expect((await restore())?.key).toBe(makeKey('used').key)
  })
})

describe('the folder store saves', () => {
  it('an entry whole, with nothing beside it', async () => {
    await save(makeKey('one').key)
    expect(readdirSync(kept())).toEqual([makeKey('one').key])
    expect(readdirSync(join(kept(), makeKey('one').key)).sort()).toEqual([
      'layout',
      'report.json',
      'trees.jsonl'
    ])
  })

  it('an entry in place of an older one with its key', async () => {
    await save(makeKey('one').key, 'first')
    await save(makeKey('one').key, 'second')
    expect(await restore(makeKey('one'))).toEqual({ key: makeKey('one').key, text: 'second' })
  })

  it('and removes what was left of a save that was stopped, but none that may be under way', async () => {
    mkdirSync(join(kept(), '.left'))
    mkdirSync(join(kept(), '.under-way'))
    utimesSync(join(kept(), '.left'), 1, 1)
    await save(makeKey('one').key)
    expect(readdirSync(kept()).sort()).toEqual(['.under-way', makeKey('one').key])
  })

  it('nothing of an entry that is not there', async () => {
    await expect(store.save(platform, makeKey('one').key, join(root, 'nowhere'))).rejects.toThrow('ENOENT')
    expect(readdirSync(kept())).toEqual([])
  })

  it('ten entries of a platform and Julia version, and drops those that were not used for longest', async () => {
    const others = [
      composeKey(makeKeySource({ juliaVersion: '1.12.70' })).key,
      composeKey(makeKeySource({ platform: parsePlatform('linux/arm/v7') })).key
    ]
    for (const key of others) await save(key)
    const keys = Array.from({ length: 12 }, (_, at) => makeKey(`recipe ${at}`).key)
    for (const key of keys.slice(0, 10)) await save(key)
    await restore(makeKey('recipe 0'))
    for (const key of keys.slice(10)) await save(key)
    expect(readdirSync(kept()).sort()).toEqual(
      [...others, ...keys].filter(key => ![keys[1], keys[2]].includes(key)).sort()
    )
  })

  it('each variant of a platform apart', async () => {
    const plain = (recipe: string) =>
      composeKey(makeKeySource({ platform: parsePlatform('linux/amd64'), recipes: [recipe] })).key
    const variant = composeKey(makeKeySource({ platform: parsePlatform('linux/amd64/v3') })).key
    await save(variant)
    for (let at = 0; at < 10; at++) await save(plain(String(at)))
    expect(readdirSync(kept())).toHaveLength(11)
  })
})

describe('a look into the folder store', () => {
  it('tells the key and the facts of what a restore would give, and leaves its time alone', async () => {
    await save(makeKey('older').key, 'older report')
    const path = join(kept(), makeKey('older').key)
    expect(await store.look(platform, makeKey('wanted'))).toEqual({
      key: makeKey('older').key,
      facts: { report: 'older report', trees: '' }
    })
    expect(statSync(path).mtimeMs).toBe(ages * 1000)
  })

  it('finds nothing where there is nothing', async () => {
    expect(await store.look(platform, makeKey('wanted'))).toBeUndefined()
  })
})

describe('records in the folder store', () => {
  const layout = { context: '', digest: '', bytes: 0 }
  const record = { names: ['image-julia-1.12.7', 'image'], run: '1-1' }
  const newer = { names: ['image-julia-1.13.0', 'image'], run: '2-1' }

  it('are those of the last run, of the same Julia where there is one', async () => {
    await store.writeRecord(platform, record, { text: 'first', layout })
    await store.writeRecord(platform, newer, { text: 'second', layout })
    expect(await store.readRecord(platform, record)).toBe('first')
    expect(await store.readRecord(platform, { ...record, names: ['image-julia-1.14.0', 'image'] })).toBe(
      'second'
    )
    await store.writeRecord(platform, record, { text: 'third', layout })
    expect(await store.readRecord(platform, record)).toBe('third')
  })

  it('are none where there are none, and stand in no way of depots', async () => {
    expect(await store.readRecord(platform, record)).toBeUndefined()
    await store.writeRecord(platform, record, { text: 'first', layout })
    expect(await store.look(platform, makeKey('wanted'))).toBeUndefined()
  })
})

describe('cacheFolder', () => {
  const usual = join(homedir(), '.cache/julia-bake/depots')
  it.each([
    {
      description: 'the named folder',
      env: { JULIA_BAKE_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' },
      folder: '/a'
    },
    { description: "the user's cache", env: { XDG_CACHE_HOME: '/b' }, folder: '/b/julia-bake/depots' },
    { description: 'the usual cache', env: {}, folder: usual },
    {
      description: 'the usual cache where the variables are empty',
      env: { JULIA_BAKE_CACHE_DIR: '', XDG_CACHE_HOME: '' },
      folder: usual
    }
  ])('is $description', ({ env, folder }) => {
    expect(cacheFolder(env)).toBe(folder)
  })

  it('that cannot be written stops the run', async () => {
    const file = join(root, 'file')
    writeFileSync(file, 'no folder')
    const opened = folderStore({ JULIA_BAKE_CACHE_DIR: file })
    await expect(opened).rejects.toThrow(UserError)
    await expect(opened).rejects.toThrow(
      new RegExp(
        `^JULIA_BAKE_CACHE_DIR: cannot write to ${file} \\(.*EEXIST: .*\\)\\. Name a folder that this user may write to, or set the input cache to false\\.$`
      )
    )
  })
})
