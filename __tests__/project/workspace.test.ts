import { describe, expect, test } from '@jest/globals'
import { rmSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { manifestJuliaVersion, readEnvironment, requireManifest } from '../../src/project/environment.ts'
import { hashTree } from '../../src/project/hash-tree.ts'
import { makeFolder, uuidOf } from './samples.ts'

const stanza = (number: number, rest = `git-tree-sha1 = "${'a'.repeat(40)}"`) =>
  `[[deps.P${number}]]\n${rest}\nuuid = "${uuidOf(number)}"\n`
const manifest = (julia: string, ...stanzas: readonly string[]) =>
  [`julia_version = "${julia}"\nmanifest_format = "2.0"`, ...stanzas].join('\n')
const deps = (...numbers: readonly number[]) =>
  `[deps]\n${numbers.map(number => `P${number} = "${uuidOf(number)}"\n`).join('')}`
const workspace = (...projects: readonly string[]) => `[workspace]\nprojects = ${JSON.stringify(projects)}\n`

/** A base project, a member two folders down with a member of its own, and one member beside. */
const files = {
  'Project.toml': workspace('a/b', './docs/'),
  'Manifest.toml': manifest('1.12.5'),
  'a/b/Project.toml': workspace('test'),
  'a/b/Manifest.toml': manifest('1.12.0'),
  'a/b/test/Project.toml': '',
  'a/b/test/Manifest.toml': manifest('1.11.5'),
  'docs/Project.toml': '',
  'docs/Manifest.toml': manifest('1.11.5'),
  'other/Project.toml': '',
  'other/Manifest.toml': manifest('1.11.5')
}

describe('the workspace around a project', () => {
  const table = [
    {
      description: 'there is none before 1.12',
      folder: 'a/b/test',
      julia: '1.11.9',
      read: 'a/b/test',
      outer: []
    },
    {
      description: '1.12.0 looks one folder up',
      folder: 'a/b/test',
      julia: '1.12.0',
      read: 'a/b',
      outer: ['a/b']
    },
    {
      description: '1.12.1 sees no member further down',
      folder: 'a/b',
      julia: '1.12.1',
      read: 'a/b',
      outer: []
    },
    {
      description: '1.12.1 takes nothing but the plain name of a folder',
      folder: 'docs',
      julia: '1.12.1',
      read: 'docs',
      outer: []
    },
    { description: '1.12.2 sees it', folder: 'a/b', julia: '1.12.2', read: '.', outer: ['.'] },
    { description: '1.12.2 takes any path', folder: 'docs', julia: '1.12.2', read: '.', outer: ['.'] },
    {
      description: 'workspaces may be nested',
      folder: 'a/b/test',
      julia: '1.13.0',
      read: '.',
      outer: ['a/b', '.']
    },
    { description: 'others are not members', folder: 'other', julia: '1.13.0', read: 'other', outer: [] },
    { description: 'a link may lead to a member', folder: 'link', julia: '1.13.0', read: '.', outer: ['.'] }
  ]
  test.each(table)('$description: $folder for Julia $julia', async ({ folder, julia, read, outer }) => {
    const root = makeFolder(files)
    symlinkSync('docs', join(root, 'link'))
    const environment = await readEnvironment(join(root, folder), { juliaVersion: julia })
    const place = (file = '') => relative(root, join(file, '..')) || '.'
    expect({
      read: place(environment.manifest?.file),
      outer: environment.workspaces.map(({ file }) => place(file))
    }).toEqual({ read, outer })
  })

  test('may have no manifest yet: then the one of the member is read', async () => {
    const root = makeFolder(files)
    rmSync(join(root, 'Manifest.toml'))
    const environment = await readEnvironment(join(root, 'docs'), { juliaVersion: '1.13.0' })
    expect(environment.manifest?.file).toBe(join(root, 'docs/Manifest.toml'))
  })

  test.each([
    { description: 'that of the outermost', changes: {}, expected: '1.12.5' },
    {
      description: 'that of the member, where its Julia would not look so far up',
      changes: { 'Manifest.toml': manifest('1.12.1'), 'a/b/Manifest.toml': manifest('1.12.1') },
      folder: 'docs',
      expected: '1.11.5'
    },
    {
      description: 'that of the member, where the workspace was resolved with an older Julia',
      changes: { 'Manifest.toml': manifest('1.10.5') },
      folder: 'docs',
      expected: '1.11.5'
    }
  ])('records the Julia version: $description', async ({ changes, folder = 'a/b', expected }) => {
    expect(await manifestJuliaVersion(join(makeFolder({ ...files, ...changes }), folder))).toBe(expected)
  })
})

describe('a member of a workspace', () => {
  const member = {
    'Project.toml': `name = "P1"\nuuid = "${uuidOf(1)}"\n${deps(2)}${workspace('app', 'test')}`,
    'src/P1.jl': 'module P1 end',
    'Manifest.toml': manifest(
      '1.12.5',
      stanza(1, 'deps = ["P2"]\npath = "."'),
      stanza(2),
      stanza(3),
      stanza(4, 'deps = ["P3"]\npath = "lib/P4"'),
      stanza(5)
    ),
    'app/Project.toml': `${deps(1, 4)}[sources]\nP1 = {path = ".."}\nP4 = {path = "../lib/P4"}\n`,
    'test/Project.toml': deps(5),
    'lib/P4/Project.toml': `name = "P4"\nuuid = "${uuidOf(4)}"\n${deps(3)}`,
    'lib/P4/src/P4.jl': 'module P4 end'
  }
  const namesOf = async (folder: string, julia = { juliaVersion: '1.12.5' }) => {
    const environment = requireManifest(await readEnvironment(join(makeFolder(member), folder), julia))
    return hashTree(environment, julia)
      .nodes.map(({ name }) => name)
      .sort()
  }

  test.each([
    {
      description: 'its own, the base project among them',
      folder: 'app',
      expected: ['P1', 'P2', 'P3', 'P4']
    },
    { description: 'its own alone, for tests', folder: 'test', expected: ['P5'] },
    { description: 'not those of its members, for the base project', folder: '.', expected: ['P2'] }
  ])('can load the dependencies of $description', async ({ folder, expected }) => {
    expect(await namesOf(folder)).toEqual(expected)
  })

  test('finds path packages relative to the shared manifest', async () => {
    const root = makeFolder(member)
    const { pathPackages } = await readEnvironment(join(root, 'app'), { juliaVersion: '1.12.5' })
    expect(Object.values(pathPackages).map(({ folder }) => relative(root, folder))).toEqual(['', 'lib/P4'])
  })

  test('is warned of no change of the project: the shared manifest has a hash of the whole workspace', async () => {
    const text = member['Manifest.toml'].replace(
      'manifest_format',
      `project_hash = "${'0'.repeat(40)}"\nmanifest_format`
    )
    const root = makeFolder({ ...member, 'Manifest.toml': text })
    const read = async (folder: string) => readEnvironment(join(root, folder), { juliaVersion: '1.12.5' })
    expect([(await read('app')).warnings, (await read('.')).warnings]).toEqual([[], []])
  })
})
