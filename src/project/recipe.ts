import { stringify } from 'smol-toml'
import type { ResolvedEnvironment } from './environment.ts'
import { byName, reachable } from './graph.ts'
import { joinHashes, type HashTree, type PackageNode } from './hash-tree.ts'
import { writeManifest } from './manifest-text.ts'
import { isTable, sortedEntries, type TomlTable, type TomlValue } from './toml.ts'

/** A package that the depot bake compiles. */
export type RecipePackage = Readonly<{ name: string; uuid: string; version?: string }>

/** A synthetic environment with just the immutable packages of a real one. */
export type Recipe = Readonly<{
  /** Text of its Project.toml. */
  project: string
  /** Text of its Manifest.toml, in the format of the original. */
  manifest: string
  /** Text of its LocalPreferences.toml, where there are preferences. */
  preferences?: string
  /** What gets compiled, dependencies first; without standard libraries, which come compiled with Julia. Empty: nothing to do. */
  packages: readonly RecipePackage[]
  /** Changes with everything that changes a compiled file of the recipe, and with nothing else: SHA-256 in hex. */
  rootHash: string
}>

/**
 * Makes the recipe of an environment.
 *
 * Its direct dependencies are the immutable packages on which the project or one of the mutable packages
 * depends directly, so that all immutable packages can be reached. It has no name, UUID or `project_hash`:
 * Pkg would take it for a package without sources, or warn that it changed since it was resolved (FACTS §3).
 */
export function makeRecipe(environment: ResolvedEnvironment, tree: HashTree): Recipe {
  const immutable = tree.nodes.filter(node => node.immutable)
  const kept = new Set(immutable.map(({ uuid }) => uuid))
  const entries = environment.manifest.entries.filter(({ uuid }) => kept.has(uuid))
  const deps = directDependencies(environment, tree)
  const preferred = immutable.filter(({ uuid }) => uuid in environment.preferences)
  const extras = preferred.filter(({ name, uuid }) => deps[name] !== uuid)
  const built = new Set(reachable(environment.manifest, Object.values(deps)).map(({ uuid }) => uuid))
  const preferences = Object.fromEntries(
    preferred.map(({ name, uuid }) => [name, environment.preferences[uuid] ?? {}])
  )
  return {
    project: [
      section('deps', deps),
      ...(extras.length === 0 ? [] : [section('extras', Object.fromEntries(extras.map(pair)))])
    ].join('\n'),
    manifest: writeManifest({ ...environment.manifest, entries }),
    ...(preferred.length === 0 ? {} : { preferences: writePreferences(preferences) }),
    packages: immutable
      .filter(({ stdlib, uuid }) => !stdlib && built.has(uuid))
      .map(({ name, uuid, version }) => ({ name, uuid, ...(version === undefined ? {} : { version }) })),
    rootHash: joinHashes(immutable.map(({ hash }) => hash))
  }
}

/** A recipe and the folders of the projects that share it. */
export type SharedRecipe = Recipe & Readonly<{ folders: readonly string[] }>

/** The recipes of several projects, one for each environment that differs from the others. */
export function makeRecipes(
  projects: readonly Readonly<{ environment: ResolvedEnvironment; tree: HashTree; folder: string }>[]
): readonly SharedRecipe[] {
  const recipes = new Map<string, SharedRecipe>()
  for (const { environment, tree, folder } of projects) {
    const recipe = makeRecipe(environment, tree)
    const text = JSON.stringify(recipe)
    const folders = [...(recipes.get(text)?.folders ?? []), folder]
    recipes.set(text, { ...recipe, folders })
  }
  return [...recipes.values()]
}

/** Of two packages of one name a project can name only one; the one nearest to the project is taken. */
function directDependencies(
  { project }: ResolvedEnvironment,
  { nodes }: HashTree
): Readonly<Record<string, string>> {
  const byUuid = new Map(nodes.map(node => [node.uuid, node]))
  const asked = [
    ...Object.values(project.deps).sort(),
    ...nodes
      .filter(node => !node.immutable)
      .sort(byName)
      .flatMap(node => node.dependencies)
  ]
  const deps = new Map<string, string>()
  for (const { name, uuid, immutable } of asked.flatMap(id => byUuid.get(id) ?? [])) {
    if (immutable && !deps.has(name)) deps.set(name, uuid)
  }
  return Object.fromEntries(deps)
}

const pair = ({ name, uuid }: PackageNode): readonly [string, string] => [name, uuid]

const section = (name: string, packages: Readonly<Record<string, string>>): string =>
  [`[${name}]`, ...sortedEntries(packages).map(([key, uuid]) => `${key} = "${uuid}"`), ''].join('\n')

const writePreferences = (preferences: TomlTable): string =>
  `${stringify(sorted(preferences), { numbersAsFloat: true }).trimEnd()}\n`

function sorted(value: TomlValue): TomlValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isTable(value)) return value
  return Object.fromEntries(sortedEntries(value).map(([key, inner]) => [key, sorted(inner)]))
}
