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
    weakdeps: on(3, 5),
    extensions: { P1P3Ext: ['P3'], P1P5Ext: ['P5'] },
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

    [deps.P1.extensions]
    P1P3Ext = "P3"
    P1P5Ext = "P5"

    [deps.P1.weakdeps]
    P3 = "${uuidOf(3)}"
    P5 = "${uuidOf(5)}"

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
      packages: [
        { name: 'P4', uuid: uuidOf(4), hash },
        ...[2, 1, 3, 7].map(number => ({
          name: `P${number}`,
          uuid: uuidOf(number),
          version: '1.0.0',
          hash
        }))
      ],
      extensions: [{ name: 'P1P3Ext', parent: uuidOf(1), hash }],
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

  test('holds only the nearer one of two packages of one name, unless the other is needed too', () => {
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
      kept: ['[[deps.P1]]'],
      packages: [uuidOf(1)]
    })
    const needed = makeEnvironment([makeEntry(1), makeEntry(2, { deps: { P1: twin.uuid } }), twin], on(1, 2))
    const both = makeRecipe(needed, hashTree(needed, julia))
    expect(both.packages.map(({ uuid }) => uuid)).toEqual([uuidOf(1), twin.uuid, uuidOf(2)])
    expect(both.manifest).toContain(`    [deps.P2.deps]\n    P1 = "${twin.uuid}"\n`)
  })

  test('tells a weak dependency from another package of that name', () => {
    const other = { ...makeEntry(9), name: 'P3' }
    const weak = makeEnvironment(
      [makeEntry(1, { weakdeps: on(3), extensions: { P1P3Ext: ['P3'] } }), other],
      { ...on(1), P3: other.uuid }
    )
    const { manifest, extensions } = makeRecipe(weak, hashTree(weak, julia))
    expect(parseManifest(manifest, 'M').entries).toEqual(weak.manifest.entries)
    expect(extensions).toEqual([])
  })

  test('compiles a standard library that has preferences, and those that depend on it', () => {
    const stdlibs = [makeStdlib(1), { ...makeStdlib(2), deps: on(1) }, makeStdlib(3)]
    const preferred = makeEnvironment(stdlibs, on(2, 3), { preferences: { [uuidOf(1)]: { x: true } } })
    const { packages, project } = makeRecipe(preferred, hashTree(preferred, julia))
    expect({ packages: packages.map(({ name }) => name), project }).toEqual({
      packages: ['P1', 'P2'],
      project: `[deps]\nP2 = "${uuidOf(2)}"\nP3 = "${uuidOf(3)}"\n\n[extras]\nP1 = "${uuidOf(1)}"\n`
    })
  })

  test('has only the extensions whose package and triggers are all in it', () => {
    const triggered = makeEntry(1, {
      weakdeps: on(2, 3, 4, 5, 8),
      extensions: {
        Dependency: ['P2'],
        OfPath: ['P3'],
        Stdlib: ['P4'],
        Path: ['P5'],
        Mixed: ['P2', 'P5'],
        Unused: ['P8']
      }
    })
    const list = [triggered, ...entries.slice(1)]
    const changed = makeEnvironment(list, on(1, 5), environment)
    const made = {
      ...changed,
      project: { ...changed.project, deps: on(1, 5) },
      manifest: { ...changed.manifest, entries: list }
    }
    const { extensions } = makeRecipe(made, hashTree(made, julia))
    expect(extensions.map(({ name }) => name)).toEqual(['Dependency', 'OfPath', 'Stdlib'])
  })

  test('names just the registries of its packages', () => {
    const [general, other] = ['General', 'Private'].map(id => ({ id, uuid: uuidOf(50) }))
    if (general === undefined || other === undefined) throw new Error('two registries')
    const list = [
      makeEntry(1, { registries: ['General'] }),
      makeEntry(2, { deps: on(5), registries: ['Private'] }),
      makePathEntry(5, {})
    ]
    const two = makeEnvironment(list, on(1, 2), { pathPackages: makePathPackage(5, 'abc') })
    const manifest = { ...two.manifest, format: '2.1' as const, registries: [general, other] }
    const made = makeRecipe({ ...two, manifest }, hashTree(two, julia))
    expect(parseManifest(made.manifest, 'M').registries).toEqual([general])
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
      description: 'ignores a standard library that comes compiled with Julia',
      hash: rootOf({}, [...entries, makeStdlib(9)], on(1, 5, 6, 9)),
      same: true
    },
    {
      description: 'ignores an extension of and by path packages',
      hash: rootOf(
        {},
        entries.map(entry =>
          entry.name === 'P5' ? { ...entry, weakdeps: on(1), extensions: { New: ['P1'] } } : entry
        )
      ),
      same: true
    },
    {
      description: 'sees an extension that the manifest did not name before',
      hash: rootOf(
        {},
        entries.map(entry =>
          entry.name === 'P7' ? { ...entry, weakdeps: on(3), extensions: { New: ['P3'] } } : entry
        )
      ),
      same: false
    },
    {
      description: 'sees preferences of standard libraries',
      hash: rootOf({ preferences: { ...environment.preferences, [uuidOf(4)]: { on: false } } }),
      same: false
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

describe('nothing of the project itself is in its recipe:', () => {
  const stanza = (number: number, rest = `git-tree-sha1 = "${'a'.repeat(40)}"`) =>
    `[[deps.P${number}]]\n${rest}\nuuid = "${uuidOf(number)}"\n`
  const manifest = (head: string, ...stanzas: readonly string[]) =>
    [`${head}\nmanifest_format = "2.0"`, stanza(1), stanza(2), stanza(5, 'deps = ["P2"]\npath = "lib/P5"')]
      .concat(stanzas)
      .join('\n')
  const local = (more = '') => `name = "P5"\nuuid = "${uuidOf(5)}"\n[deps]\nP2 = "${uuidOf(2)}"\n${more}`
  const deps = `[deps]\nP1 = "${uuidOf(1)}"\nP5 = "${uuidOf(5)}"\n`
  const files = {
    'Project.toml': deps,
    'Manifest.toml': manifest('julia_version = "1.12.5"'),
    'lib/P5/Project.toml': local(),
    'lib/P5/src/P5.jl': 'module P5 end'
  }
  const recipeOf = async (changes: Readonly<Record<string, string>>) => {
    const resolved = requireManifest(await readEnvironment(makeFolder({ ...files, ...changes }), julia))
    return makeRecipe(resolved, hashTree(resolved, julia))
  }
  const table: readonly Readonly<{ description: string; changes: Readonly<Record<string, string>> }>[] = [
    {
      description: 'its name, UUID and version',
      changes: { 'Project.toml': `name = "App"\nuuid = "${uuidOf(99)}"\nversion = "1.2.3"\n${deps}` }
    },
    {
      description: 'its compat and its authors',
      changes: { 'Project.toml': `authors = ["me"]\n${deps}[compat]\nP5 = "1"\njulia = "1.12"` }
    },
    {
      description: 'its sources',
      changes: { 'src/App.jl': 'module App end', 'Project.toml': `${deps}[sources]\nP5 = {path = "lib/P5"}` }
    },
    {
      description: 'its tests and their dependencies',
      changes: {
        'Project.toml': `${deps}[extras]\nP3 = "${uuidOf(3)}"\n[targets]\ntest = ["P3"]`,
        'Manifest.toml': manifest('julia_version = "1.12.5"', stanza(3)),
        'test/Project.toml': `[deps]\nP3 = "${uuidOf(3)}"`,
        'test/runtests.jl': 'using P3'
      }
    },
    {
      description: 'its workspace and the dependencies of other members',
      changes: {
        'Project.toml': `${deps}[workspace]\nprojects = ["docs"]`,
        'Manifest.toml': manifest('julia_version = "1.12.5"', stanza(3)),
        'docs/Project.toml': `[deps]\nP3 = "${uuidOf(3)}"`
      }
    },
    {
      description: 'preferences of itself, of path packages and of what is not in the environment',
      changes: {
        'Project.toml': `name = "App"\nuuid = "${uuidOf(99)}"\n${deps}[extras]\nP3 = "${uuidOf(3)}"`,
        'LocalPreferences.toml': '[App]\nx = 1\n[P5]\nx = 1\n[P3]\nx = 1\n[P2]\nignored = 1'
      }
    },
    {
      description: 'the hash of the project',
      changes: { 'Manifest.toml': manifest(`julia_version = "1.12.5"\nproject_hash = "${'b'.repeat(40)}"`) }
    },
    {
      description: 'the content and the compat of path packages',
      changes: { 'lib/P5/src/P5.jl': 'module P5; end', 'lib/P5/Project.toml': local('[compat]\nP2 = "1"\n') }
    },
    {
      description: 'the extensions of the project',
      changes: {
        'Project.toml': `name = "App"\nuuid = "${uuidOf(99)}"\n${deps}[weakdeps]\nP2 = "${uuidOf(2)}"\n[extensions]\nAppExt = "P2"`
      }
    }
  ]
  test.each(table)('$description', async ({ changes }) => {
    expect(await recipeOf(changes)).toEqual(await recipeOf({}))
  })

  test('the version of Julia that resolved the manifest is in its text, but not in its hash', async () => {
    const changed = await recipeOf({ 'Manifest.toml': manifest('julia_version = "1.12.1"') })
    const before = await recipeOf({})
    expect(changed.manifest).not.toBe(before.manifest)
    expect({ ...changed, manifest: '' }).toEqual({ ...before, manifest: '' })
  })
})

test('preferences come to the recipe as Julia honours them in the project, whatever it names there', async () => {
  const folder = makeFolder({
    'Project.toml': `[workspace]\nprojects = ["app"]\n[extras]\nP2 = "${uuidOf(2)}"\n[preferences.P2]\nkept = "outer"\nover = "outer"`,
    'Manifest.toml': `julia_version = "1.12.5"\nmanifest_format = "2.0"\n[[deps.P1]]\ndeps = ["P2", "P3"]\ngit-tree-sha1 = "${'a'.repeat(40)}"\nuuid = "${uuidOf(1)}"\n[[deps.P2]]\ngit-tree-sha1 = "${'b'.repeat(40)}"\nuuid = "${uuidOf(2)}"\n[[deps.P3]]\ngit-tree-sha1 = "${'c'.repeat(40)}"\nuuid = "${uuidOf(3)}"\n`,
    'app/Project.toml': `[deps]\nP1 = "${uuidOf(1)}"\n[weakdeps]\nP2 = "${uuidOf(2)}"`,
    'app/LocalPreferences.toml': '[P1]\nx = [1, 2.0]\n[P2]\nover = "inner"\n[P3]\nnot = "honoured"'
  })
  const resolved = requireManifest(await readEnvironment(`${folder}/app`, julia))
  const { project, preferences } = makeRecipe(resolved, hashTree(resolved, julia))
  expect({ project, preferences }).toEqual({
    project: `[deps]\nP1 = "${uuidOf(1)}"\n\n[extras]\nP2 = "${uuidOf(2)}"\n`,
    preferences: '[P1]\nx = [ 1, 2.0 ]\n\n[P2]\nkept = "outer"\nover = "inner"\n'
  })
})
