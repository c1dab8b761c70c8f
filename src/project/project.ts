import {
  field,
  flagField,
  mapTable,
  present,
  tableField,
  textField,
  textsField,
  uuidField,
  uuidsField,
  versionField
} from './fields.ts'
import { parseCompat } from './compat.ts'
import { isTable, parseToml, refusal, type Place, type TomlTable } from './toml.ts'

/** Where `[sources]` says that a dependency comes from: a path, or a repository. */
export type Source = Readonly<{ path?: string; url?: string; rev?: string; subdir?: string }>

/** A Project.toml. UUIDs are in lower case; tables that are not there are empty. */
export type Project = Readonly<{
  file: string
  name?: string
  uuid?: string
  version?: string
  /** `[deps]`, UUID by name, without those that are weak dependencies too: Julia 1.9 and later treat these as weak. */
  deps: Readonly<Record<string, string>>
  /** What `[deps]` and `[weakdeps]` both name: dependencies for older versions. */
  oldDeps: Readonly<Record<string, string>>
  weakdeps: Readonly<Record<string, string>>
  /** Names of the packages that trigger each extension. */
  extensions: Readonly<Record<string, readonly string[]>>
  extras: Readonly<Record<string, string>>
  targets: Readonly<Record<string, readonly string[]>>
  /** `[compat]` as it is written, by name; every value is one that Pkg can read. */
  compat: Readonly<Record<string, string>>
  /** `[preferences]`, by package name. */
  preferences: TomlTable
  sources: Readonly<Record<string, Source>>
  /** Paths of a workspace's projects, relative to this one. */
  workspace: readonly string[]
  /** The `manifest` field: a path relative to the project. */
  manifest?: string
  /** File that is loaded in place of `src/<name>.jl`. */
  entryFile?: string
  readonly: boolean
}>

const remedy = 'Mend it; https://pkgdocs.julialang.org/v1/toml-files/ describes the format.'

/**
 * Reads a Project.toml and refuses what Pkg refuses.
 *
 * @throws {@link UserError} with the file and the line of a syntax error or the field that is malformed
 */
export function parseProject(text: string, file: string): Project {
  const raw = parseToml(text, file)
  const place: Place = { file, remedy }
  const [deps, weakdeps] = [uuidsField(raw, 'deps', place), uuidsField(raw, 'weakdeps', place)]
  const both = (weak: boolean): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(deps).filter(([name, uuid]) => (weakdeps[name] === uuid) === weak))
  const project: Project = {
    file,
    ...present({
      name: textField(raw, 'name', place),
      uuid: uuidField(raw, 'uuid', place),
      version: versionField(raw, 'version', place),
      manifest: textField(raw, 'manifest', place),
      entryFile: textField(raw, 'path', place) ?? textField(raw, 'entryfile', place)
    }),
    deps: both(false),
    oldDeps: both(true),
    weakdeps,
    extensions: lists(raw, 'extensions', place),
    extras: uuidsField(raw, 'extras', place),
    targets: lists(raw, 'targets', place),
    compat: readCompat(raw, place),
    preferences: tableField(raw, 'preferences', place),
    sources: readSources(raw, place),
    workspace: readWorkspace(raw, place),
    readonly: flagField(raw, 'readonly', place)
  }
  for (const section of ['deps', 'weakdeps', 'extras'] as const) refuseTwins(project[section], section, place)
  refuseUnlisted(project, place)
  return project
}

/** All packages that a project names, in any section, UUID by name: those whose preferences count. */
export const namedPackages = ({ deps, weakdeps, extras }: Project): readonly (readonly [string, string])[] =>
  [deps, extras, weakdeps].flatMap(section => Object.entries(section))

function lists(raw: TomlTable, key: string, place: Place): Readonly<Record<string, readonly string[]>> {
  const table = tableField(raw, key, place)
  return mapTable(table, (_, name) => textsField(table, name, { ...place, entry: `[${key}]` }))
}

function readCompat(raw: TomlTable, place: Place): Readonly<Record<string, string>> {
  const table = tableField(raw, 'compat', place)
  const where = { ...place, entry: '[compat]' }
  return mapTable(table, (_, name) => {
    const spec = textField(table, name, where) ?? ''
    if (parseCompat(spec) !== undefined) return spec
    throw refusal(where, `\`${name}\` is "${spec}", but has to be a version specifier such as "1.2, 2"`)
  })
}

function readWorkspace(raw: TomlTable, place: Place): readonly string[] {
  const [table, where] = [tableField(raw, 'workspace', place), { ...place, entry: '[workspace]' }]
  if (typeof field(table, 'projects') !== 'string') return textsField(table, 'projects', where)
  throw refusal(where, '`projects` is a text, but has to be a list of folders such as ["docs", "test"]')
}

function readSources(raw: TomlTable, place: Place): Readonly<Record<string, Source>> {
  return mapTable(tableField(raw, 'sources', place), (source, name) => {
    const where = { ...place, entry: `[sources] \`${name}\`` }
    if (!isTable(source)) throw refusal(where, 'this has to be a table such as {path = "../Example"}')
    if (field(source, 'path') !== undefined && (field(source, 'url') ?? field(source, 'rev')) !== undefined) {
      throw refusal(where, 'both a `path` and a `url` or `rev` are given, but only one can hold')
    }
    return present({
      path: textField(source, 'path', where),
      url: textField(source, 'url', where),
      rev: textField(source, 'rev', where),
      subdir: textField(source, 'subdir', where)
    })
  })
}

function refuseTwins(packages: Readonly<Record<string, string>>, section: string, place: Place): void {
  const names = new Map<string, string>()
  for (const [name, uuid] of Object.entries(packages)) {
    const twin = names.get(uuid)
    if (twin !== undefined) {
      throw refusal(
        { ...place, entry: `[${section}]` },
        `\`${twin}\` and \`${name}\` have the same UUID ${uuid}`
      )
    }
    names.set(uuid, name)
  }
}

function refuseUnlisted(project: Project, place: Place): void {
  const listed = new Set(namedPackages(project).map(([name]) => name))
  for (const name of Object.keys(project.compat)) {
    if (name === 'julia' || listed.has(name)) continue
    throw refusal(
      { ...place, entry: '[compat]' },
      `\`${name}\` is in none of [deps], [weakdeps] and [extras]`
    )
  }
  for (const [target, names] of Object.entries(project.targets)) {
    const missing = names.find(name => !listed.has(name))
    if (missing === undefined) continue
    throw refusal(
      { ...place, entry: `[targets] \`${target}\`` },
      `\`${missing}\` is in none of [deps], [weakdeps] and [extras]`
    )
  }
}
