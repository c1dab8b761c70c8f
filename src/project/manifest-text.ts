import type { Manifest, ManifestEntry, ManifestRegistry } from './manifest.ts'
import { compare, sortedEntries } from './toml.ts'

/**
 * Writes a manifest in its own format, as Pkg lays it out: fields by name, packages by name and UUID. The
 * hash of a project is left out, since the text is for another project than the one it was resolved for.
 *
 * Dependencies are written as a list of names where each name stands for one package, else as a table:
 * weak dependencies that are not in the manifest have to be a table for Pkg to accept them.
 */
export function writeManifest({ format, juliaVersion, registries, entries }: Manifest): string {
  const counts = new Map<string, number>()
  for (const { name } of entries) counts.set(name, (counts.get(name) ?? 0) + 1)
  const unique = (name: string): boolean => counts.get(name) === 1
  const head =
    format === '1.0'
      ? []
      : [
          ...(juliaVersion === undefined ? [] : [assign('julia_version', juliaVersion)]),
          assign('manifest_format', format),
          ''
        ]
  const prefix = format === '1.0' ? '' : 'deps.'
  const stanzas = entries.flatMap(entry => [...writeEntry(entry, prefix, unique), ''])
  return [...head, ...stanzas, ...registries.flatMap(writeRegistry)].join('\n')
}

function writeEntry(
  entry: ManifestEntry,
  prefix: string,
  unique: (name: string) => boolean
): readonly string[] {
  const name = prefix + writeKey(entry.name)
  const named = [
    ['deps', entry.deps],
    ['weakdeps', entry.weakdeps]
  ] as const
  const isList = (packages: Readonly<Record<string, string>>): boolean => Object.keys(packages).every(unique)
  const lists = named
    .filter(([, packages]) => Object.keys(packages).length > 0 && isList(packages))
    .map(([key, packages]): Field => [key, Object.keys(packages).sort(compare)])
  const tables = named.filter(([, packages]) => !isList(packages))
  return [
    `[[${name}]]`,
    ...[...lists, ...writeFields(entry)]
      .sort(([a], [b]) => compare(a, b))
      .map(([key, value]) => assign(key, value)),
    ...tables.flatMap(([key, packages]) => writeTable(`${name}.${key}`, packages)),
    ...(Object.keys(entry.extensions).length === 0 ? [] : writeTable(`${name}.extensions`, entry.extensions)),
    ...(entry.syntaxVersion === undefined
      ? []
      : writeTable(`${name}.syntax`, { julia_version: entry.syntaxVersion }))
  ]
}

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

const writeTable = (
  name: string,
  table: Readonly<Record<string, string | readonly string[]>>
): readonly string[] => [
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
