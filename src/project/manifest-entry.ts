import {
  field,
  flagField,
  mapTable,
  present,
  sha1Field,
  tableField,
  textField,
  textsField,
  uuidField,
  uuidsField,
  versionField
} from './fields.ts'
import { refusal, type Place, type TomlTable } from './toml.ts'

/**
 * A package of a manifest. Where it comes from follows from what is there: a `path`; a `treeHash` (with
 * `repoUrl` from a repository, else from a registry); or neither, then it is a standard library.
 */
export type ManifestEntry = Readonly<{
  name: string
  uuid: string
  version?: string
  /** Git tree of the sources, 40 hexadecimal digits. */
  treeHash?: string
  /** Folder of the sources, relative to the manifest's folder. */
  path?: string
  repoUrl?: string
  repoRev?: string
  repoSubdir?: string
  pinned: boolean
  /** UUID by name. */
  deps: Readonly<Record<string, string>>
  /** UUID by name. */
  weakdeps: Readonly<Record<string, string>>
  /** Names of the packages that trigger each extension. */
  extensions: Readonly<Record<string, readonly string[]>>
  /** Identifiers of the registries that hold this version (format 2.1). */
  registries: readonly string[]
  /** File that is loaded in place of `src/<name>.jl`. */
  entryFile?: string
  /** Version of Julia's syntax in which the sources are written. */
  syntaxVersion?: string
}>

/** Names only, to be looked up in the same manifest, or UUIDs by name. */
type Dependencies = readonly string[] | Readonly<Record<string, string>>

/** An entry before the names of its dependencies were looked up. */
export type UnlinkedEntry = Readonly<{
  place: Place
  entry: Omit<ManifestEntry, 'deps' | 'weakdeps'>
  deps: Dependencies
  weakdeps: Dependencies
}>

/**
 * Reads one stanza of a manifest.
 *
 * @throws {@link UserError} for a field that is malformed
 */
export function readEntry(name: string, stanza: TomlTable, place: Place): UnlinkedEntry {
  const uuid = uuidField(stanza, 'uuid', place)
  if (uuid === undefined) throw refusal(place, 'a `uuid` is missing')
  const extensions = tableField(stanza, 'extensions', place)
  const entry = {
    name,
    uuid,
    ...present({
      version: versionField(stanza, 'version', place),
      treeHash: sha1Field(stanza, 'git-tree-sha1', place),
      path: textField(stanza, 'path', place),
      repoUrl: textField(stanza, 'repo-url', place),
      repoRev: textField(stanza, 'repo-rev', place),
      repoSubdir: textField(stanza, 'repo-subdir', place),
      entryFile: textField(stanza, 'entryfile', place),
      syntaxVersion: versionField(tableField(stanza, 'syntax', place), 'julia_version', place)
    }),
    pinned: flagField(stanza, 'pinned', place),
    extensions: mapTable(extensions, (_, extension) => textsField(extensions, extension, place)),
    registries: textsField(stanza, 'registries', place)
  }
  if (entry.repoUrl !== undefined && entry.treeHash === undefined && entry.path === undefined) {
    throw refusal(place, 'there is a `repo-url` but no `git-tree-sha1`')
  }
  const [deps, weakdeps] = [
    readDependencies(stanza, 'deps', place),
    readDependencies(stanza, 'weakdeps', place)
  ]
  return { place, entry, deps, weakdeps }
}

function readDependencies(stanza: TomlTable, key: string, place: Place): Dependencies {
  if (!Array.isArray(field(stanza, key))) return uuidsField(stanza, key, place)
  const names = textsField(stanza, key, place)
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin === undefined) return names
  throw refusal(place, `\`${key}\` names \`${twin}\` twice`)
}

/**
 * Finds the packages on which each package depends and checks that they are there under the right name.
 *
 * @throws {@link UserError} for a dependency that is missing, ambiguous or has another name
 */
export function linkDependencies(unlinked: readonly UnlinkedEntry[]): ManifestEntry[] {
  const byName = new Map<string, UnlinkedEntry[]>()
  for (const item of unlinked) byName.set(item.entry.name, [...(byName.get(item.entry.name) ?? []), item])
  const byUuid = new Map(unlinked.map(item => [item.entry.uuid, item.entry]))
  refuseTwins(unlinked)

  const find = (name: string, place: Place, key: string): string => {
    const [found, second] = byName.get(name) ?? []
    if (found === undefined)
      throw refusal(place, `\`${key}\` names \`${name}\`, but the manifest has no such package`)
    if (second === undefined) return found.entry.uuid
    throw refusal(
      place,
      `\`${key}\` names \`${name}\`, which is ambiguous: the manifest has two packages of that name`
    )
  }
  const link = (dependencies: Dependencies, place: Place, key: string): Readonly<Record<string, string>> =>
    isNames(dependencies)
      ? Object.fromEntries(dependencies.map(name => [name, find(name, place, key)]))
      : dependencies

  return unlinked.map(({ place, entry, ...named }) => {
    const deps = link(named.deps, place, 'deps')
    for (const [name, uuid] of Object.entries(deps)) {
      const found = byUuid.get(uuid)?.name
      if (found === name) continue
      throw refusal(
        place,
        `\`deps\` names \`${name}\` with the UUID ${uuid}, ` +
          (found === undefined
            ? 'but the manifest has no such package'
            : `but the manifest calls that \`${found}\``)
      )
    }
    return { ...entry, deps, weakdeps: link(named.weakdeps, place, 'weakdeps') }
  })
}

const isNames = (dependencies: Dependencies): dependencies is readonly string[] => Array.isArray(dependencies)

function refuseTwins(unlinked: readonly UnlinkedEntry[]): void {
  const seen = new Set<string>()
  for (const { place, entry } of unlinked) {
    if (seen.has(entry.uuid)) throw refusal(place, `there are two entries with the UUID ${entry.uuid}`)
    seen.add(entry.uuid)
  }
}
