import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { CacheKey } from '../../src/cache/index.ts'
import { composeKey, openCache } from '../../src/cache/index.ts'
import { packFacts, packText } from '../../src/cache/facts.ts'
import { registryStore, tagOf, tagsOf } from '../../src/cache/registry.ts'
import type { Inputs } from '../../src/inputs.ts'
import { makeDeps } from '../make-deps.ts'
import { makeInputs } from '../make-inputs.ts'
import { makeKey, makeKeySource, platform, rightsFor } from './make-entry.ts'

const repo = 'r.example/acme/depot'
const facts = { report: '{"packages":[]}', trees: '' }
const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`
const blob = (text: string, size: number) => ({ digest: digest(text), size })

/** The text of a depot's manifest as a registry has it. */
const makeManifest = (key: string, annotations: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({
    schemaVersion: 2,
    config: blob('config', 100),
    layers: [blob('layer', 2000), blob('another', 30_000)],
    annotations: {
      'io.github.julia-bake.key': key,
      'io.github.julia-bake.facts': packFacts(facts),
      ...annotations
    }
  })

type Answer = Readonly<{ stdout?: string; stderr?: string }>

/** Docker whose `imagetools inspect` answers by reference, and what it was asked. */
function makeDocker(answers: Readonly<Record<string, Answer>>) {
  const asked: (readonly string[])[] = []
  const exec = (program: string, args: string[] = []) => {
    asked.push([program, ...args])
    const reference = args.at(-1) ?? ''
    const { stdout = '', stderr = `ERROR: ${reference}: not found\n` } = answers[reference] ?? {}
    return Promise.resolve(
      stdout === '' ? { exitCode: 1, stdout, stderr } : { exitCode: 0, stdout, stderr: '' }
    )
  }
  return { exec, asked, names: () => asked.map(args => args.at(-1)?.replace(repo, '')) }
}

async function open(answers: Readonly<Record<string, Answer>>, overrides: Partial<Inputs> = {}) {
  const docker = makeDocker(answers)
  const inputs = makeInputs({ cacheRepo: repo, ...overrides })
  const { deps, logged } = makeDeps({ exec: docker.exec })
  return { ...docker, logged, ...(await openCache(inputs, deps, rightsFor(inputs.cache))) }
}

const [isa = '', packages = ''] = makeKey('aa').fallbacks.map(({ prefix }) => prefix.slice(0, -1))

describe('tagOf', () => {
  const long = 'a'.repeat(129)
  it.each([
    {
      description: 'a key as it is',
      text: 'p-v1-main-julia-1.12.7-linux-amd64-isa-0a-deps-1b',
      tag: 'p-v1-main-julia-1.12.7-linux-amd64-isa-0a-deps-1b'
    },
    { description: "a tier's prefix", text: 'p-v1-main-julia-1.12.7-', tag: 'p-v1-main-julia-1.12.7' },
    { description: '128 characters', text: 'a'.repeat(128), tag: 'a'.repeat(128) },
    {
      description: '129 characters',
      text: long,
      tag: `${'a'.repeat(111)}-${digest(long).slice(7, 23)}`
    },
    {
      description: 'a nightly',
      text: 'p-1.14.0-DEV+abc-linux',
      tag: `p-1.14.0-DEV_abc-linux-${digest('p-1.14.0-DEV+abc-linux').slice(7, 23)}`
    },
    { description: 'a leading dash', text: '-p-v1', tag: `_p-v1-${digest('-p-v1').slice(7, 23)}` }
  ])('gives $description a tag', ({ text, tag }) => {
    expect(tagOf(text)).toBe(tag)
    expect(tag).toMatch(/^\w[\w.-]{0,127}$/)
  })

  it('gives different texts different tags', () => {
    const texts = ['a+b', 'a_b', 'a/b', `${long}1`, `${long}2`, '-a', '_a', long]
    expect(new Set(texts.map(tagOf)).size).toBe(texts.length)
  })
})

describe('tagsOf', () => {
  it('are the key, and the tiers of its lineage', () => {
    const { key } = makeKey('aa')
    expect(tagsOf(makeKey('aa'))).toEqual([key, isa, packages])
    expect([isa, packages]).toEqual([
      expect.stringMatching(/^julia-bake-v1-main-julia-1\.12\.7-linux-arm64-isa-[\da-f]{12}$/),
      'julia-bake-v1-main-julia-1.12.7-linux-arm64'
    ])
  })

  it('of a pull request are never those of trusted runs', () => {
    const main = tagsOf(makeKey('aa'))
    const pr = tagsOf(makeKey('aa', 'pr'))
    expect(pr).toEqual(main.map(tag => tag.replace('-main-', '-pr-')))
  })
})

describe('a look into the registry store', () => {
  it('is the same request for a manifest as a restore', async () => {
    const { key } = makeKey('aa')
    const { look, names } = await open({ [`${repo}:${key}`]: { stdout: makeManifest(key) } })
    expect(await look(platform, makeKey('aa'))).toMatchObject({ key, tier: 'exact', facts })
    expect(names()).toEqual([`:${key}`])
  })

  it('says of a registry that does not answer that nothing is known', async () => {
    const down = { stdout: '', stderr: 'ERROR: connection refused' }
    const { look, logged } = await open({ [`${repo}:${makeKey('aa').key}`]: down })
    expect(await look(platform, makeKey('aa'))).toBe('unknown')
    expect(logged).toEqual([
      `warning: linux/arm64: the registry repository ${repo} does not tell what it has: connection refused`
    ])
  })
})

describe('records in the registry store', () => {
  const key = { names: ['image-julia-1.12.7', 'image'], run: '1-1' }
  const layout = { context: `docker-image://${repo}@sha256:aa`, digest: 'sha256:aa', bytes: 1 }

  it('are annotations of an index around the depot, under moving tags', async () => {
    const { writeRecord, asked } = await open({ [`${repo}@sha256:aa`]: { stdout: 'done' } })
    await writeRecord(platform, key, { text: '{"version":1}', layout })
    expect(asked).toEqual([
      [
        ...['docker', 'buildx', 'imagetools', 'create'],
        ...['--tag', `${repo}:image-julia-1.12.7`, '--tag', `${repo}:image`],
        ...['--annotation', `index:io.github.julia-bake.record=${packText('{"version":1}')}`],
        `${repo}@sha256:aa`
      ]
    ])
  })

  it('are read off the best tag that there is', async () => {
    const stdout = JSON.stringify({ annotations: { 'io.github.julia-bake.record': packText('told') } })
    const { readRecord, names } = await open({ [`${repo}:image`]: { stdout } })
    expect(await readRecord(platform, key)).toBe('told')
    expect(names()).toEqual([':image-julia-1.12.7', ':image'])
  })

  it.each([
    {
      description: 'a depot that is elsewhere',
      wrong: { ...layout, context: 'oci-layout:///tmp' },
      text: '{}'
    },
    { description: 'more than an argument may be', wrong: layout, text: randomBytes(200_000).toString('hex') }
  ])('are not kept for $description, and the run goes on', async ({ wrong, text }) => {
    const { writeRecord, asked, logged } = await open({})
    await writeRecord(platform, key, { text, layout: wrong })
    expect([asked, logged]).toEqual([
      [],
      [expect.stringMatching(/^info: linux\/arm64: this run's record is not kept: it/)]
    ])
  })

  it('are not kept by a run that may only restore', async () => {
    const { writeRecord, asked } = await open({}, { cache: 'restore-only' })
    await writeRecord(platform, key, { text: '{}', layout })
    expect(asked).toEqual([])
  })
})

describe('the registry store', () => {
  it('asks for one manifest where the hit is exact', async () => {
    const { key } = makeKey('aa')
    const manifest = makeManifest(key)
    const { restore, asked, name, logged } = await open(
      { [`${repo}:${key}`]: { stdout: manifest } },
      { builder: 'mine' }
    )
    expect(await restore(platform, makeKey('aa'), '/nowhere')).toEqual({
      key,
      tier: 'exact',
      facts,
      layout: {
        context: `docker-image://${repo}@${digest(manifest)}`,
        digest: digest(manifest),
        bytes: manifest.length + 32_100
      }
    })
    expect(asked).toEqual([
      ['docker', 'buildx', 'imagetools', 'inspect', '--builder', 'mine', '--raw', `${repo}:${key}`]
    ])
    expect({ name, logged }).toEqual({ name: `the registry repository ${repo}`, logged: [] })
  })

  const older = makeKey('older').key
  it.each<{ description: string; tag: string; holds: string; key: CacheKey; hit: object; asked: string[] }>([
    {
      description: 'the same CPU targets',
      tag: isa,
      holds: older,
      key: makeKey('aa'),
      hit: { key: older, tier: 'compiled' },
      asked: [makeKey('aa').key, isa]
    },
    {
      description: 'other CPU targets',
      tag: packages,
      holds: composeKey(makeKeySource({ passes: ['other'] })).key,
      key: makeKey('aa'),
      hit: { key: composeKey(makeKeySource({ passes: ['other'] })).key, tier: 'packages' },
      asked: [makeKey('aa').key, isa, packages]
    },
    {
      description: 'a trusted run, for a pull request',
      tag: isa,
      holds: older,
      key: makeKey('aa', 'pr'),
      hit: { key: older, tier: 'compiled' },
      asked: [makeKey('aa', 'pr').key, makeKey('aa').key, isa.replace('main', 'pr'), isa]
    }
  ])('takes the newest of a tier: $description', async ({ tag, holds, key, hit, asked }) => {
    const { restore, names } = await open({ [`${repo}:${tag}`]: { stdout: makeManifest(holds) } })
    expect(await restore(platform, key, '/nowhere')).toMatchObject(hit)
    expect(names()).toEqual(asked.map(each => `:${each}`))
  })

  it('gives nothing back where the registry has nothing, without a word', async () => {
    const { restore, names, logged } = await open({})
    expect(await restore(platform, makeKey('aa'), '/nowhere')).toBeUndefined()
    expect({ asked: names(), logged }).toEqual({
      asked: [makeKey('aa').key, isa, packages].map(tag => `:${tag}`),
      logged: []
    })
  })

  it.each([
    {
      description: 'a registry that is down',
      answer: { stderr: 'ERROR: failed to do request: Head "https://r.example/v2/": connection refused\n' },
      why: 'failed to do request: Head "https://r.example/v2/": connection refused'
    },
    {
      description: 'docker that says nothing',
      answer: { stderr: '\n' },
      why: /^docker buildx .* ended with 1$/
    },
    {
      description: "somebody else's image",
      answer: { stdout: '{"config":{},"layers":[]}' },
      why: 'a manifest has no key or no facts of a depot among its annotations'
    },
    {
      description: 'an index',
      answer: { stdout: makeManifest(makeKey('aa').key).replace('"config"', '"manifests"') },
      why: 'a descriptor has no digest or size'
    },
    {
      description: "another key's depot",
      answer: { stdout: makeManifest('another') },
      why: `the tag ${makeKey('aa').key} holds another`
    },
    {
      description: 'facts that cannot be read',
      answer: { stdout: makeManifest(makeKey('aa').key, { 'io.github.julia-bake.facts': 'AAAA' }) },
      why: /incorrect header check$/
    }
  ])('warns of $description, and gives nothing back', async ({ answer, why }) => {
    const { restore, asked, logged } = await open({ [`${repo}:${makeKey('aa').key}`]: answer })
    expect(await restore(platform, makeKey('aa'), '/nowhere')).toBeUndefined()
    const [, told] =
      /^warning: linux\/arm64: nothing restored from the registry repository \S+: (.*)$/.exec(
        logged.join('\n')
      ) ?? []
    expect(told).toEqual(typeof why === 'string' ? why : expect.stringMatching(why))
    expect(asked).toHaveLength(1)
  })

  it('has the builder push under all tags, with what there is to tell', () => {
    const { push } = registryStore(repo, { builder: '', exec: makeDocker({}).exec })
    const { key } = makeKey('aa')
    expect(push?.target(makeKey('aa'), facts)).toEqual({
      output: [
        `type=image,"name=${repo}:${key},${repo}:${isa},${repo}:${packages}",push=true,store=false,oci-mediatypes=true,compression=zstd,force-compression=true`
      ],
      annotations: [`io.github.julia-bake.key=${key}`, `io.github.julia-bake.facts=${packFacts(facts)}`]
    })
  })

  it('finds what was pushed by its digest', async () => {
    const manifest = makeManifest(makeKey('aa').key)
    const reference = `${repo}@${digest(manifest)}`
    const { push } = await open({ [reference]: { stdout: manifest } })
    expect(await push?.find(digest(manifest))).toEqual({
      context: `docker-image://${reference}`,
      digest: digest(manifest),
      bytes: manifest.length + 32_100
    })
    await expect(push?.find('sha256:other')).rejects.toThrow('sha256:other was pushed and is not there')
  })

  it.each([
    { cache: 'true', pushes: true, told: 'not saved' },
    { cache: 'restore-only', pushes: false, told: 'not saved (input cache is restore-only)' },
    { cache: 'false', pushes: false, told: 'not saved (input cache is false)' }
  ] as const)('pushes where the input cache is $cache: $pushes', async ({ cache, pushes, told }) => {
    const { push, save } = await open({}, { cache })
    expect(push !== undefined).toBe(pushes)
    expect(await save(platform, makeKey('aa').key, '/nowhere')).toBe(told)
  })
})
