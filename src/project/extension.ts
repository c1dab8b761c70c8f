import { byName } from './graph.ts'
import type { PackageNode } from './hash-tree.ts'
import type { ManifestEntry } from './manifest.ts'
import { sha256 } from './sha256.ts'
import { compare, sortedEntries } from './toml.ts'

/**
 * An extension that Julia compiles: its package and all of its triggers are in the environment. It has a compiled
 * file of its own, which becomes stale with each of them, while that of its package does not.
 */
export type ExtensionNode = Readonly<{
  name: string
  /** UUID of the package that it extends. */
  parent: string
  /** UUIDs of the packages that trigger it, sorted. */
  triggers: readonly string[]
  /** SHA-256 in hex over all of the above, with the hashes of the package and of the triggers. */
  hash: string
  /** Whether it comes with Julia: its package and all triggers do. */
  stdlib: boolean
  /** Whether its package and all triggers are immutable. */
  immutable: boolean
}>

/**
 * The extensions of some packages that can be loaded, by the rule of `precompilepkgs` in Julia's
 * `base/precompilation.jl`. A trigger that only Julia's own system image holds is not seen.
 *
 * @param nodes all packages that the project can load, by UUID
 */
export const findExtensions = (
  entries: readonly ManifestEntry[],
  nodes: ReadonlyMap<string, PackageNode>
): readonly ExtensionNode[] =>
  entries
    .toSorted(byName)
    .flatMap(entry =>
      sortedEntries(entry.extensions).flatMap(([name, names]) => findExtension(entry, { name, names }, nodes))
    )

function findExtension(
  { uuid: parent, weakdeps, deps }: ManifestEntry,
  { name, names }: Readonly<{ name: string; names: readonly string[] }>,
  nodes: ReadonlyMap<string, PackageNode>
): readonly ExtensionNode[] {
  const triggers = names.map(trigger => weakdeps[trigger] ?? deps[trigger] ?? trigger).sort(compare)
  const loaded = [parent, ...triggers].flatMap(uuid => nodes.get(uuid) ?? [])
  if (loaded.length <= triggers.length) return []
  return [
    {
      name,
      parent,
      triggers,
      hash: sha256([name, ...loaded.map(({ uuid, hash }) => [uuid, hash])]),
      stdlib: loaded.every(({ stdlib }) => stdlib),
      immutable: loaded.every(({ immutable }) => immutable)
    }
  ]
}
