import { describe, expect, test } from '@jest/globals'
import { hashTree, type HashTree } from '../../src/project/hash-tree.ts'
import { parseManifest, type ManifestEntry } from '../../src/project/manifest.ts'
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
    const base = { version: '1.0.0', preferences: '', stdlib: false, hash }
    const node = (number: number) => ({ ...base, uuid: uuidOf(number), name: `P${number}` })
    const expected: unknown = {
      format: 2,
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
      extensions: [],
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

/** Names of the packages and extensions whose hash differs. */
function changed(before: HashTree, after: HashTree): readonly string[] {
  const old = new Set([...before.nodes, ...before.extensions].map(({ hash }) => hash))
  return [...after.nodes, ...after.extensions]
    .filter(({ hash }) => !old.has(hash))
    .map(({ name }) => name)
    .sort()
}

describe('an extension', () => {
  const extended = makeEntry(1, {
    deps: on(2),
    weakdeps: on(3, 5, 9),
    extensions: { OneExt: ['P3'], TwoExt: ['P3', 'P2'], PathExt: ['P5'], LostExt: ['P3', 'P9'] }
  })
  const entries = [
    extended,
    makeEntry(2),
    makeEntry(3, { deps: on(4) }),
    makeStdlib(4),
    makePathEntry(5, {}),
    { ...makeStdlib(6), weakdeps: on(4), extensions: { BundledExt: ['P4'] } },
    makeEntry(7, { deps: on(1, 3) })
  ]
  const treeOf = (list: readonly ManifestEntry[], deps = on(1, 3, 5, 6, 7), juliaVersion = '1.12.5') =>
    hashTree(makeEnvironment(list, deps, { pathPackages: makePathPackage(5, 'abc') }), { juliaVersion })
  const without = (number: number) => entries.filter(({ uuid }) => uuid !== uuidOf(number))

  test('is a node of its own where its package and all of its triggers can be loaded', () => {
    const hash: unknown = expect.stringMatching(/^[0-9a-f]{64}$/)
    const node = (parent: number, name: string, ...triggers: readonly number[]) => ({
      name,
      parent: uuidOf(parent),
      triggers: triggers.map(uuidOf),
      hash,
      stdlib: false,
      immutable: true
    })
    expect(treeOf(entries).extensions).toEqual([
      node(1, 'OneExt', 3),
      { ...node(1, 'PathExt', 5), immutable: false },
      node(1, 'TwoExt', 2, 3),
      { ...node(6, 'BundledExt', 4), stdlib: true }
    ])
  })

  test.each([
    { description: 'Julia 1.8 has none', found: treeOf(entries, undefined, '1.8.5').extensions },
    {
      description: 'its trigger is not in the environment',
      found: treeOf(entries, on(2, 6)).extensions.slice(1)
    }
  ])('is none where $description', ({ found }) => {
    expect(found).toEqual([])
  })

  const bump = (number: number) =>
    entries.map(entry => (entry.uuid === uuidOf(number) ? { ...entry, treeHash: 'f'.repeat(40) } : entry))
  const table = [
    {
      description: 'with its package, and so does what depends on both',
      after: bump(1),
      expected: ['OneExt', 'P1', 'P7', 'PathExt', 'TwoExt']
    },
    {
      description: 'with a trigger, while its package does not',
      after: bump(3),
      expected: ['OneExt', 'P3', 'P7', 'TwoExt']
    },
    {
      description: 'with what its package and a trigger depend on',
      after: bump(2),
      expected: ['OneExt', 'P1', 'P2', 'P7', 'PathExt', 'TwoExt']
    },
    {
      description: 'alone, where its triggers are others',
      after: [{ ...extended, extensions: { ...extended.extensions, OneExt: ['P2'] } }, ...without(1)],
      expected: ['OneExt']
    },
    {
      description: 'alone, where the manifest did not name it before',
      before: [{ ...extended, extensions: {} }, ...without(1)],
      after: entries,
      expected: ['OneExt', 'PathExt', 'TwoExt']
    },
    { description: 'not with packages that it does not need', after: bump(7), expected: ['P7'] }
  ]
  test.each(table)('changes $description', ({ before = entries, after, expected }) => {
    expect(changed(treeOf(before), treeOf(after))).toEqual(expected)
    expect(treeOf(after).rootHash).not.toBe(treeOf(before).rootHash)
  })
})

describe('what a version of Julia does not read changes no hash of it', () => {
  const treeOf = (entry: ManifestEntry, juliaVersion: string) =>
    hashTree(makeEnvironment([entry], on(1)), { juliaVersion })
  const table = [
    { description: 'a new syntax before 1.14', syntax: '1.14.0', julia: '1.13.0', same: true },
    { description: 'the syntax of 1.13 or older', syntax: '1.10.0', julia: '1.14.0', same: true },
    { description: 'a new syntax since 1.14, which does', syntax: '1.14.0', julia: '1.14.0', same: false }
  ]
  test.each(table)('$description', ({ syntax, julia, same }) => {
    const [before, after] = [makeEntry(1), makeEntry(1, { syntaxVersion: syntax })]
    expect(treeOf(before, julia).rootHash === treeOf(after, julia).rootHash).toBe(same)
  })
})

test('the version that a manifest gives a standard library changes nothing: the one that runs comes with Julia', () => {
  const [without, other] = [makeStdlib(1), { ...makeStdlib(1), version: '1.11.0' }].map(entry =>
    hashTree(makeEnvironment([entry], on(1)), julia)
  )
  expect(without).toEqual(other)
})

test('a standard library that was upgraded is hashed as any other package', () => {
  const [bundled, upgraded] = [makeStdlib(1), makeEntry(1)].map(entry =>
    hashTree(makeEnvironment([entry], on(1)), julia)
  )
  expect([bundled, upgraded].map(tree => tree?.nodes.map(({ source, stdlib }) => [source, stdlib]))).toEqual([
    [['julia:1.12.5', true]],
    [[`tree:${'1'.padStart(40, '0')}`, false]]
  ])
})
