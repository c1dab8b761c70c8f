import { describe, expect, test } from '@jest/globals'
import { parseManifest, type Manifest, type ManifestEntry } from '../../src/project/manifest.ts'
import { fixture } from './samples.ts'

const base = { pinned: false, deps: {}, weakdeps: {}, extensions: {}, registries: [] }
const dates = { name: 'Dates', uuid: 'ade2ca70-3891-5945-98fb-dc099432e06a' }
const mmap = { name: 'Mmap', uuid: 'a63ad114-7e13-5084-954f-fe012c677804' }
const printf = { name: 'Printf', uuid: 'de0858da-6303-5e67-8744-51eddeeeb8d7' }
const unicode = { name: 'Unicode', uuid: '4ec0a83e-493e-50e2-b9ac-8f72acf5a8f5' }
const parsers = { name: 'Parsers', uuid: '69de0a69-1ddd-5017-9359-2bf0b02dc9f0' }

const entries = (registries: readonly string[]): readonly ManifestEntry[] => [
  { ...base, ...dates, deps: { Printf: printf.uuid } },
  {
    ...base,
    name: 'Example',
    uuid: '7876af07-990d-54b4-ab0e-23690620f79a',
    version: '0.5.3',
    treeHash: '46e44e869b4d90b96bd8ed1fdcf32244fddfb6cc',
    pinned: true,
    registries
  },
  {
    ...base,
    name: 'JSON',
    uuid: '682c06a0-de6a-54ab-a142-c8b1cf79cde6',
    version: '0.21.4',
    treeHash: '31e996f0a15c7b280ba9f76636b3ff9e2ae58c9a',
    deps: { Dates: dates.uuid, Mmap: mmap.uuid, Parsers: parsers.uuid, Unicode: unicode.uuid },
    registries
  },
  { ...base, ...mmap },
  {
    ...base,
    ...parsers,
    version: '2.8.1',
    treeHash: '8489905bcdbcfac64d1daa51ca07c0d8f0283821',
    deps: { Dates: dates.uuid },
    registries
  },
  { ...base, ...printf, deps: { Unicode: unicode.uuid } },
  { ...base, ...unicode }
]

const general = {
  id: 'General',
  uuid: '23338594-aafe-5451-b93e-139f81909106',
  url: 'https://github.com/JuliaRegistries/General.git'
}

describe('a manifest that Pkg wrote', () => {
  const table: readonly (Readonly<{ description: string; folder: string }> & Readonly<{ head: object }>)[] = [
    { description: 'format 1.0', folder: 'v1.0', head: { format: '1.0' } },
    {
      description: 'format 2.0',
      folder: 'v2.0',
      head: { format: '2.0', juliaVersion: '1.10.8', projectHash: '1dbf4cd0dfd0fd9e4a8c8c5bf6e9d1a3c5e1a7f0' }
    },
    {
      description: 'format 2.1, with a registry',
      folder: 'v2.1',
      head: { format: '2.1', juliaVersion: '1.13.0', registries: [general] }
    },
    {
      description: 'a newer format, read as the newest known',
      folder: 'v3.0',
      head: {
        format: '2.1',
        juliaVersion: '1.14.0',
        warnings: [
          'Manifest.toml: manifest format 3.0 is newer than 2.1, the newest that is known here. It is read as 2.1; unexpected behaviour may occur.'
        ]
      }
    }
  ]
  test.each(table)('$description is read whole', ({ folder, head }) => {
    const text = fixture(`${folder}/Manifest.toml`)
    const projectHash = /project_hash = "(.*)"/.exec(text)?.[1]
    const expected: unknown = {
      file: 'Manifest.toml',
      registries: [],
      warnings: [],
      ...head,
      ...(projectHash === undefined ? {} : { projectHash }),
      entries: entries(folder === 'v2.1' ? ['General'] : [])
    }
    expect(parseManifest(text, 'Manifest.toml')).toEqual(expected)
  })

  test('an empty file is a manifest of format 2.0 without packages', () => {
    const expected: Manifest = { file: 'M', format: '2.0', registries: [], entries: [], warnings: [] }
    expect(parseManifest('', 'M')).toEqual(expected)
  })

  test('packages from a repository, from a path and with extensions keep all that is said about them', () => {
    const text = `manifest_format = "2.0"
      [[deps.Git]]
      git-tree-sha1 = "46E44E869B4D90B96BD8ED1FDCF32244FDDFB6CC"
      repo-rev = "main"
      repo-subdir = "lib/Git"
      repo-url = "https://github.com/a/b.git"
      uuid = "682C06A0-DE6A-54AB-A142-C8B1CF79CDE6"
      entryfile = "src/main.jl"
      version = "0.5.1+"
      [deps.Git.weakdeps]
      Absent = "7876af07-990d-54b4-ab0e-23690620f79a"
      [deps.Git.extensions]
      OneExt = "Absent"
      TwoExt = ["Absent", "Local"]
      [deps.Git.syntax]
      julia_version = "1.13.0"
      [[deps.Local]]
      path = "../Local"
      uuid = "69de0a69-1ddd-5017-9359-2bf0b02dc9f0"
      version = "0.1.0"`
    const expected: readonly ManifestEntry[] = [
      {
        ...base,
        name: 'Git',
        uuid: '682c06a0-de6a-54ab-a142-c8b1cf79cde6',
        version: '0.5.1+',
        treeHash: '46e44e869b4d90b96bd8ed1fdcf32244fddfb6cc',
        repoUrl: 'https://github.com/a/b.git',
        repoRev: 'main',
        repoSubdir: 'lib/Git',
        entryFile: 'src/main.jl',
        syntaxVersion: '1.13.0',
        weakdeps: { Absent: '7876af07-990d-54b4-ab0e-23690620f79a' },
        extensions: { OneExt: ['Absent'], TwoExt: ['Absent', 'Local'] }
      },
      { ...base, ...parsers, name: 'Local', version: '0.1.0', path: '../Local' }
    ]
    expect(parseManifest(text, 'M').entries).toEqual(expected)
  })

  test('two packages of one name are told apart by their UUID', () => {
    const text = `manifest_format = "2.0"
      [[deps.Twin]]
      uuid = "69de0a69-1ddd-5017-9359-2bf0b02dc9f0"
      [[deps.Twin]]
      uuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"
      [[deps.User]]
      uuid = "7876af07-990d-54b4-ab0e-23690620f79a"
      [deps.User.deps]
      Twin = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"`
    expect(parseManifest(text, 'M').entries.map(({ name, uuid, deps }) => ({ name, uuid, deps }))).toEqual([
      { name: 'Twin', uuid: '682c06a0-de6a-54ab-a142-c8b1cf79cde6', deps: {} },
      { name: 'Twin', uuid: '69de0a69-1ddd-5017-9359-2bf0b02dc9f0', deps: {} },
      {
        name: 'User',
        uuid: '7876af07-990d-54b4-ab0e-23690620f79a',
        deps: { Twin: '682c06a0-de6a-54ab-a142-c8b1cf79cde6' }
      }
    ])
  })

  test.each([
    { written: '1.0', format: '2.0', warned: 0 },
    { written: '2', format: '2.0', warned: 0 },
    { written: '2.0.0', format: '2.0', warned: 0 },
    { written: '2.1.0', format: '2.1', warned: 0 },
    { written: '2.2', format: '2.1', warned: 1 },
    { written: '3.0', format: '2.1', warned: 1 }
  ])('a header of format $written is read as $format', ({ written, format, warned }) => {
    const found = parseManifest(`manifest_format = "${written}"`, 'M')
    expect([found.format, found.warnings.length]).toEqual([format, warned])
  })

  test('a package that is called manifest_format does not hide format 1.0', () => {
    const text = '[[manifest_format]]\nuuid = "69de0a69-1ddd-5017-9359-2bf0b02dc9f0"'
    expect(parseManifest(text, 'M').format).toBe('1.0')
  })
})

describe('a malformed manifest is refused with its file and entry', () => {
  const a = 'uuid = "69de0a69-1ddd-5017-9359-2bf0b02dc9f0"'
  const b = 'uuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"'
  const table = [
    { description: 'a missing UUID', text: '[[A]]\nversion = "1"', message: 'M, [[A]]: a `uuid` is missing' },
    {
      description: 'a malformed UUID',
      text: '[[A]]\nuuid = "ade2ca70"',
      message:
        'M, [[A]]: `uuid` is "ade2ca70", but has to be a UUID such as "7876af07-990d-54b4-ab0e-23690620f79a"'
    },
    {
      description: 'a malformed version',
      text: `[[A]]\n${a}\nversion = "0.5.3.3.5"`,
      message: 'M, [[A]]: `version` is "0.5.3.3.5", but has to be a version such as "1.2.3"'
    },
    {
      description: 'a version that is a number',
      text: `[[A]]\n${a}\nversion = 1.5`,
      message: 'M, [[A]]: `version` is 1.5, but has to be a text in quotes'
    },
    {
      description: 'a short tree hash',
      text: `[[A]]\n${a}\ngit-tree-sha1 = "055eb"`,
      message: 'M, [[A]]: `git-tree-sha1` is "055eb", but has to be a SHA-1 of 40 hexadecimal digits'
    },
    {
      description: 'a tree hash that is no text',
      text: `[[A]]\n${a}\ngit-tree-sha1 = true`,
      message: 'M, [[A]]: `git-tree-sha1` is true, but has to be a text in quotes'
    },
    {
      description: 'a pinned field in quotes',
      text: `[[A]]\n${a}\npinned = "true"`,
      message: 'M, [[A]]: `pinned` is "true", but has to be `true` or `false` without quotes'
    },
    {
      description: 'a path that is no text',
      text: `[[A]]\n${a}\npath = false`,
      message: 'M, [[A]]: `path` is false, but has to be a text in quotes'
    },
    {
      description: 'a repository without a tree',
      text: `[[A]]\n${a}\nrepo-url = "https://example.com"`,
      message: 'M, [[A]]: there is a `repo-url` but no `git-tree-sha1`'
    },
    {
      description: 'a dependency named twice',
      text: `[[A]]\n${a}\ndeps = ["B", "B"]\n[[B]]\n${b}`,
      message: 'M, [[A]]: `deps` names `B` twice'
    },
    {
      description: 'a dependency that is not there',
      text: `[[A]]\n${a}\ndeps = ["B"]`,
      message: 'M, [[A]]: `deps` names `B`, but the manifest has no such package'
    },
    {
      description: 'a dependency on one of two',
      text: `[[A]]\n${a}\ndeps = ["B"]\n[[B]]\n${b}\n[[B]]\nuuid = "7876af07-990d-54b4-ab0e-23690620f79a"`,
      message: 'M, [[A]]: `deps` names `B`, which is ambiguous: the manifest has two packages of that name'
    },
    {
      description: 'a dependency under another name',
      text: `[[A]]\n${a}\n[A.deps]\nC = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"\n[[B]]\n${b}`,
      message:
        'M, [[A]]: `deps` names `C` with the UUID 682c06a0-de6a-54ab-a142-c8b1cf79cde6, but the manifest calls that `B`'
    },
    {
      description: 'a dependency with an unknown UUID',
      text: `[[A]]\n${a}\n[A.deps]\nB = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"`,
      message:
        'M, [[A]]: `deps` names `B` with the UUID 682c06a0-de6a-54ab-a142-c8b1cf79cde6, but the manifest has no such package'
    },
    {
      description: 'a weak dependency that is only a name and not there',
      text: `[[A]]\n${a}\nweakdeps = ["B"]`,
      message: 'M, [[A]]: `weakdeps` names `B`, but the manifest has no such package'
    },
    {
      description: 'one UUID twice',
      text: `[[A]]\n${a}\n[[B]]\n${a}`,
      message: 'M, [[B]]: there are two entries with the UUID 69de0a69-1ddd-5017-9359-2bf0b02dc9f0'
    },
    {
      description: 'a table where a list belongs',
      text: `manifest_format = "2.0"\n[deps.A]\n${a}`,
      message: 'M, [[deps.A]]: this has to be a list of tables'
    },
    {
      description: 'a format that is a number',
      text: 'manifest_format = 2.0',
      message: 'M: `manifest_format` has to be a text such as "2.0"'
    },
    {
      description: 'a malformed Julia version',
      text: 'julia_version = "latest"\nmanifest_format = "2.0"',
      message: 'M: `julia_version` is "latest", but has to be a version such as "1.2.3"'
    },
    {
      description: 'a malformed project hash',
      text: 'manifest_format = "2.0"\nproject_hash = "abc"',
      message: 'M: `project_hash` is "abc", but has to be a SHA-1 of 40 hexadecimal digits'
    },
    {
      description: 'a repository that is no text',
      text: `[[A]]\n${a}\nrepo-url = false`,
      message: 'M, [[A]]: `repo-url` is false, but has to be a text in quotes'
    },
    {
      description: 'a revision that is no text',
      text: `[[A]]\n${a}\nrepo-rev = 1`,
      message: 'M, [[A]]: `repo-rev` is 1, but has to be a text in quotes'
    },
    {
      description: 'dependencies that are a text',
      text: `[[A]]\n${a}\ndeps = "B"\n[[B]]\n${b}`,
      message: 'M, [[A]]: `deps` is "B", but has to be a table'
    },
    {
      description: 'a dependency that is no text',
      text: `[[A]]\n${a}\ndeps = [1]`,
      message: 'M, [[A]]: `deps` is [1], but has to be a text or a list of texts'
    },
    {
      description: 'a dependency with a malformed UUID',
      text: `[[A]]\n${a}\n[A.deps]\nB = "682c06a0"`,
      message:
        'M, [[A]] `deps`: `B` is "682c06a0", but has to be a UUID such as "7876af07-990d-54b4-ab0e-23690620f79a"'
    },
    {
      description: 'a weak dependency on one of two',
      text: `[[A]]\n${a}\nweakdeps = ["B"]\n[[B]]\n${b}\n[[B]]\nuuid = "7876af07-990d-54b4-ab0e-23690620f79a"`,
      message:
        'M, [[A]]: `weakdeps` names `B`, which is ambiguous: the manifest has two packages of that name'
    },
    {
      description: 'extensions that are a list',
      text: `[[A]]\n${a}\nextensions = ["AExt"]`,
      message: 'M, [[A]]: `extensions` is ["AExt"], but has to be a table'
    },
    {
      description: 'an extension with a trigger that is no text',
      text: `[[A]]\n${a}\n[A.extensions]\nAExt = true`,
      message: 'M, [[A]]: `AExt` is true, but has to be a text or a list of texts'
    },
    {
      description: 'registries that are a number',
      text: `[[A]]\n${a}\nregistries = 1`,
      message: 'M, [[A]]: `registries` is 1, but has to be a text or a list of texts'
    },
    {
      description: 'a malformed syntax version',
      text: `[[A]]\n${a}\n[A.syntax]\njulia_version = "new"`,
      message: 'M, [[A]]: `julia_version` is "new", but has to be a version such as "1.2.3"'
    },
    {
      description: 'a package at top level that is a text, in format 1.0',
      text: 'julia_version = "1.10.0"',
      message: 'M, [[julia_version]]: this has to be a list of tables'
    },
    {
      description: 'packages that are a list of tables',
      text: `manifest_format = "2.0"\n[[deps]]\n${a}`,
      message: 'M: `deps` is [{"uuid":"69de0a69-1ddd-5017-9359-2bf0b02dc9f0"}], but has to be a table'
    },
    {
      description: 'a format that is no version',
      text: 'manifest_format = "new"',
      message: 'M: `manifest_format` has to be a text such as "2.0"'
    },
    {
      description: 'a registry without UUID',
      text: 'manifest_format = "2.1"\n[registries.General]\nurl = "https://example.com"',
      message: 'M, [registries.General]: a `uuid` is missing'
    }
  ]
  test.each(table)('$description', ({ text, message }) => {
    expect(() => parseManifest(text, 'M')).toThrow(
      `${message}. Pkg cannot use this manifest either: restore it from Git, or delete it, run \`Pkg.resolve()\` and commit the new one.`
    )
  })

  test('a syntax error has line and column', () => {
    expect(() => parseManifest('[[A]]\nuuid = "69de0a69', 'dir/Manifest.toml')).toThrow(
      /^dir\/Manifest\.toml:2:\d+: this is not TOML: /
    )
  })
})
