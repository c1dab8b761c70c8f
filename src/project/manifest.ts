import { field, present, sha1Field, tableField, textField, uuidField, versionField } from './fields.ts'
import { linkDependencies, readEntry, type ManifestEntry } from './manifest-entry.ts'
import { compare, isTable, parseToml, refusal, type Place, type TomlTable } from './toml.ts'

export type { ManifestEntry } from './manifest-entry.ts'

/** `1.0` has its packages at top level and no header, `2.1` may name registries. */
export type ManifestFormat = '1.0' | '2.0' | '2.1'

/** A registry that format 2.1 names in `[registries]`. */
export type ManifestRegistry = Readonly<{ id: string; uuid: string; url?: string }>

/** A Manifest.toml. */
export type Manifest = Readonly<{
  file: string
  /** The format as which it was read: an unknown newer one is read as the newest known. */
  format: ManifestFormat
  /** The Julia that resolved it, where it says so (never in format 1.0). */
  juliaVersion?: string
  /** Pkg's hash of the project that it was resolved for. */
  projectHash?: string
  registries: readonly ManifestRegistry[]
  /** Sorted by name, then UUID. */
  entries: readonly ManifestEntry[]
  /** What Pkg would warn about. */
  warnings: readonly string[]
}>

const remedy =
  'Pkg cannot use this manifest either: restore it from Git, or delete it, run `Pkg.resolve()` and commit the new one.'

/**
 * Reads a manifest of format 1.0, 2.0 or 2.1 and refuses what Pkg refuses
 * (https://github.com/JuliaLang/Pkg.jl, `src/manifest.jl`). An empty file is one of format 2.0.
 *
 * @throws {@link UserError} with the file and the line of a syntax error or the entry that is malformed
 */
export function parseManifest(text: string, file: string): Manifest {
  const raw = parseToml(text, file)
  const place: Place = { file, remedy }
  const { format, warnings } = readFormat(raw, place)
  const head = format === '1.0' ? {} : raw
  const packages = format === '1.0' ? raw : tableField(raw, 'deps', place)
  const unlinked = Object.entries(packages).flatMap(([name, stanzas]) => {
    const where = { ...place, entry: `[[${format === '1.0' ? '' : 'deps.'}${name}]]` }
    if (!Array.isArray(stanzas)) throw refusal(where, 'this has to be a list of tables')
    return stanzas.map(stanza => {
      if (!isTable(stanza)) throw refusal(where, 'this has to be a list of tables')
      return readEntry(name, stanza, where)
    })
  })
  return {
    file,
    format,
    ...present({
      juliaVersion: versionField(head, 'julia_version', place),
      projectHash: sha1Field(head, 'project_hash', place)
    }),
    registries: readRegistries(head, place),
    entries: linkDependencies(unlinked).sort((a, b) => compare(a.name, b.name) || compare(a.uuid, b.uuid)),
    warnings
  }
}

type Format = Readonly<{ format: ManifestFormat; warnings: readonly string[] }>

function readFormat(raw: TomlTable, place: Place): Format {
  const written = field(raw, 'manifest_format')
  if (Object.keys(raw).length === 0) return { format: '2.0', warnings: [] }
  // A package of that name, in format 1.0.
  if (written === undefined || Array.isArray(written)) return { format: '1.0', warnings: [] }
  const text = typeof written === 'string' ? written : ''
  const [, major, minor] = /^(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(text) ?? []
  if (major === undefined) throw refusal(place, '`manifest_format` has to be a text such as "2.0"')
  const number = Number(major) * 1000 + Number(minor ?? 0)
  if (number <= 2000) return { format: '2.0', warnings: [] }
  if (number === 2001) return { format: '2.1', warnings: [] }
  const warning = `${place.file}: manifest format ${text} is newer than 2.1, the newest that is known here. It is read as 2.1; unexpected behaviour may occur.`
  return { format: '2.1', warnings: [warning] }
}

function readRegistries(raw: TomlTable, place: Place): readonly ManifestRegistry[] {
  const table = tableField(raw, 'registries', place)
  return Object.keys(table)
    .sort(compare)
    .map(id => {
      const where = { ...place, entry: `[registries.${id}]` }
      const registry = tableField(table, id, where)
      const uuid = uuidField(registry, 'uuid', where)
      if (uuid === undefined) throw refusal(where, 'a `uuid` is missing')
      return { id, uuid, ...present({ url: textField(registry, 'url', where) }) }
    })
}
