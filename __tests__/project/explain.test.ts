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
const base = [makeEntry(1, { deps: on(2) }), makeEntry(2, { deps: on(3) }), makeEntry(3), stdlib]
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

const table = [
  { description: 'nothing', after: tree(base, on(1, 4)), expected: [] },
  {
    description: 'a new version and what depends on it',
    after: tree(
      [...base.slice(0, 2), makeEntry(3, { version: '1.0.1', treeHash: 'f'.repeat(40) }), stdlib],
      on(1, 4)
    ),
    expected: [
      change(3, [
        { input: 'version', before: '1.0.0', after: '1.0.1' },
        { input: 'source', before: `tree:${'3'.padStart(40, '0')}`, after: `tree:${'f'.repeat(40)}` }
      ]),
      change(2, [below(3)]),
      change(1, [below(2)])
    ]
  },
  {
    description: 'preferences',
    after: tree(base, on(1, 4), { preferences: { [uuidOf(1)]: { a: true } } }),
    expected: [change(1, [{ input: 'preferences' }])]
  },
  {
    description: 'another Julia',
    after: tree(base, on(1, 4), { juliaVersion: '1.12.6' }),
    expected: [change(4, [{ input: 'julia', before: 'julia:1.12.5', after: 'julia:1.12.6' }])]
  },
  {
    description: 'packages that came and went',
    after: tree([makeEntry(1, { deps: on(5) }), makeEntry(5), stdlib], on(1, 4)),
    expected: [
      change(5, [], 'added'),
      change(1, [below(2, 'removed'), below(5, 'added')]),
      change(3, [], 'removed'),
      change(2, [], 'removed')
    ]
  },
  {
    description: 'an extension',
    after: tree([makeEntry(1, { deps: on(2), extensions: { E: ['P3'] } }), ...base.slice(1)], on(1, 4)),
    expected: [change(1, [{ input: 'extensions' }])]
  }
]

test.each(table)('the explanation names $description', ({ after, expected }) => {
  expect(explain(tree(base, on(1, 4)), after)).toEqual(expected)
})
