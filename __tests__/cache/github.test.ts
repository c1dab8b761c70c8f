import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import * as cache from '@actions/cache'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { runtimeToken, startCacheService } from '../../testbed/cache-service.mjs'
import { composeKey, entryFiles, readLayout, type CacheKey, type RecordKey } from '../../src/cache/index.ts'
import { githubStore } from '../../src/cache/github.ts'
import { makeEntry, makeKey, makeKeySource, platform as arm64 } from './make-entry.ts'

const before = { env: process.env, cwd: process.cwd(), write: process.stdout.write.bind(process.stdout) }
const [main, mainReadOnly, pull] = [
  { scope: 'refs/heads/main', permission: 3 },
  { scope: 'refs/heads/main', permission: 1 },
  { scope: 'refs/pull/7/merge', permission: 3 }
]
/** The client packs entries in the real home folder, where a run on this machine may have its own. */
const platform = { ...arm64, name: `linux/test-${process.pid}` }
const staged = join(homedir(), '.cache/julia-bake/github', `linux-test-${process.pid}`)
const store = githubStore({ cache })

/** As a run of an image names its record. */
const record: RecordKey = { names: ['image-julia-1.12.7', 'image'], run: '1-1' }
const layout = { context: '', digest: '', bytes: 0 }

let root: string
let service: Awaited<ReturnType<typeof startCacheService>>

/** What the run's token may do from here on. */
const actAs = (...scopes: Readonly<{ scope: string; permission: number }>[]) => {
  process.env['ACTIONS_RUNTIME_TOKEN'] = runtimeToken({ scopes })
}

/** Saves an entry with a layer of its own. */
async function save(key: string): Promise<string> {
  const folder = mkdtempSync(join(root, 'made-'))
  makeEntry(folder, key)
  return store.save(platform, key, folder)
}

/** The key of what is restored, whose layout has to be whole. */
async function restore(key: CacheKey): Promise<string | undefined> {
  const folder = join(mkdtempSync(join(root, 'restored-')), 'entry')
  const found = await store.restore(platform, key, folder)
  if (found !== undefined) await readLayout(entryFiles(found.folder).layout)
  return found?.key
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'github-store-'))
  for (const name of ['work', 'temp']) mkdirSync(join(root, name))
  service = await startCacheService({ port: 0, folder: join(root, 'cache') })
  process.env = {
    ...before.env,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_RESULTS_URL: service.url,
    GITHUB_WORKSPACE: join(root, 'work'),
    RUNNER_TEMP: join(root, 'temp')
  }
  for (const name of ['ACTIONS_CACHE_MODE', 'GITHUB_SERVER_URL']) Reflect.deleteProperty(process.env, name)
  process.chdir(join(root, 'work'))
  process.stdout.write = () => true
  actAs(main)
})

afterEach(async () => {
  process.stdout.write = before.write
  process.chdir(before.cwd)
  process.env = before.env
  await service.close()
  rmSync(root, { recursive: true })
})

describe("the store in GitHub's cache service", () => {
  it('restores nothing where there is nothing', async () => {
    expect(await restore(makeKey('wanted'))).toBeUndefined()
  })

  it('saves an entry and restores it whole, with nothing left in the home folder', async () => {
    const key = makeKey('wanted')
    expect(await save(key.key)).toBe('saved')
    const folder = join(root, 'entry')
    expect(await store.restore(platform, key, folder)).toEqual({ key: key.key, folder })
    expect(readdirSync(folder).sort()).toEqual(['layout', 'report.json', 'trees.jsonl'])
    expect(readFileSync(entryFiles(folder).report, 'utf8')).toBe('{"packages":[]}')
    expect(existsSync(staged)).toBe(false)
  })

  it('restores the newest entry with other packages, and one with other CPU targets only then', async () => {
    const others = composeKey(makeKeySource({ passes: ['generic'] })).key
    await save(makeKey('older').key)
    await save(makeKey('newer').key)
    await save(others)
    expect(await restore(makeKey('wanted'))).toBe(makeKey('newer').key)
    expect(await restore(composeKey(makeKeySource({ passes: ['haswell'] })))).toBe(others)
  })

  it('lets a pull request restore what trusted runs saved, exact before its own older one', async () => {
    await save(makeKey('wanted').key)
    actAs(pull, mainReadOnly)
    await save(makeKey('older', 'pr').key)
    expect(await restore(makeKey('wanted', 'pr'))).toBe(makeKey('wanted').key)
    expect(await restore(makeKey('another', 'pr'))).toBe(makeKey('older', 'pr').key)
  })

  it('never lets a trusted run restore what a pull request saved', async () => {
    await save(makeKey('wanted', 'pr').key)
    expect(await restore(makeKey('wanted'))).toBeUndefined()
  })

  it('keeps platforms apart that are restored at once', async () => {
    await save(makeKey('wanted').key)
    const found = await Promise.all(
      [platform, { ...platform, name: `${platform.name}/v3` }].map(async each => {
        const folder = join(root, each.name.replaceAll('/', '-'))
        return (await store.restore(each, makeKey('wanted'), folder))?.key
      })
    )
    expect(found).toEqual([makeKey('wanted').key, undefined])
  })

  it.each([
    { description: 'a key that is there already', scopes: [main] },
    { description: 'a token that may only read', scopes: [mainReadOnly] }
  ])('says that nothing was saved for $description', async ({ scopes }) => {
    await save(makeKey('wanted').key)
    actAs(...scopes)
    expect(await save(makeKey('wanted').key)).toBe('not saved: the cache service did not take it')
    expect(existsSync(staged)).toBe(false)
    expect(await restore(makeKey('wanted'))).toBe(makeKey('wanted').key)
  })

  it('uses one path on every machine, since the service tells entries apart by it', async () => {
    const paths: unknown[] = []
    const told = githubStore({
      cache: {
        ...cache,
        restoreCache: (...given) => {
          paths.push(given[0])
          return cache.restoreCache(...given)
        },
        saveCache: (...given) => {
          paths.push(given[0])
          return cache.saveCache(...given)
        }
      }
    })
    makeEntry(join(root, 'made'), 'one')
    await told.save(platform, makeKey('one').key, join(root, 'made'))
    await told.restore(platform, makeKey('one'), join(root, 'restored'))
    await told.look(platform, makeKey('one'))
    await told.writeRecord(platform, record, { text: '{}', layout })
    await told.readRecord(platform, record)
    const depot = `~/.cache/julia-bake/github/linux-test-${process.pid}`
    const kinds = ['', '-facts', '', '', '-facts', '-record', '-record']
    expect(paths).toEqual(kinds.map(kind => [depot + kind]))
  })
})

describe("a look into GitHub's cache service", () => {
  it('tells the key and the facts of what a restore would give, without the layout', async () => {
    await save(makeKey('older').key)
    const before = service.requests.length
    expect(await store.look(platform, makeKey('wanted'))).toEqual({
      key: makeKey('older').key,
      facts: { report: '{"packages":[]}', trees: '' }
    })
    const blobs = service.requests.slice(before).filter(({ bytes }) => bytes > 0)
    expect(blobs.map(({ bytes }) => bytes < 1000)).toEqual([true])
    expect(existsSync(`${staged}-facts`)).toBe(false)
  })

  it('tells the key alone where the facts are gone', async () => {
    const { key } = makeKey('wanted')
    mkdirSync(staged, { recursive: true })
    writeFileSync(join(staged, 'layout'), '')
    await cache.saveCache([`~/.cache/julia-bake/github/linux-test-${process.pid}`], key)
    rmSync(staged, { recursive: true })
    expect(await store.look(platform, makeKey('wanted'))).toEqual({ key })
  })

  it('finds nothing where there is nothing', async () => {
    expect(await store.look(platform, makeKey('wanted'))).toBeUndefined()
  })
})

describe("records in GitHub's cache service", () => {
  const write = (key: RecordKey, text: string) => store.writeRecord(platform, key, { text, layout })

  it('are those of the newest run, of the same Julia where there is one', async () => {
    await write({ ...record, run: '1-1' }, 'first')
    await write({ ...record, run: '2-1' }, 'second')
    await write({ names: ['image-julia-1.13.0', 'image'], run: '3-1' }, 'third')
    expect(await store.readRecord(platform, { ...record, run: '4-1' })).toBe('second')
    const newer = { names: ['image-julia-1.14.0', 'image'], run: '4-1' }
    expect(await store.readRecord(platform, newer)).toBe('third')
  })

  it('are none where there are none', async () => {
    expect(await store.readRecord(platform, record)).toBeUndefined()
  })

  it("are the base branch's in a pull request", async () => {
    await write(record, 'trusted')
    actAs(pull, mainReadOnly)
    expect(await store.readRecord(platform, { ...record, run: '9-1' })).toBe('trusted')
  })
})
