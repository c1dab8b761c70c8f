import { stringify } from 'smol-toml'
import type { ResolvedEnvironment } from './environment.ts'
import type { ExtensionNode } from './extension.ts'
import { byName, reachable } from './graph.ts'
import type { HashTree, PackageNode } from './hash-tree.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'
import { writeManifest } from './manifest-text.ts'
import { joinHashes } from './sha256.ts'
import { isTable, sortedEntries, type TomlTable, type TomlValue } from './toml.ts'

/** A package that the depot bake compiles. */
export type RecipePackage = Readonly<{ name: string; uuid: string; version?: string; hash: string }>

/** An extension that the depot bake compiles. */
export type RecipeExtension = Readonly<{
  name: string
  /** UUID of the package that it extends. */
  parent: string
  hash: string
}>

/** A synthetic environment with just the immutable packages of a real one. */
export type Recipe = Readonly<{
  /** Text of its Project.toml. */
  project: string
  /** Text of its Manifest.toml, in the format of the original. */
  manifest: string
  /** Text of its LocalPreferences.toml, where there are preferences. */
  preferences?: string
  /** What gets compiled, dependencies first; without standard libraries that come compiled with Julia. Empty: nothing to do. */
  packages: readonly RecipePackage[]
  /** The extensions that get compiled with them. */
  extensions: readonly RecipeExtension[]
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
  const deps = directDependencies(environment, tree)
  const entries = reachable(environment.manifest, Object.values(deps))
  const kept = new Set(entries.map(({ uuid }) => uuid))
  const nodes = tree.nodes.filter(({ uuid }) => kept.has(uuid))
  const { packages, extensions } = findCompiled({ ...tree, nodes })
  return {
    project: writeProject(environment, { nodes, deps }),
    manifest: writeManifest({
      ...environment.manifest,
      registries: usedRegistries(environment.manifest, entries),
      entries
    }),
    ...writePreferences(environment, nodes),
    packages: packages.map(({ name, uuid, version, hash }) => ({
      name,
      uuid,
      ...(version === undefined ? {} : { version }),
      hash
    })),
    extensions: extensions.map(({ name, parent, hash }) => ({ name, parent, hash })),
    rootHash: joinHashes([...packages, ...extensions].map(({ hash }) => hash))
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

type Compiled = Readonly<{ packages: readonly PackageNode[]; extensions: readonly ExtensionNode[] }>

/**
 * What does not come compiled with Julia. A standard library does, unless it has preferences or depends on
 * something that is compiled here.
 */
function findCompiled({ nodes, extensions }: HashTree): Compiled {
  const compiled = new Set<string>()
  for (const { uuid, stdlib, preferences, dependencies } of nodes) {
    if (!stdlib || preferences !== '' || dependencies.some(id => compiled.has(id))) compiled.add(uuid)
  }
  const kept = new Set(nodes.map(({ uuid }) => uuid))
  const loaded = extensions.filter(({ parent, triggers }) => [parent, ...triggers].every(id => kept.has(id)))
  return {
    packages: nodes.filter(({ uuid }) => compiled.has(uuid)),
    extensions: loaded.filter(({ parent, triggers }) => [parent, ...triggers].some(id => compiled.has(id)))
  }
}

/** A registry that only other packages come from may be one that the depot bake cannot reach. */
function usedRegistries({ registries }: Manifest, entries: readonly ManifestEntry[]): Manifest['registries'] {
  const used = new Set(entries.flatMap(entry => entry.registries))
  return registries.filter(({ id }) => used.has(id))
}

type Contents = Readonly<{ nodes: readonly PackageNode[]; deps: Readonly<Record<string, string>> }>

/** A package that has preferences without being a direct dependency is named in `[extras]`, else Julia ignores them. */
function writeProject({ preferences }: ResolvedEnvironment, { nodes, deps }: Contents): string {
  const extras = nodes.filter(({ name, uuid }) => uuid in preferences && deps[name] !== uuid)
  const named = Object.fromEntries(extras.map(({ name, uuid }) => [name, uuid]))
  return [section('deps', deps), ...(extras.length === 0 ? [] : [section('extras', named)])].join('\n')
}

const section = (name: string, packages: Readonly<Record<string, string>>): string =>
  [`[${name}]`, ...sortedEntries(packages).map(([key, uuid]) => `${key} = "${uuid}"`), ''].join('\n')

function writePreferences(
  { preferences }: ResolvedEnvironment,
  nodes: readonly PackageNode[]
): Pick<Recipe, 'preferences'> {
  const tables = nodes.flatMap(({ name, uuid }): (readonly [string, TomlTable])[] => {
    const table = preferences[uuid]
    return table === undefined ? [] : [[name, table]]
  })
  if (tables.length === 0) return {}
  const text = stringify(sorted(Object.fromEntries(tables)), { numbersAsFloat: true })
  return { preferences: `${text.trimEnd()}\n` }
}

function sorted(value: TomlValue): TomlValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isTable(value)) return value
  return Object.fromEntries(sortedEntries(value).map(([key, inner]) => [key, sorted(inner)]))
}
