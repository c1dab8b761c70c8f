import { createHash } from 'node:crypto'
import type { ResolvedEnvironment } from './environment.ts'
import { reachable, sortByDependency } from './graph.ts'
import type { ManifestEntry } from './manifest.ts'
import { canonical, compare, sortedEntries } from './toml.ts'

/** A package of an environment with its hash and all that went into it. */
export type PackageNode = Readonly<{
  uuid: string
  name: string
  version?: string
  /** `tree:` and a git tree, `content:` and a SHA-256, or `julia:` and a version; entry file and syntax version where given. */
  source: string
  /** Hash of the honoured preferences; empty without any. */
  preferences: string
  /** Hash of the extensions' names and the UUIDs of their triggers; empty without any. */
  extensions: string
  /** UUIDs of the direct dependencies, sorted. */
  dependencies: readonly string[]
  /** SHA-256 in hex over all of the above, with the hashes of the dependencies. */
  hash: string
  /** Whether it comes with Julia. */
  stdlib: boolean
  /** Whether neither it nor anything that it depends on is a path package. */
  immutable: boolean
}>

/** The packages that a project can load, dependencies first, and the hash of them all. */
export type HashTree = Readonly<{
  format: 1
  juliaVersion: string
  nodes: readonly PackageNode[]
  /** The manifest hash: SHA-256 in hex. */
  rootHash: string
}>

/**
 * Hashes every package that a project can load. Order, comments, formatting and manifest format do not change
 * a hash; a package's own hash changes with the package and with what it depends on, and with nothing else.
 *
 * The packages of a dependency cycle are hashed together: a change in one changes them all.
 *
 * @param juliaVersion stands for the sources of the standard libraries
 */
export function hashTree(
  environment: ResolvedEnvironment,
  { juliaVersion }: Readonly<{ juliaVersion: string }>
): HashTree {
  const entries = reachable(environment.manifest, Object.values(environment.project.deps))
  const nodes = new Map<string, PackageNode>()
  for (const group of sortByDependency(entries)) {
    const own = group.map(entry => describe(entry, environment, juliaVersion))
    for (const node of hashGroup(own, nodes)) nodes.set(node.uuid, node)
  }
  const sorted = [...nodes.values()]
  return { format: 1, juliaVersion, nodes: sorted, rootHash: joinHashes(sorted.map(({ hash }) => hash)) }
}

/** One hash for several, in whatever order they come: SHA-256 in hex. */
export const joinHashes = (hashes: readonly string[]): string => sha256([...new Set(hashes)].sort(compare))

type Description = Omit<PackageNode, 'hash'>

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

function describe(
  entry: ManifestEntry,
  { preferences, pathPackages }: ResolvedEnvironment,
  juliaVersion: string
): Description {
  const { uuid, name, version, treeHash, path, entryFile, syntaxVersion, deps } = entry
  const source =
    path !== undefined
      ? `content:${pathPackages[uuid]?.content ?? ''}`
      : treeHash !== undefined
        ? `tree:${treeHash}`
        : `julia:${juliaVersion}`
  const honoured = preferences[uuid]
  return {
    uuid,
    name,
    ...(version === undefined ? {} : { version }),
    source: [source, entryFile && `entry:${entryFile}`, syntaxVersion && `syntax:${syntaxVersion}`]
      .filter(part => part !== undefined)
      .join(' '),
    preferences: honoured === undefined ? '' : sha256(canonical(honoured)),
    extensions: hashExtensions(entry),
    dependencies: Object.values(deps).sort(compare),
    stdlib: path === undefined && treeHash === undefined,
    immutable: path === undefined
  }
}

function hashExtensions({ extensions, weakdeps, deps }: ManifestEntry): string {
  const triggers = sortedEntries(extensions).map(([extension, names]) => [
    extension,
    names.map(name => weakdeps[name] ?? deps[name] ?? name).sort(compare)
  ])
  return triggers.length === 0 ? '' : sha256(triggers)
}

/** Hashes packages that depend on each other, or, as a rule, a single one. */
function hashGroup(
  group: readonly Description[],
  done: ReadonlyMap<string, PackageNode>
): readonly PackageNode[] {
  const dependencies = group.flatMap(node => node.dependencies.flatMap(uuid => done.get(uuid) ?? []))
  const immutable = [...group, ...dependencies].every(node => node.immutable)
  const inside = group.map(node => [hashInputs(node), node.dependencies])
  const cycle = group.length > 1 ? sha256([inside, dependencies.map(({ hash }) => hash).sort(compare)]) : ''
  return group.map(node => {
    const below = node.dependencies.map(uuid => [uuid, done.get(uuid)?.hash ?? cycle])
    return { ...node, immutable, hash: sha256([hashInputs(node), below]) }
  })
}

const hashInputs = ({
  uuid,
  name,
  version,
  source,
  preferences,
  extensions
}: Description): readonly string[] => [uuid, name, version ?? '', source, preferences, extensions]

/** A hash tree as it is stored beside a depot layout. */
export const writeHashTree = (tree: HashTree): string => `${JSON.stringify(tree)}\n`

/** Reads a stored hash tree; `undefined` for anything that is not one, since a stored file may be of any age. */
export function parseHashTree(text: string): HashTree | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isHashTree(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isHashTree = (value: unknown): value is HashTree =>
  isRecord(value) &&
  value['format'] === 1 &&
  typeof value['juliaVersion'] === 'string' &&
  typeof value['rootHash'] === 'string' &&
  Array.isArray(value['nodes']) &&
  value['nodes'].every(isNode)

const isNode = (value: unknown): value is PackageNode =>
  isRecord(value) &&
  ['uuid', 'name', 'source', 'preferences', 'extensions', 'hash'].every(
    key => typeof value[key] === 'string'
  ) &&
  ['stdlib', 'immutable'].every(key => typeof value[key] === 'boolean') &&
  ['string', 'undefined'].includes(typeof value['version']) &&
  Array.isArray(value['dependencies']) &&
  value['dependencies'].every(uuid => typeof uuid === 'string')
