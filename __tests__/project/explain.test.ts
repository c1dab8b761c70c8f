import { expect, test } from '@jest/globals'
import { explain } from '../../src/project/explain.ts'
import { hashTree } from '../../src/project/hash-tree.ts'
import type { ManifestEntry } from '../../src/project/manifest.ts'
import type { TomlTable } from '../../src/project/toml.ts'
import { makeEntry, makeEnvironment, makeStdlib, on, uuidOf } from './samples.ts'

const tree = (
  entries: readonly ManifestEntry[],
  deps: Readonly<Record<string, string>>,
  {
    juliaVersion = '1.12.5',
    preferences = {}
  }: Readonly<{ juliaVersion?: string; preferences?: Readonly<Record<string, TomlTable>> }> = {}
) => hashTree(makeEnvironment(entries, deps, { preferences }), { juliaVersion })

const stdlib = makeStdlib(4)
const third = { version: '1.0.1', treeHash: 'f'.repeat(40) }
/** P1 → P2 → P3; P6 has an extension that P3 triggers, P7 is alone. */
const list = (changes: Partial<ManifestEntry> = {}) => [
  makeEntry(1, { deps: on(2) }),
  makeEntry(2, { deps: on(3) }),
  makeEntry(3, changes),
  stdlib,
  makeEntry(6, { weakdeps: on(3), extensions: { P6Ext: ['P3'] } }),
  makeEntry(7)
]
const base = list()
const roots = on(1, 4, 6, 7)

const change = (number: number, reasons: readonly object[], kind = 'changed') => ({
  change: kind,
  uuid: uuidOf(number),
  name: `P${number}`,
  reasons
})
const below = (number: number, kind = 'changed') => ({
  input: 'dependency',
  change: kind,
  uuid: uuidOf(number),
  name: `P${number}`
})
const extension = (reasons: readonly object[], kind = 'changed') => ({
  ...change(6, reasons, kind),
  name: 'P6 → P6Ext'
})
const newThird = change(3, [
  { input: 'version', before: '1.0.0', after: '1.0.1' },
  { input: 'source', before: `tree:${'3'.padStart(40, '0')}`, after: `tree:${'f'.repeat(40)}` }
])

const table = [
  { description: 'nothing', after: [tree(base, roots)], expected: [] },
  {
    description: 'a new version, what depends on it, and the extension that it triggers',
    after: [tree(list(third), roots)],
    expected: [newThird, change(2, [below(3)]), change(1, [below(2)]), extension([below(3)])]
  },
  {
    description: 'preferences',
    after: [tree(base, roots, { preferences: { [uuidOf(7)]: { a: true } } })],
    expected: [change(7, [{ input: 'preferences' }])]
  },
  {
    description: 'preferences of a package with an extension',
    after: [tree(base, roots, { preferences: { [uuidOf(6)]: { a: true } } })],
    expected: [change(6, [{ input: 'preferences' }]), extension([below(6)])]
  },
  {
    description: 'another Julia',
    after: [tree(base, roots, { juliaVersion: '1.12.6' })],
    expected: [change(4, [{ input: 'julia', before: 'julia:1.12.5', after: 'julia:1.12.6' }])]
  },
  {
    description: 'another name',
    after: [tree([...base.slice(0, 5), { ...makeEntry(7), name: 'Q' }], on(1, 4, 6, 7))],
    expected: [{ ...change(7, [{ input: 'name' }]), name: 'Q' }]
  },
  {
    description: 'packages that came and went',
    after: [tree([makeEntry(1, { deps: on(5) }), makeEntry(5), ...base.slice(3)], roots)],
    expected: [
      change(5, [], 'added'),
      change(1, [below(2, 'removed'), below(5, 'added')]),
      change(3, [], 'removed'),
      change(2, [], 'removed'),
      extension([], 'removed')
    ]
  },
  {
    description: 'an extension with another trigger',
    after: [
      tree(
        [...base.slice(0, 4), makeEntry(6, { weakdeps: on(7), extensions: { P6Ext: ['P7'] } }), makeEntry(7)],
        roots
      )
    ],
    expected: [extension([below(3, 'removed'), below(7, 'added')])]
  },
  {
    description: 'what neither of two older projects has, once for two of now',
    before: [tree(base, roots), tree(list(third), roots)],
    after: [
      tree(list(third), on(7)),
      tree(list(third), on(2)),
      tree([...list(third), makeEntry(8)], on(1, 8))
    ],
    expected: [
      change(8, [], 'added'),
      change(4, [], 'removed'),
      change(6, [], 'removed'),
      extension([], 'removed')
    ]
  },
  {
    description: 'the nearest of two older versions',
    before: [tree(base, roots), tree(list(third), roots)],
    after: [tree(list(third), roots, { preferences: { [uuidOf(3)]: { a: true } } })],
    expected: [
      change(3, [{ input: 'preferences' }]),
      change(2, [below(3)]),
      change(1, [below(2)]),
      extension([below(3)])
    ]
  }
]

test.each(table)(
  'the explanation names $description',
  ({ before = [tree(base, roots)], after, expected }) => {
    expect(explain(before, after)).toEqual(expected)
  }
)

test('without an older tree everything is new', () => {
  expect(explain([], [tree(base, on(7))])).toEqual([change(7, [], 'added')])
})
