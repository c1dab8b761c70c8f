import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ResolvedEnvironment } from '../../src/project/environment.ts'
import { hashTree, type HashTree } from '../../src/project/hash-tree.ts'
import { parseManifest, type ManifestEntry } from '../../src/project/manifest.ts'
import { writeManifest } from '../../src/project/manifest-text.ts'
import {
  makeEntry,
  makeEnvironment,
  makePathEntry,
  makePathPackage,
  makeStdlib,
  on,
  uuidOf
} from './samples.ts'

/** What is drawn for a package; the numbers name other packages, some of which are not there. */
type Drawn = Readonly<{
  kind: 'registry' | 'git' | 'stdlib' | 'path'
  deps: readonly number[]
  back: boolean
  triggers: readonly number[]
}>

const most = 12
const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom('registry', 'registry', 'git', 'stdlib', 'path'),
  deps: fc.array(fc.nat(most), { maxLength: 3 }),
  back: fc.boolean(),
  triggers: fc.array(fc.nat(most), { maxLength: 2 })
})

function makePackage({ kind, deps, back, triggers }: Drawn, number: number, count: number): ManifestEntry {
  // Mostly on lower numbers; now and then on a higher one, which makes a cycle.
  const needed = new Set([
    ...(number === 0 ? [] : deps.map(dep => dep % number)),
    ...(back && number % 5 === 0 ? [(number + 1) % count] : [])
  ])
  needed.delete(number)
  const made =
    kind === 'path'
      ? makePathEntry(number, {})
      : kind === 'stdlib'
        ? makeStdlib(number)
        : makeEntry(number, kind === 'git' ? { repoUrl: 'https://example.com/a.git', repoRev: 'main' } : {})
  const names = triggers.filter(trigger => trigger !== number).map(trigger => `P${trigger}`)
  return {
    ...made,
    deps: on(...needed),
    weakdeps: on(...triggers.filter(trigger => trigger !== number && !needed.has(trigger))),
    extensions: names.length === 0 ? {} : { [`P${number}Ext`]: [...new Set(names)] }
  }
}

const manifests = fc
  .array(drawn, { minLength: 1, maxLength: most })
  .map(list => list.map((item, number) => makePackage(item, number, list.length)))

const juliaVersion = '1.14.0'
const all = (entries: readonly ManifestEntry[]) => on(...entries.keys())
const contents = (entries: readonly ManifestEntry[], changedAt = -1) =>
  Object.fromEntries(
    entries.flatMap((_, at) => Object.entries(makePathPackage(at, at === changedAt ? 'new' : 'old')))
  )
const environmentOf = (entries: readonly ManifestEntry[], overrides: Partial<ResolvedEnvironment> = {}) =>
  makeEnvironment(entries, all(entries), { pathPackages: contents(entries), ...overrides })
const treeOf = (environment: ResolvedEnvironment, version = juliaVersion): HashTree =>
  hashTree(environment, { juliaVersion: version })

/** Names of packages and extensions. */
const namesOf = ({ nodes, extensions }: HashTree, keep: (hash: string) => boolean) =>
  [...nodes, ...extensions]
    .filter(({ hash }) => keep(hash))
    .map(({ name }) => name)
    .sort()

const hashesOf = ({ nodes, extensions }: HashTree) =>
  new Set([...nodes, ...extensions].map(({ hash }) => hash))

function expectChanged(before: HashTree, after: HashTree, expected: readonly string[]): void {
  const old = hashesOf(before)
  expect(namesOf(after, hash => !old.has(hash))).toEqual(expected)
  expect(before.rootHash !== after.rootHash).toBe(expected.length > 0)
}

/** Some packages, all that depend on them, and the extensions of and triggered by any of these; sorted. */
function dependents(entries: readonly ManifestEntry[], from: readonly number[]): readonly string[] {
  const found = new Set(from.map(uuidOf))
  for (let size = -1; size !== found.size;) {
    size = found.size
    for (const { uuid, deps } of entries) {
      if (Object.values(deps).some(id => found.has(id))) found.add(uuid)
    }
  }
  const names = new Set(entries.map(({ name }) => name))
  const uuidByName = new Map(entries.map(({ name, uuid }) => [name, uuid]))
  const extensions = entries.flatMap(({ uuid, extensions: declared }) =>
    Object.entries(declared).flatMap(([name, triggers]) => {
      if (!triggers.every(trigger => names.has(trigger))) return []
      const needed = [uuid, ...triggers.map(trigger => uuidByName.get(trigger) ?? '')]
      return needed.some(id => found.has(id)) ? [name] : []
    })
  )
  const packages = entries.filter(({ uuid }) => found.has(uuid)).map(({ name }) => name)
  return [...packages, ...extensions].sort()
}

describe('for any manifest', () => {
  const keys = fc.array(fc.nat(), { minLength: most, maxLength: most })

  test('order, comments, formatting and format change no hash', () => {
    fc.assert(
      fc.property(manifests, keys, (entries, order) => {
        const environment = environmentOf(entries)
        const expected = treeOf(environment)
        for (const format of ['1.0', '2.0', '2.1'] as const) {
          const text = writeManifest({ ...environment.manifest, format, entries: entries.toReversed() })
          const [head = '', ...stanzas] = `\n${text}`.split(/(?=^\[\[)/m)
          const shuffled = stanzas
            .map((stanza, at) => ({ stanza, key: order[at] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ stanza }) => stanza.replace(/ = /g, '   =  ').replace(/^(\w.*)$/gm, '$1 # why'))
          const manifest = parseManifest(`# a comment\n${head}${shuffled.join('\n\n')}`, 'M')
          const deps = Object.fromEntries(Object.entries(all(entries)).reverse())
          const read = { ...environment, project: { ...environment.project, deps }, manifest }
          expect(treeOf(read)).toEqual(expected)
        }
      })
    )
  })

  type Input = Readonly<{
    description: string
    /** `undefined` for a package to which that does not apply. */
    change: (entry: ManifestEntry) => Partial<ManifestEntry> | undefined
  }>
  const ofTree =
    (changes: Partial<ManifestEntry>) =>
    ({ treeHash }: ManifestEntry) =>
      treeHash === undefined ? undefined : changes
  const inputs: readonly Input[] = [
    { description: 'another version', change: ofTree({ version: '1.0.1' }) },
    { description: 'another tree', change: ofTree({ treeHash: 'f'.repeat(40) }) },
    { description: 'another entry file', change: () => ({ entryFile: 'src/other.jl' }) },
    { description: 'another syntax', change: () => ({ syntaxVersion: '1.14.0' }) }
  ]
  test.each(inputs)('$description changes just that package and what depends on it', ({ change }) => {
    fc.assert(
      fc.property(manifests, fc.nat(), (entries, pick) => {
        const at = pick % entries.length
        const changes = entries.slice(at, at + 1).flatMap(entry => change(entry) ?? [])
        const next = entries.map((entry, number) => (number === at ? { ...entry, ...changes[0] } : entry))
        expectChanged(
          treeOf(environmentOf(entries)),
          treeOf(environmentOf(next)),
          dependents(entries, changes.length === 0 ? [] : [at])
        )
      })
    )
  })

  test('other preferences change just that package and what depends on it', () => {
    fc.assert(
      fc.property(manifests, fc.nat(), (entries, pick) => {
        const at = pick % entries.length
        const [before, after] = [1n, 1].map(value =>
          treeOf(environmentOf(entries, { preferences: { [uuidOf(at)]: { value } } }))
        ) as [HashTree, HashTree]
        expectChanged(before, after, dependents(entries, [at]))
      })
    )
  })

  test('other sources of a path package change just that package and what depends on it', () => {
    fc.assert(
      fc.property(manifests, fc.nat(), (entries, pick) => {
        const at = pick % entries.length
        const isPath = entries[at]?.path !== undefined
        expectChanged(
          treeOf(environmentOf(entries)),
          treeOf(environmentOf(entries, { pathPackages: contents(entries, at) })),
          dependents(entries, isPath ? [at] : [])
        )
      })
    )
  })

  test('another Julia changes just its standard libraries and what depends on them', () => {
    fc.assert(
      fc.property(manifests, entries => {
        const stdlibs = [...entries.keys()].filter(
          at => entries[at]?.path === undefined && entries[at]?.treeHash === undefined
        )
        const environment = environmentOf(entries)
        expectChanged(treeOf(environment), treeOf(environment, '1.14.1'), dependents(entries, stdlibs))
      })
    )
  })

  test('another dependency changes just the package that has it and what depends on it', () => {
    fc.assert(
      fc.property(manifests, fc.nat(), (entries, pick) => {
        const at = pick % entries.length
        const [added, deps] = [makeEntry(most + 1), { ...entries[at]?.deps, ...on(most + 1) }]
        const [before, after] = [
          [...entries, added],
          [...entries.map((entry, number) => (number === at ? { ...entry, deps } : entry)), added]
        ]
        const roots = { ...all(entries), ...on(most + 1) }
        const [old, now] = [before, after].map(list => treeOf(makeEnvironment(list, roots))) as [
          HashTree,
          HashTree
        ]
        expectChanged(old, now, dependents(after, [at]))
      })
    )
  })

  test('what changes no compiled file changes no hash', () => {
    fc.assert(
      fc.property(manifests, entries => {
        const next = entries.map(entry => ({
          ...entry,
          pinned: true,
          registries: ['General'],
          repoUrl: 'https://example.com/mirror.git',
          repoRev: 'v1',
          repoSubdir: 'lib',
          weakdeps: { ...entry.weakdeps, ...on(most + 2) },
          ...(entry.treeHash === undefined && entry.path === undefined ? { version: '1.11.0' } : {})
        }))
        const manifest = {
          ...environmentOf(next).manifest,
          juliaVersion: '1.13.0',
          projectHash: 'a'.repeat(40)
        }
        const unreachable = [...next, makeEntry(most + 1)]
        expect(treeOf(environmentOf(next, { manifest: { ...manifest, entries: unreachable } }))).toEqual(
          treeOf(environmentOf(entries))
        )
      })
    )
  })
})
