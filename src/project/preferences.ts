import { field } from './fields.ts'
import { namedPackages, type Project } from './project.ts'
import { isTable, refusal, sortedEntries, type TomlTable, type TomlValue } from './toml.ts'

/** A project with what stands in the LocalPreferences.toml (or JuliaLocalPreferences.toml) beside it. */
export type PreferenceLayer = Readonly<{ project: Project; local: TomlTable; localFile?: string }>

/**
 * The preferences that Julia honours, by UUID of the package that they are for; packages without any are
 * left out.
 *
 * A project gives preferences to itself and to the packages that its `[deps]`, `[extras]` or `[weakdeps]`
 * name, whatever else the manifest holds. `[preferences]` comes first, the local file over it, an inner
 * project of a workspace over an outer one; tables are merged key by key, and `__clear__` lists keys that
 * are dropped (`get_preferences` in Julia's `base/loading.jl`).
 *
 * @param layers the project itself and then the projects of the workspaces around it, inside out
 */
export function honouredPreferences(layers: readonly PreferenceLayer[]): Readonly<Record<string, TomlTable>> {
  const merged: Record<string, TomlTable> = {}
  for (const { project, local, localFile } of layers.toReversed()) {
    for (const [uuid, name] of preferenceNames(project)) {
      const written = [ofPackage(project.preferences, name, project.file), ofPackage(local, name, localFile)]
      merged[uuid] = written.reduce(merge, merged[uuid] ?? {})
    }
  }
  return Object.fromEntries(
    sortedEntries(merged)
      .map(([uuid, table]): [string, TomlTable] => [uuid, without(table, ['__clear__'])])
      .filter(([, table]) => Object.keys(table).length > 0)
  )
}

/** The name under which a project gives preferences to each package: the first one that Julia finds. */
function preferenceNames(project: Project): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  if (project.name !== undefined && project.uuid !== undefined) names.set(project.uuid, project.name)
  for (const [name, uuid] of namedPackages(project)) {
    if (!names.has(uuid)) names.set(uuid, name)
  }
  return names
}

function ofPackage(preferences: TomlTable, name: string, file = ''): TomlTable {
  const table = field(preferences, name) ?? {}
  if (isTable(table)) return table
  throw refusal(
    { file, remedy: 'Write the preferences of a package as a table: [' + name + '].' },
    `the preferences of \`${name}\` are not a table`
  )
}

/** As Julia does, it leaves `__clear__` itself in the table, which counts for the value of a table inside. */
function merge(base: TomlTable, over: TomlTable): TomlTable {
  const cleared = field(over, '__clear__')
  const merged = without(base, isTexts(cleared) ? cleared : [])
  for (const [key, value] of Object.entries(over)) {
    const under = field(merged, key)
    merged[key] = isTable(value) && isTable(under) ? merge(under, value) : value
  }
  return merged
}

const isTexts = (value: TomlValue | undefined): value is string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

const without = (table: TomlTable, keys: readonly string[]): TomlTable =>
  Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)))
