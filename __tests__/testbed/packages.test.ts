import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'smol-toml'
import { readFiles, treeHash } from '../../testbed/git-tree.mjs'
import { root } from '../../testbed/layout.mjs'
import { toRange } from '../../testbed/package-registry.mjs'
import { artifactIndex, manifestFor, packageIndex, publish, sources } from '../../testbed/packages.mjs'

type Entry = Readonly<{
  uuid: string
  version?: string
  'git-tree-sha1'?: string
  path?: string
  deps?: string[]
}>

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'julia-bake-packages-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function gitTree(path: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: path, encoding: 'utf8' }).trim()
  git('init', '--quiet')
  git('-c', 'core.autocrlf=false', 'add', '--all', '--force')
  return git('write-tree')
}

describe('tree hash', () => {
  it('is that of git for every package', () => {
    cpSync(sources, folder, { recursive: true })
    for (const { name, version, tree } of packageIndex()) {
      expect({ name, version, tree }).toEqual({ name, version, tree: gitTree(join(folder, name, version)) })
    }
  })

  it('is that of git for executable files, links, odd names and empty folders', () => {
    for (const path of ['a', 'a.b', 'a0', 'empty']) mkdirSync(join(folder, path))
    writeFileSync(join(folder, 'a', 'ä'), 'text')
    writeFileSync(join(folder, 'a.b', 'run'), '#!/bin/sh\n')
    chmodSync(join(folder, 'a.b', 'run'), 0o755)
    symlinkSync('../a', join(folder, 'a0', 'link'))
    expect(treeHash(readFiles(folder))).toBe(gitTree(folder))
  })
})

describe('package server', () => {
  it('has what the protocol asks for, and packs nothing twice', () => {
    const { packages, written, registry } = publish(sources, folder)
    expect(packages).toBe(packageIndex().length)
    expect(written).toBe(packages + artifactIndex().length + 1)
    const line = `/registry/23338594-aafe-5451-b93e-139f81909106/${registry}`
    expect(readFileSync(join(folder, 'registries'), 'utf8')).toBe(`${line}\n`)
    expect(existsSync(join(folder, line))).toBe(true)
    expect(publish(sources, folder)).toEqual({ packages, written: 0, registry })
  })

  it('packs trees that unpack to their hash', () => {
    publish(sources, folder)
    const { uuid = '', tree = '' } = packageIndex().find(entry => entry.name === 'Letters') ?? {}
    const unpacked = join(folder, 'unpacked')
    mkdirSync(unpacked)
    const tar = gunzipSync(readFileSync(join(folder, 'package', uuid, tree)))
    execFileSync('tar', ['-x', '-C', unpacked], { input: tar })
    expect(treeHash(readFiles(unpacked))).toBe(tree)
  })

  it('has every artifact that a package names', () => {
    const named = packageIndex().flatMap(({ files }) =>
      files
        .filter(({ path }) => path === 'Artifacts.toml')
        .flatMap(({ content }) => Object.values(parse(content.toString()) as Record<string, Entry>))
        .map(entry => entry['git-tree-sha1'])
    )
    expect(named.sort()).toEqual(
      artifactIndex()
        .map(({ tree }) => tree)
        .sort()
    )
  })

  it.each([
    { description: 'a major version', specifier: '1', range: '1' },
    { description: 'a minor version', specifier: '1.5', range: '1.5.0-1' },
    { description: 'a patch', specifier: '2.3.4', range: '2.3.4-2' }
  ])('writes compat entries as ranges: $description', ({ specifier, range }) => {
    expect(toRange(specifier)).toBe(range)
  })
})

describe('manifest', () => {
  it('has the wanted versions and, of all else that they need, the newest', () => {
    const manifest = parse(manifestFor(['Poems@1.0.0', 'Words@1.1.0'])) as Record<string, Entry[]>
    const versions = Object.entries(manifest).map(([name, [entry]]) => `${name} ${entry?.version ?? '-'}`)
    expect(versions).toEqual([
      'Counting 1.1.0',
      'Letters 1.1.0',
      'Phrases 1.1.0',
      'Poems 1.0.0',
      'Words 1.1.0'
    ])
  })

  it('says its format and Julia in the newer form, and knows weak dependencies there', () => {
    const text = manifestFor(['Chimes', 'Almanac'], { format: '2.0', juliaVersion: '1.12.5' })
    const { julia_version, manifest_format, deps } = parse(text) as Record<string, Record<string, unknown[]>>
    expect({ julia_version, manifest_format }).toEqual({ julia_version: '1.12.5', manifest_format: '2.0' })
    expect(deps?.['Chimes']).toEqual([
      expect.objectContaining({ weakdeps: ['Counting'], extensions: { ChimesCountingExt: 'Counting' } })
    ])
    expect(deps?.['Dates']).toEqual([
      { deps: ['Printf'], uuid: 'ade2ca70-3891-5945-98fb-dc099432e06a', version: '1.11.0' }
    ])
  })

  it('names the versions that there are when one is asked for that is not', () => {
    expect(() => manifestFor(['Words@9.0.0'])).toThrow(
      'no package Words 9.0.0: versions of that name: 1.0.0, 1.1.0'
    )
  })
})

describe('examples/hello', () => {
  const example = join(root, 'examples', 'hello')
  const manifest = parse(readFileSync(join(example, 'Manifest.toml'), 'utf8')) as Record<string, Entry[]>

  it('has a manifest of packages that the testbed offers, under their tree hashes', () => {
    const index = packageIndex()
    for (const [name, [entry]] of Object.entries(manifest)) {
      if (!entry?.['git-tree-sha1']) continue
      const { uuid, version, 'git-tree-sha1': tree } = entry
      expect(index).toContainEqual(expect.objectContaining({ name, uuid, version, tree }))
    }
  })

  it('has a manifest that the testbed would write', () => {
    const wanted = Object.entries(manifest).map(([name, [entry]]) =>
      entry?.['git-tree-sha1'] ? `${name}@${entry.version}` : name
    )
    const own = parse(readFileSync(join(example, 'lib/Greetings/Project.toml'), 'utf8')) as Record<
      string,
      unknown
    >
    const { name, uuid, version, deps } = own as { name: string; uuid: string; version: string; deps: object }
    const paths = [{ name, uuid, version, path: 'lib/Greetings', deps: Object.keys(deps) }]
    const text = manifestFor(
      wanted.filter(entry => entry !== name),
      { paths }
    )
    expect(readFileSync(join(example, 'Manifest.toml'), 'utf8')).toBe(text)
  })
})
