import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { UserError } from '../src/errors.ts'
import { readInputs, splitList } from '../src/inputs.ts'
import { parsePlatform } from '../src/platform.ts'
import { makeInputs } from './make-inputs.ts'

type Action = Readonly<{ inputs: Readonly<Record<string, Readonly<{ default?: string }>>> }>

const { inputs: declared } = parse(readFileSync(new URL('../action.yml', import.meta.url), 'utf8')) as Action
const variable = (name: string): string => `INPUT_${name.toUpperCase()}`
const saved = process.env

/** Sets the environment as the runner does: every declared input, with its default where a workflow gives none. */
function giveInputs(given: Readonly<Record<string, string>> = {}): void {
  const defaults = Object.entries(declared).map(([name, input]) => [name, input.default ?? ''] as const)
  const values = { ...Object.fromEntries(defaults), ...given }
  process.env = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [variable(name), value.trim()])
  )
}

const readWith = (given: Readonly<Record<string, string>>) => {
  giveInputs(given)
  return readInputs()
}

beforeEach(() => giveInputs())

afterEach(() => {
  process.env = saved
})

describe('splitList', () => {
  it.each([
    { description: 'reads nothing as no item', text: ' \n\n', items: [] },
    { description: 'splits lines and commas', text: 'a,b\nc', items: ['a', 'b', 'c'] },
    { description: 'passes over blanks and empty items', text: ' a , ,b,\n\n c ', items: ['a', 'b', 'c'] },
    { description: 'takes line ends of Windows', text: 'a\r\nb\r\n', items: ['a', 'b'] },
    { description: 'keeps a comma in quotes', text: '"a,b",c', items: ['a,b', 'c'] },
    { description: 'keeps a line break in quotes', text: '"a\nb"\nc', items: ['a\nb', 'c'] },
    {
      description: 'reads two quotes in quotes as one',
      text: '"say ""hi"", you",c',
      items: ['say "hi", you', 'c']
    },
    { description: 'takes a quote inside an item as it is', text: 'a"b,c"d', items: ['a"b', 'c"d'] },
    { description: 'reads a quote that never ends to the end', text: '"a,b\nc', items: ['a,b\nc'] }
  ])('$description', ({ text, items }) => {
    expect(splitList(text)).toEqual(items)
  })

  it.each([
    { description: 'keeps commas where whole lines are wanted', text: 'a=1,2\nb=3', items: ['a=1,2', 'b=3'] },
    {
      description: 'joins the lines of a quoted secret',
      text: '"KEY=-----BEGIN\nabc\n-----END"\nTOKEN=x',
      items: ['KEY=-----BEGIN\nabc\n-----END', 'TOKEN=x']
    },
    {
      description: 'leaves quotes of buildx inside a line alone',
      text: 'type=local,"dest=a,b"',
      items: ['type=local,"dest=a,b"']
    }
  ])('$description', ({ text, items }) => {
    expect(splitList(text, true)).toEqual(items)
  })
})

describe('readInputs', () => {
  it('gives the defaults of action.yml where a workflow sets nothing', () => {
    expect(readInputs()).toEqual(makeInputs())
  })

  it('reads every input that action.yml declares, and no other', () => {
    const read = new Set<string>()
    process.env = new Proxy(process.env, {
      get: (env, name: string) => {
        read.add(name)
        return env[name]
      }
    })
    readInputs()
    expect([...read].filter(name => name.startsWith('INPUT_')).sort()).toEqual(
      Object.keys(declared).map(variable).sort()
    )
  })

  it('reads all inputs', () => {
    expect(
      readWith({
        project: 'app\nlib/Tool',
        'julia-version': '1.11',
        platforms: 'linux/amd64, linux/386',
        'cpu-target': 'linux/amd64=generic',
        'base-image': 'ubuntu:24.04',
        context: 'sub',
        tags: 'ghcr.io/me/app:1,ghcr.io/me/app:latest',
        labels: 'a=1,2\nb=3',
        annotations: 'index:a=1,2',
        'build-args': 'A=1,2',
        secrets: 'TOKEN=a,b',
        ssh: 'default',
        network: 'host',
        allow: 'network.host',
        push: 'true',
        load: 'True',
        outputs: 'type=local,dest=out',
        provenance: 'mode=max',
        sbom: 'true',
        'no-cache': 'TRUE',
        pull: 'true',
        builder: 'mine',
        'dry-run': 'true',
        verify: 'false',
        'verify-cpus': 'native,haswell\nlinux/386=pentium4',
        cache: 'Restore-Only',
        'cache-prefix': 'app',
        'cache-repo': 'ghcr.io/acme/app-depot',
        'julia-mirror': 'https://mirror.example/julia',
        'pkg-server': 'https://pkg.example',
        registries: 'https://git.example/A.git\nhttps://git.example/B.git'
      })
    ).toEqual({
      projects: ['app', 'lib/Tool'],
      juliaVersion: '1.11',
      platforms: [parsePlatform('linux/amd64'), parsePlatform('linux/386')],
      cpuTarget: 'linux/amd64=generic',
      baseImage: 'ubuntu:24.04',
      context: 'sub',
      tags: ['ghcr.io/me/app:1', 'ghcr.io/me/app:latest'],
      labels: ['a=1,2', 'b=3'],
      annotations: ['index:a=1,2'],
      buildArgs: ['A=1,2'],
      secrets: ['TOKEN=a,b'],
      ssh: ['default'],
      network: 'host',
      allow: ['network.host'],
      push: true,
      load: true,
      outputs: ['type=local,dest=out'],
      provenance: 'mode=max',
      sbom: 'true',
      noCache: true,
      pull: true,
      builder: 'mine',
      dryRun: true,
      verify: false,
      verifyCpus: { fallback: ['native', 'haswell'], byPlatform: new Map([['linux/386', ['pentium4']]]) },
      cache: 'restore-only',
      cachePrefix: 'app',
      cacheRepo: 'ghcr.io/acme/app-depot',
      juliaMirror: 'https://mirror.example/julia',
      pkgServer: 'https://pkg.example',
      registries: ['https://git.example/A.git', 'https://git.example/B.git']
    })
  })

  it.each([
    { text: '', value: false },
    { text: 'false', value: false },
    { text: 'False', value: false },
    { text: 'FALSE', value: false },
    { text: 'true', value: true },
    { text: 'True', value: true },
    { text: 'TRUE', value: true }
  ])('reads the yes or no "$text" as $value', ({ text, value }) => {
    expect(readWith({ pull: text }).pull).toBe(value)
  })

  it.each(['true', 'restore-only', 'false'])('takes the cache mode %s', mode => {
    expect(readWith({ cache: mode }).cache).toBe(mode)
  })

  it.each(['acme/app', 'localhost:5000/app', '[::1]:5000/app', 'r.example:443/a/b__c/d--e.f_g'])(
    'takes the cache repository %s',
    repo => {
      expect(readWith({ 'cache-repo': repo }).cacheRepo).toBe(repo)
    }
  )

  it('takes a platform once, whatever its spelling', () => {
    const { platforms } = readWith({ platforms: 'linux/arm64,linux/amd64\nlinux/arm64/v8,linux/x86_64' })
    expect(platforms.map(({ name }) => name)).toEqual(['linux/arm64', 'linux/amd64'])
  })

  it('reads an empty project as the context itself', () => {
    expect(readWith({ project: '' }).projects).toEqual(['.'])
  })

  it('takes a push without tags when the outputs say where to', () => {
    const outputs = 'type=image,name=ghcr.io/me/app,push-by-digest=true'
    expect(readWith({ push: 'true', outputs })).toMatchObject({ push: true, tags: [], outputs: [outputs] })
  })

  it.each([
    {
      description: 'a push to nowhere',
      given: { push: 'true' },
      message: 'push: "true" needs tags: name where the image goes, such as ghcr.io/OWNER/NAME:latest.'
    },
    {
      description: 'no platform at all',
      given: { platforms: ' , ' },
      message: 'platforms: the list is empty. Name at least one, such as linux/amd64.'
    },
    {
      description: 'an unknown platform',
      given: { platforms: 'linux/amd64,linux/riscv64' },
      message:
        'platforms: "linux/riscv64" is not a platform that Julia is built for. Allowed: linux/amd64, linux/arm64, linux/386, linux/arm/v7, linux/ppc64le and linux/amd64/v2, v3, v4.'
    },
    {
      description: 'an unknown cache mode',
      given: { cache: 'yes' },
      message:
        'cache: "yes" is not a way to use the cache. Allowed: true, restore-only, false. Use "false" for releases that must not reuse compiled files.'
    },
    {
      description: 'a yes or no that is neither',
      given: { 'no-cache': 'yes' },
      message: 'no-cache: "yes" is neither yes nor no. Allowed: true, false.'
    },
    {
      description: 'no base image',
      given: { 'base-image': '' },
      message: 'base-image: "" is not an image. Name one with a C library, such as debian:trixie-slim.'
    },
    ...[
      'depot',
      'ghcr.io/Acme/depot',
      'ghcr.io/acme/depot:latest',
      `ghcr.io/acme/depot@sha256:${'ab'.repeat(32)}`,
      'https://ghcr.io/acme/depot',
      'ghcr.io/acme/',
      'ghcr.io/acme/a,name=b'
    ].map(repo => ({
      description: `the cache repository ${repo}`,
      given: { 'cache-repo': repo },
      message: `cache-repo: "${repo}" is not a repository of a registry. Allowed: HOST/NAME in lower case, such as ghcr.io/acme/app-depot, without tag or digest.`
    })),
    ...['a,b', 'a/b', '.hidden', '../up'].map(prefix => ({
      description: `the cache prefix ${prefix}`,
      given: { 'cache-prefix': prefix },
      message: `cache-prefix: "${prefix}" cannot begin a cache key. Allowed: letters, digits, ".", "_" and "-", not beginning with ".".`
    }))
  ])('refuses $description', ({ given, message }) => {
    giveInputs(given)
    expect(readInputs).toThrow(new UserError(message))
  })
})
