import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addresses, state } from '../../testbed/layout.mjs'
import { makeRegistry } from '../../testbed/package-registry.mjs'
import { manifestFor, packageIndex, publish, sources } from '../../testbed/packages.mjs'
import { serveFolder } from '../../testbed/static-server.mjs'
import { bake, compiledIn, makeFolder, type Baked } from './bake.ts'
import { makeRepository, startGitServer } from './git-server.ts'
import { loadPackages } from './image.ts'
import { writeProject } from './small-project.ts'

const platform = 'linux/amd64'
const started = Date.now()
/** Another one in each run, so that what an older run left is no find. */
const token = `tell-nobody-${started}`
const folder = makeFolder()
afterAll(() => folder.remove())

/** `Letters` of the testbed and a package that its owner does not show to everyone. */
function writePackages(root: string, name: string, uuid: string): void {
  cpSync(join(sources, 'Letters', '1.0.0'), join(root, 'Letters', '1.0.0'), { recursive: true })
  const files = {
    'Project.toml': `name = "${name}"\nuuid = "${uuid}"\nversion = "1.0.0"\n`,
    [`src/${name}.jl`]: `module ${name}\nanswer() = 42\nend\n`
  }
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, name, '1.0.0', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

function writeApp(workspace: string, packages: string, names: readonly string[]): void {
  const index = packageIndex(packages)
  const deps = names.map(name => `${name} = "${index.find(each => each.name === name)?.uuid ?? ''}"\n`)
  const head = 'name = "App"\nuuid = "00000000-0000-4000-8000-417070000000"\nversion = "0.1.0"\n\n[deps]\n'
  writeProject(workspace, {
    deps: [],
    files: {
      'Project.toml': head + deps.join(''),
      'Manifest.toml': manifestFor(names, { folder: packages }),
      'src/App.jl': `module App\n${names.map(name => `using ${name}\n`).join('')}end\n`
    }
  })
}

/** A file's bytes, and what they are unpacked. */
function contents(file: string): readonly Buffer[] {
  const bytes = readFileSync(file)
  const magic = bytes.subarray(0, 4).toString('hex')
  const program = magic === '28b52ffd' ? 'zstd' : magic.startsWith('1f8b') ? 'gzip' : undefined
  if (program === undefined) return [bytes]
  return [bytes, execFileSync(program, ['-dc'], { input: bytes, maxBuffer: 2 ** 31 })]
}

/** Files below `root` that this run of the tests wrote and that hold the text, packed or not. */
function filesWith(root: string, text: string): readonly string[] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(file => statSync(file).mtimeMs >= started)
  expect(files.length).toBeGreaterThan(0)
  return files.filter(file => contents(file).some(bytes => bytes.includes(text)))
}

/** Where a run tells or keeps anything. */
function expectUntold(baked: Baked, value: string): void {
  const told = [baked.log, baked.summary, JSON.stringify([baked.report, baked.outputs, baked.annotations])]
  expect(told.filter(text => text.includes(value))).toEqual([])
}

const errors = (baked: Baked): readonly string[] =>
  baked.annotations.filter(({ level }) => level === 'error').map(({ message }) => message)

describe('a package that the package server gives only to those who have a token', () => {
  const image = `${addresses.registry}/e2e/private:${started}`
  const [packages, store] = [folder.path('packages'), folder.path('store')]
  const [workspace, depots] = [folder.path('app'), folder.path('depots')]
  const uuid = '5ec2e700-0000-4000-8000-000000000001'
  const asked: string[] = []
  let lineInManifest = 0
  let server: Awaited<ReturnType<typeof serveFolder>>

  const run = (secrets: string, more: Readonly<Record<string, string>> = {}): Promise<Baked> =>
    bake({
      workspace,
      env: { JULIA_BAKE_CACHE_DIR: depots },
      inputs: { platforms: platform, 'pkg-server': server.url, secrets, 'no-cache': 'true', ...more }
    })

  beforeAll(async () => {
    writePackages(packages, 'Confidant', uuid)
    publish(packages, store)
    writeApp(workspace, packages, ['Letters', 'Confidant'])
    const manifest = readFileSync(join(workspace, 'Manifest.toml'), 'utf8').split('\n')
    lineInManifest = manifest.indexOf('[[Confidant]]') + 1
    server = await serveFolder({
      port: 0,
      folder: store,
      admits: ({ url = '', headers }) => {
        if (!url.includes(uuid)) return true
        asked.push(headers.authorization ?? 'nobody')
        return headers.authorization === `Bearer ${token}`
      }
    })
  })
  afterAll(() => server.close())

  test.each([
    { description: 'without the token', secrets: '', had: 'This build had no credentials.' },
    {
      description: 'with an empty one, as forks have it',
      secrets: 'julia_auth=',
      had: 'This build had no credentials.'
    },
    {
      description: 'with another one',
      secrets: `julia_auth=${token}-old`,
      had: 'This build had a token for the package server (julia_auth); see that it is good for this one, and not expired.'
    }
  ])('fails $description, and says how to pass one', async ({ secrets, had }) => {
    const baked = await run(secrets)
    expect(baked.exitCode).toBe(1)
    const [shown, told] = baked.annotations.filter(({ level }) => level === 'error')
    expect(shown).toEqual({
      level: 'error',
      title: 'Package out of reach',
      file: 'Manifest.toml',
      line: lineInManifest,
      message:
        'linux/amd64: Confidant could not be fetched: it is private, or this version is no longer there. The log says more.'
    })
    expect(told?.message).toMatch(/^linux\/amd64: Confidant could not be fetched\. Julia says:\n {2}ERROR: /)
    expect(told?.message).toContain('\nUsual cause: Confidant is private, or')
    expect(told?.message).toContain(
      ` ${had}\nWhat to do: pass credentials to the build. For a package server: secrets: julia_auth=TOKEN.`
    )
    expectUntold(baked, token)
  })

  test('works with the token, which is nowhere afterwards', async () => {
    const baked = await run(`julia_auth=${token}`, { tags: image, push: 'true', provenance: 'mode=max' })
    expect([baked.exitCode, errors(baked)]).toEqual([0, []])
    expect([...compiledIn(baked.log, platform)].sort()).toEqual(['App', 'Confidant', 'Letters'])
    expect(asked).toContain(`Bearer ${token}`)
    expect(await loadPackages(image, platform, { names: ['App'] })).toEqual(['loaded App'])
    expectUntold(baked, token)
    expect(filesWith(depots, token)).toEqual([])
    expect(filesWith(join(state, 'registry'), token)).toEqual([])
    // The search does find what is there.
    expect(filesWith(depots, 'answer() = 42').length).toBeGreaterThan(0)
    expect(filesWith(join(state, 'registry'), 'answer() = 42').length).toBeGreaterThan(0)
  })
})

describe('a package of a private registry, both in git', () => {
  const [packages, root] = [folder.path('git-packages'), folder.path('git')]
  const [workspace, depots] = [folder.path('git-app'), folder.path('git-depots')]
  const uuid = '5ec2e700-0000-4000-8000-000000000002'
  let server: Awaited<ReturnType<typeof startGitServer>>

  beforeAll(async () => {
    server = await startGitServer(root, `me:${token}`)
    writePackages(packages, 'Whisper', uuid)
    const [release] = packageIndex(packages).filter(({ name }) => name === 'Whisper')
    if (release === undefined) throw new Error('no Whisper')
    const own = Object.fromEntries(release.files.map(({ path, content }) => [path, content]))
    expect(makeRepository(root, 'Whisper.jl', own)).toBe(release.tree)
    const registry = makeRegistry([release]).map(({ path, content }) => {
      const text = content
        .toString()
        .replaceAll('https://packages.invalid', server.url)
        .replace('name = "General"', 'name = "Private"')
        .replace(/^uuid = "23338594.*"$/m, 'uuid = "5ec2e700-0000-4000-8000-00000000000f"')
      return [path, text] as const
    })
    makeRepository(root, 'Private', Object.fromEntries(registry))
    writeApp(workspace, packages, ['Letters', 'Whisper'])
  })
  afterAll(() => server.close())

  const run = (password: string): Promise<Baked> =>
    bake({
      workspace,
      env: { JULIA_BAKE_CACHE_DIR: depots },
      inputs: {
        platforms: platform,
        registries: `${server.url}/Private.git`,
        'no-cache': 'true',
        ...(password === ''
          ? {}
          : { secrets: `git_credentials=http://me:${password}@${server.url.slice(7)}` })
      }
    })

  test('fails with another password, and says so of the registry', async () => {
    const baked = await run(`${token}-old`)
    expect(baked.exitCode).toBe(1)
    expect(errors(baked)[0]).toContain(
      `linux/amd64: ${server.url}/Private.git could not be fetched. Julia says:`
    )
    expectUntold(baked, token)
  })

  test('works with the password, which is nowhere afterwards', async () => {
    const baked = await run(token)
    expect([baked.exitCode, errors(baked)]).toEqual([0, []])
    expect([...compiledIn(baked.log, platform)].sort()).toEqual(['App', 'Letters', 'Whisper'])
    expectUntold(baked, token)
    expect(filesWith(depots, token)).toEqual([])
  })
})
