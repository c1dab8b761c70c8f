import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hashTree, parseHashTree, writeHashTree, type HashTree } from '../../src/project/hash-tree.ts'
import { parseManifest, type ManifestEntry } from '../../src/project/manifest.ts'
import { writeManifest } from '../../src/project/manifest-text.ts'
import { parseProject } from '../../src/project/project.ts'
import {
  fixture,
  makeEntry,
  makeEnvironment,
  makePathEntry,
  makePathPackage,
  makeStdlib,
  on,
  uuidOf
} from './samples.ts'

const julia = { juliaVersion: '1.12.5' }
describe('one package', () => {
  test('has the inputs of its hash, dependencies first', () => {
    const tree = hashTree(
      makeEnvironment(
        [
          makeEntry(1, { deps: on(2, 3) }),
          makeEntry(2, { entryFile: 'src/x.jl' }),
          makeStdlib(3),
          makeEntry(4, { deps: on(5) }),
          makePathEntry(5, {}),
          makeEntry(6)
        ],
        on(1, 4),
        { preferences: { [uuidOf(2)]: { a: 1n } }, pathPackages: makePathPackage(5, 'abc') }
      ),
      julia
    )
    const hash: unknown = expect.stringMatching(/^[0-9a-f]{64}$/)
    const base = { version: '1.0.0', preferences: '', extensions: '', stdlib: false, hash }
    const node = (number: number) => ({ ...base, uuid: uuidOf(number), name: `P${number}` })
    const expected: unknown = {
      format: 1,
      juliaVersion: '1.12.5',
      nodes: [
        {
          ...node(2),
          source: `tree:${'2'.padStart(40, '0')} entry:src/x.jl`,
          preferences: hash,
          dependencies: [],
          immutable: true
        },
        {
          ...node(3),
          version: undefined,
          source: 'julia:1.12.5',
          dependencies: [],
          stdlib: true,
          immutable: true
        },
        {
          ...node(1),
          source: `tree:${'1'.padStart(40, '0')}`,
          dependencies: [uuidOf(2), uuidOf(3)],
          immutable: true
        },
        { ...node(5), source: 'content:abc', dependencies: [], immutable: false },
        { ...node(4), source: `tree:${'4'.padStart(40, '0')}`, dependencies: [uuidOf(5)], immutable: false }
      ],
      rootHash: hash
    }
    expect(tree).toEqual(expected)
  })

  test('of a cycle is hashed with the others, and a change in one changes all of them', () => {
    const cycle = (version: string) =>
      hashTree(
        makeEnvironment(
          [
            makeEntry(1, { deps: on(2) }),
            makeEntry(2, { deps: on(3, 4) }),
            makeEntry(3, { deps: on(1), version }),
            makeEntry(4)
          ],
          on(1)
        ),
        julia
      )
    const [before, after] = [cycle('1.0.0'), cycle('1.0.1')]
    expect(changed(before, after)).toEqual(['P1', 'P2', 'P3'])
  })

  test('in every format of the manifest has the same hash', () => {
    const project = parseProject(fixture('v1.0/Project.toml'), 'P')
    const roots = ['v1.0', 'v2.0', 'v2.1', 'v3.0'].map(folder => {
      const manifest = parseManifest(fixture(`${folder}/Manifest.toml`), 'M')
      return hashTree({ ...makeEnvironment([], {}), project, manifest }, julia).rootHash
    })
    expect(new Set(roots).size).toBe(1)
  })
})

describe('a stored tree', () => {
  const tree = hashTree(makeEnvironment([makeEntry(1)], on(1)), julia)

  test('is read back as it was', () => {
    expect(parseHashTree(writeHashTree(tree))).toEqual(tree)
  })

  test.each([
    { description: 'no JSON', text: '{' },
    { description: 'another format', text: JSON.stringify({ ...tree, format: 2 }) },
    { description: 'no nodes', text: JSON.stringify({ ...tree, nodes: undefined }) },
    {
      description: 'a node without hash',
      text: JSON.stringify({ ...tree, nodes: [{ ...tree.nodes[0], hash: 1 }] })
    },
    { description: 'nothing', text: 'null' }
  ])('that is $description is none', ({ text }) => {
    expect(parseHashTree(text)).toBeUndefined()
  })
})

/** Names of the packages whose hash differs. */
function changed(before: HashTree, after: HashTree): readonly string[] {
  const old = new Map(before.nodes.map(({ uuid, hash }) => [uuid, hash]))
  return after.nodes
    .filter(({ uuid, hash }) => old.get(uuid) !== hash)
    .map(({ name }) => name)
    .sort()
}

/** Acyclic graphs: a package depends only on those of lower numbers; the last one reaches whatever it does. */
const graphs = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }).map(choices =>
  choices.map((picks, number) =>
    makeEntry(number, {
      deps: number === 0 ? {} : on(...new Set(picks.map(pick => pick % number))),
      extensions: number % 3 === 0 ? { [`P${number}Ext`]: [`P${number + 1}`] } : {},
      weakdeps: number % 3 === 0 ? { [`P${number + 1}`]: uuidOf(number + 1) } : {}
    })
  )
)

const all = (entries: readonly ManifestEntry[]) => on(...entries.keys())
const reorder = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).reverse())

describe('for any manifest', () => {
  test('order, comments, formatting and format do not change the root hash', () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (entries, keys) => {
        const expected = hashTree(makeEnvironment(entries, all(entries)), julia).rootHash
        const manifest = makeEnvironment(entries, {}).manifest
        for (const format of ['1.0', '2.0', '2.1'] as const) {
          const text = writeManifest({ ...manifest, format, entries: entries.toReversed() })
          const [head = '', ...stanzas] = `\n${text}`.split(/(?=^\[\[)/m)
          const shuffled = stanzas
            .map((stanza, at) => ({ stanza, key: keys[at] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ stanza }) => stanza.replace(/ = /g, '   =  ').replace(/^(\w.*)$/gm, '$1 # why'))
          const read = parseManifest(`# a comment\n${head}${shuffled.join('\n\n')}`, 'M')
          const found = hashTree({ ...makeEnvironment([], reorder(all(entries))), manifest: read }, julia)
          expect(found.rootHash).toBe(expected)
        }
      })
    )
  })

  const inputs: readonly (readonly [string, (entry: ManifestEntry) => Partial<ManifestEntry>])[] = [
    ['version', () => ({ version: '1.0.1' })],
    ['source', () => ({ treeHash: 'f'.repeat(40) })],
    ['entry file', () => ({ entryFile: 'src/other.jl' })],
    ['syntax', () => ({ syntaxVersion: '1.14.0' })],
    ['extensions', () => ({ extensions: { NewExt: ['P0'] } })],
    ['triggers', ({ name }) => ({ extensions: { [`${name}Ext`]: ['Other'] } })]
  ]
  test.each(inputs)(
    'a changed %s changes the hash of that package and of those that depend on it',
    (_, change) => {
      fc.assert(
        fc.property(graphs, fc.nat(), (entries, pick) => {
          const at = pick % entries.length
          const next = entries.map((entry, number) =>
            number === at ? { ...entry, ...change(entry) } : entry
          )
          const [before, after] = [entries, next].map(list =>
            hashTree(makeEnvironment(list, all(list)), julia)
          )
          if (!before || !after) throw new Error('two trees')
          expect(changed(before, after)).toEqual(dependents(entries, at))
          expect(before.rootHash).not.toBe(after.rootHash)
        })
      )
    }
  )

  test('changed preferences change the hash of that package and of those that depend on it', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (entries, pick) => {
        const at = pick % entries.length
        const [before, after] = [1n, 1].map(value =>
          hashTree(
            makeEnvironment(entries, all(entries), { preferences: { [uuidOf(at)]: { value } } }),
            julia
          )
        )
        if (!before || !after) throw new Error('two trees')
        expect(changed(before, after)).toEqual(dependents(entries, at))
      })
    )
  })

  test('fields that change no compiled file change no hash', () => {
    fc.assert(
      fc.property(graphs, entries => {
        const next = entries.map(entry => ({
          ...entry,
          pinned: true,
          registries: ['General'],
          repoUrl: 'https://example.com',
          repoRev: 'main'
        }))
        const [before, after] = [entries, next].map(list => hashTree(makeEnvironment(list, all(list)), julia))
        expect(after?.rootHash).toBe(before?.rootHash)
      })
    )
  })
})

/** Names of a package and of all that depend on it, sorted. */
function dependents(entries: readonly ManifestEntry[], at: number): readonly string[] {
  const found = new Set([uuidOf(at)])
  for (const entry of entries) {
    if (Object.values(entry.deps).some(uuid => found.has(uuid))) found.add(entry.uuid)
  }
  return entries
    .filter(({ uuid }) => found.has(uuid))
    .map(({ name }) => name)
    .sort()
}
