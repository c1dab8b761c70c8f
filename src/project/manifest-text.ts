import type { Manifest, ManifestEntry, ManifestRegistry } from './manifest.ts'
import { compare, sortedEntries } from './toml.ts'

/**
 * Writes a manifest in its own format, as Pkg lays it out: fields by name, packages by name and UUID. The
 * hash of a project is left out, since the text is for another project than the one it was resolved for.
 *
 * Dependencies are written as a list of names where each name stands for one package of the manifest, the meant
 * one, else as a table: weak dependencies that are not in the manifest have to be a table for Pkg to accept them.
 */
export function writeManifest({ format, juliaVersion, registries, entries }: Manifest): string {
  const uuids = new Map<string, readonly string[]>()
  for (const { name, uuid } of entries) uuids.set(name, [...(uuids.get(name) ?? []), uuid])
  const isList = (packages: Packages): boolean =>
    Object.entries(packages).every(([name, uuid]) => uuids.get(name)?.join() === uuid)
  const head =
    format === '1.0'
      ? []
      : [
          ...(juliaVersion === undefined ? [] : [assign('julia_version', juliaVersion)]),
          assign('manifest_format', format),
          ''
        ]
  const prefix = format === '1.0' ? '' : 'deps.'
  const stanzas = entries.flatMap(entry => [...writeEntry(entry, prefix, isList), ''])
  return [...head, ...stanzas, ...registries.flatMap(writeRegistry)].join('\n')
}

function writeEntry(
  entry: ManifestEntry,
  prefix: string,
  isList: (packages: Packages) => boolean
): readonly string[] {
  const name = prefix + writeKey(entry.name)
  const named = [
    ['deps', entry.deps],
    ['weakdeps', entry.weakdeps]
  ] as const
  const lists = named
    .filter(([, packages]) => Object.keys(packages).length > 0 && isList(packages))
    .map(([key, packages]): Field => [key, Object.keys(packages).sort(compare)])
  const tables: readonly (readonly [string, Table])[] = [
    ...named.filter(([, packages]) => !isList(packages)),
    ['extensions', entry.extensions],
    ['syntax', entry.syntaxVersion === undefined ? {} : { julia_version: entry.syntaxVersion }]
  ]
  return [
    `[[${name}]]`,
    ...[...lists, ...writeFields(entry)]
      .sort(([a], [b]) => compare(a, b))
      .map(([key, value]) => assign(key, value)),
    ...tables
      .filter(([, table]) => Object.keys(table).length > 0)
      .sort(([a], [b]) => compare(a, b))
      .flatMap(([key, table]) => writeTable(`${name}.${key}`, table))
  ]
}

type Packages = Readonly<Record<string, string>>
type Table = Readonly<Record<string, string | readonly string[]>>
type Value = string | boolean | readonly string[]
type Field = readonly [key: string, value: Value]

function writeFields(entry: ManifestEntry): readonly Field[] {
  const fields: readonly (readonly [string, Value | undefined])[] = [
    ['uuid', entry.uuid],
    ['version', entry.version],
    ['git-tree-sha1', entry.treeHash],
    ['path', entry.path],
    ['repo-url', entry.repoUrl],
    ['repo-rev', entry.repoRev],
    ['repo-subdir', entry.repoSubdir],
    ['entryfile', entry.entryFile],
    ['pinned', entry.pinned || undefined],
    ['registries', entry.registries.length > 0 ? shorten(entry.registries) : undefined]
  ]
  return fields.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
}

const writeTable = (name: string, table: Table): readonly string[] => [
  '',
  `    [${name}]`,
  ...sortedEntries(table).map(
    ([key, value]) => `    ${assign(key, typeof value === 'string' ? value : shorten(value))}`
  )
]

const writeRegistry = ({ id, uuid, url }: ManifestRegistry): readonly string[] => [
  `[registries.${writeKey(id)}]`,
  ...(url === undefined ? [] : [assign('url', url)]),
  assign('uuid', uuid),
  ''
]

/** A single text stands for a list of one, which is what older versions of Pkg expect. */
const shorten = (texts: readonly string[]): string | readonly string[] =>
  texts.length === 1 ? texts.join('') : texts

const assign = (key: string, value: Value): string => `${writeKey(key)} = ${writeValue(value)}`

const writeKey = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))

/** JSON's texts, lists and booleans are TOML's as well, but for the blank after a comma. */
const writeValue = (value: Value): string =>
  typeof value === 'object'
    ? `[${value.map(text => JSON.stringify(text)).join(', ')}]`
    : JSON.stringify(value)
