import type { ResolvedEnvironment } from './environment.ts'
import { findExtensions, type ExtensionNode } from './extension.ts'
import { reachable, sortByDependency } from './graph.ts'
import type { ManifestEntry } from './manifest.ts'
import { joinHashes, sha256 } from './sha256.ts'
import { canonical, compare } from './toml.ts'
import { atLeast, compareVersions, parseVersion } from './version.ts'

/** A package of an environment with its hash and all that went into it. */
export type PackageNode = Readonly<{
  uuid: string
  name: string
  /** Not for standard libraries: theirs is what Julia brings along, whatever the manifest says. */
  version?: string
  /** `tree:` and a git tree, `content:` and a SHA-256, or `julia:` and a version; entry file and syntax version where given. */
  source: string
  /** Hash of the honoured preferences; empty without any. */
  preferences: string
  /** UUIDs of the direct dependencies, sorted. */
  dependencies: readonly string[]
  /** SHA-256 in hex over all of the above, with the hashes of the dependencies. */
  hash: string
  /** Whether it comes with Julia. */
  stdlib: boolean
  /** Whether neither it nor anything that it depends on is a path package. */
  immutable: boolean
}>

/** The packages and extensions that a project can load, packages with dependencies first, and the hash of them all. */
export type HashTree = Readonly<{
  format: 2
  juliaVersion: string
  nodes: readonly PackageNode[]
  /** By package, then name; none before Julia 1.9. */
  extensions: readonly ExtensionNode[]
  /** The manifest hash: SHA-256 in hex. */
  rootHash: string
}>

/**
 * Hashes everything that a project can load. Order, comments, formatting and manifest format do not change
 * a hash. The hash of a package changes with the package and with what it depends on, that of an extension with its
 * package and its triggers, and with nothing else.
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
  const byUuid = new Map<string, PackageNode>()
  for (const group of sortByDependency(entries)) {
    const own = group.map(entry => describe(entry, environment, juliaVersion))
    for (const node of hashGroup(own, byUuid)) byUuid.set(node.uuid, node)
  }
  const nodes = [...byUuid.values()]
  const extensions = atLeast(juliaVersion, 1, 9, 0) ? findExtensions(entries, byUuid) : []
  const rootHash = joinHashes([...nodes, ...extensions].map(({ hash }) => hash))
  return { format: 2, juliaVersion, nodes, extensions, rootHash }
}

type Description = Omit<PackageNode, 'hash'>

function describe(
  entry: ManifestEntry,
  { preferences, pathPackages }: ResolvedEnvironment,
  juliaVersion: string
): Description {
  const { uuid, name, version, treeHash, path, entryFile, deps } = entry
  const stdlib = path === undefined && treeHash === undefined
  const source =
    path !== undefined
      ? `content:${pathPackages[uuid]?.content ?? ''}`
      : treeHash !== undefined
        ? `tree:${treeHash}`
        : `julia:${juliaVersion}`
  const syntax = readSyntax(entry, juliaVersion)
  const honoured = preferences[uuid]
  return {
    uuid,
    name,
    ...(version === undefined || stdlib ? {} : { version }),
    source: [source, entryFile && `entry:${entryFile}`, syntax && `syntax:${syntax}`]
      .filter(part => part !== undefined)
      .join(' '),
    preferences: honoured === undefined ? '' : sha256(canonical(honoured)),
    dependencies: Object.values(deps).sort(compare),
    stdlib,
    immutable: path === undefined
  }
}

/** Julia reads the syntax version since 1.14, and takes all older ones for 1.13 (`base/loading.jl`). */
function readSyntax({ syntaxVersion }: ManifestEntry, juliaVersion: string): string | undefined {
  if (syntaxVersion === undefined || !atLeast(juliaVersion, 1, 14, 0)) return undefined
  return compareVersions(parseVersion(syntaxVersion) ?? [0, 0, 0], [1, 13, 0]) > 0 ? syntaxVersion : undefined
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

const hashInputs = ({ uuid, name, version, source, preferences }: Description): readonly string[] => [
  uuid,
  name,
  version ?? '',
  source,
  preferences
]
