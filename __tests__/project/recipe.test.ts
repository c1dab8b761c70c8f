import { describe, expect, test } from '@jest/globals'
import { readEnvironment, requireManifest } from '../../src/project/environment.ts'
import { hashTree } from '../../src/project/hash-tree.ts'
import { parseManifest } from '../../src/project/manifest.ts'
import { makeRecipe, makeRecipes } from '../../src/project/recipe.ts'
import {
  fixturePath,
  makeEntry,
  makeEnvironment,
  makeFolder,
  makePathEntry,
  makePathPackage,
  makeStdlib,
  on,
  uuidOf
} from './samples.ts'

const julia = { juliaVersion: '1.12.5' }
const stdlib = makeStdlib(4)

/** The project → P1, P5; P1 → P2; P5 is a path package → P2, P3; P6 depends on P5 and P7. */
const entries = [
  makeEntry(1, {
    deps: on(2),
    weakdeps: on(5),
    extensions: { P1P5Ext: ['P5'] },
    repoUrl: 'https://example.com/P1.git',
    repoRev: 'main'
  }),
  makeEntry(2, { deps: on(4), registries: ['General'] }),
  makeEntry(3),
  stdlib,
  makePathEntry(5, on(2, 3)),
  makeEntry(6, { deps: on(5, 7) }),
  makeEntry(7),
  makeEntry(8)
]
const environment = makeEnvironment(entries, on(1, 5, 6), {
  preferences: {
    [uuidOf(1)]: { z: 1n, a: { float: 1, text: 'x' } },
    [uuidOf(4)]: { on: true },
    [uuidOf(5)]: { secret: true }
  },
  pathPackages: makePathPackage(5, 'abc')
})
const recipe = makeRecipe(environment, hashTree(environment, julia))

describe('a recipe', () => {
  test('holds just the immutable packages that the project can load, and reaches them all', () => {
    const hash: unknown = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(recipe).toEqual({
      project: `[deps]
P1 = "${uuidOf(1)}"
P2 = "${uuidOf(2)}"
P3 = "${uuidOf(3)}"
P7 = "${uuidOf(7)}"

[extras]
P4 = "${uuidOf(4)}"
`,
      manifest: `manifest_format = "2.0"

[[deps.P1]]
deps = ["P2"]
git-tree-sha1 = "${'1'.padStart(40, '0')}"
repo-rev = "main"
repo-url = "https://example.com/P1.git"
uuid = "${uuidOf(1)}"
version = "1.0.0"

    [deps.P1.weakdeps]
    P5 = "${uuidOf(5)}"

    [deps.P1.extensions]
    P1P5Ext = "P5"

[[deps.P2]]
deps = ["P4"]
git-tree-sha1 = "${'2'.padStart(40, '0')}"
registries = "General"
uuid = "${uuidOf(2)}"
version = "1.0.0"

[[deps.P3]]
git-tree-sha1 = "${'3'.padStart(40, '0')}"
uuid = "${uuidOf(3)}"
version = "1.0.0"

[[deps.P4]]
uuid = "${uuidOf(4)}"

[[deps.P7]]
git-tree-sha1 = "${'7'.padStart(40, '0')}"
uuid = "${uuidOf(7)}"
version = "1.0.0"
`,
      preferences: `[P1]
z = 1

[P1.a]
float = 1.0
text = "x"

[P4]
on = true
`,
      packages: [2, 1, 3, 7].map(number => ({ name: `P${number}`, uuid: uuidOf(number), version: '1.0.0' })),
      rootHash: hash
    })
  })

  test.each(['v1.0', 'v2.0', 'v2.1'])(
    'of a manifest in format %s is that manifest without its hash',
    async folder => {
      const resolved = requireManifest(await readEnvironment(fixturePath(folder), { juliaVersion: '1.13.0' }))
      const { manifest, packages } = makeRecipe(resolved, hashTree(resolved, julia))
      expect(parseManifest(manifest, resolved.manifest.file)).toEqual({
        ...resolved.manifest,
        projectHash: undefined
      })
      expect(packages.map(({ name }) => name)).toEqual(['Example', 'Parsers', 'JSON'])
    }
  )

  test('is empty where all packages are path packages or standard libraries', () => {
    const only = makeEnvironment([makePathEntry(5, on(4)), stdlib], on(5), {
      pathPackages: makePathPackage(5, 'abc')
    })
    expect(makeRecipe(only, hashTree(only, julia))).toMatchObject({
      project: `[deps]\nP4 = "${uuidOf(4)}"\n`,
      packages: []
    })
  })

  test('names the nearer one of two packages of one name, and keeps both in the manifest', () => {
    const twin = { ...makeEntry(9), name: 'P1' }
    const two = makeEnvironment([makeEntry(1), makePathEntry(5, { P1: twin.uuid }), twin], on(1, 5), {
      pathPackages: makePathPackage(5, 'abc')
    })
    const { project, manifest, packages } = makeRecipe(two, hashTree(two, julia))
    expect({
      project,
      kept: manifest.match(/^\[\[.*$/gm),
      packages: packages.map(({ uuid }) => uuid)
    }).toEqual({
      project: `[deps]\nP1 = "${uuidOf(1)}"\n`,
      kept: ['[[deps.P1]]', '[[deps.P1]]'],
      packages: [uuidOf(1)]
    })
  })
})

describe('the root hash of a recipe', () => {
  const rootOf = (changes: Parameters<typeof makeEnvironment>[2], list = entries, deps = on(1, 5, 6)) => {
    const changed = {
      ...makeEnvironment(list, deps, environment),
      project: { ...environment.project, deps },
      manifest: { ...environment.manifest, entries: list },
      ...changes
    }
    return makeRecipe(changed, hashTree(changed, julia)).rootHash
  }
  const table = [
    {
      description: 'ignores the sources of path packages',
      hash: rootOf({ pathPackages: makePathPackage(5, 'other') }),
      same: true
    },
    {
      description: 'ignores preferences of path packages',
      hash: rootOf({ preferences: { ...environment.preferences, [uuidOf(5)]: { secret: false } } }),
      same: true
    },
    {
      description: 'ignores packages that the project cannot load',
      hash: rootOf(
        {},
        entries.filter(({ name }) => name !== 'P8')
      ),
      same: true
    },
    {
      description: 'sees preferences of immutable packages',
      hash: rootOf({ preferences: { ...environment.preferences, [uuidOf(3)]: { new: true } } }),
      same: false
    },
    {
      description: 'sees a new immutable package',
      hash: rootOf({}, entries, on(1, 5, 6, 8)),
      same: false
    }
  ]
  test.each(table)('$description', ({ hash, same }) => {
    expect(hash === recipe.rootHash).toBe(same)
  })
})

test('equal environments share one recipe', async () => {
  const text = '[[P]]\nuuid = "7876af07-990d-54b4-ab0e-23690620f79a"\n'
  const project = '[deps]\nP = "7876af07-990d-54b4-ab0e-23690620f79a"\n'
  const folders = [
    makeFolder({ 'Project.toml': project, 'Manifest.toml': text }),
    makeFolder({ 'Project.toml': `name = "Other"\n${project}`, 'Manifest.toml': `# other\n${text}` }),
    makeFolder({ 'Project.toml': '', 'Manifest.toml': text })
  ]
  const parts = await Promise.all(
    folders.map(async (path, at) => {
      const resolved = requireManifest(await readEnvironment(path, julia))
      return { environment: resolved, tree: hashTree(resolved, julia), folder: `project ${at}` }
    })
  )
  expect(makeRecipes(parts).map(({ project: found, folders: used }) => [found, used])).toEqual([
    [project, ['project 0', 'project 1']],
    ['[deps]\n', ['project 2']]
  ])
})

test('dependencies of tests stay out: those of a target, and those of another project of the workspace', async () => {
  const folder = makeFolder({
    'Project.toml': `[workspace]\nprojects = ["test"]\n[deps]\nP1 = "${uuidOf(1)}"\n[extras]\nP2 = "${uuidOf(2)}"\n[targets]\ntest = ["P2"]`,
    'Manifest.toml': [1, 2, 3]
      .map(number => `[[deps.P${number}]]\ngit-tree-sha1 = "${'a'.repeat(40)}"\nuuid = "${uuidOf(number)}"\n`)
      .concat('[[deps.P4]]\ndeps = ["P3"]\npath = "elsewhere"\n', `uuid = "${uuidOf(4)}"\n`)
      .reduce((text, stanza) => text + stanza, 'julia_version = "1.12.5"\nmanifest_format = "2.0"\n'),
    'test/Project.toml': `[deps]\nP3 = "${uuidOf(3)}"\nP2 = "${uuidOf(2)}"\n`
  })
  const packagesOf = async (path: string) => {
    const resolved = requireManifest(await readEnvironment(path, julia))
    return makeRecipe(resolved, hashTree(resolved, julia)).packages.map(({ name }) => name)
  }
  expect([await packagesOf(folder), await packagesOf(`${folder}/test`)]).toEqual([['P1'], ['P2', 'P3']])
})
