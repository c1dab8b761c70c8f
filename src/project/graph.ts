import type { Manifest, ManifestEntry } from './manifest.ts'
import { compare } from './toml.ts'

/**
 * The packages of a manifest that a project can load: its dependencies and theirs. What else a manifest may
 * hold (dependencies of other projects of the workspace, of tests, leftovers) is not part of its environment.
 *
 * @param roots UUIDs; those that the manifest lacks are passed over
 */
export function reachable(manifest: Manifest, roots: Iterable<string>): readonly ManifestEntry[] {
  const byUuid = new Map(manifest.entries.map(entry => [entry.uuid, entry]))
  const found = new Set<ManifestEntry>()
  const open = [...roots]
  for (let uuid = open.pop(); uuid !== undefined; uuid = open.pop()) {
    const entry = byUuid.get(uuid)
    if (entry === undefined || found.has(entry)) continue
    found.add(entry)
    open.push(...Object.values(entry.deps))
  }
  return manifest.entries.filter(entry => found.has(entry))
}

type Visit = { readonly entry: ManifestEntry; readonly index: number; low: number; done: boolean }

/**
 * Groups packages such that each group comes after those on which it depends (Tarjan's strongly connected
 * components). A group of more than one package is a cycle. The order depends on names and UUIDs alone.
 *
 * @param entries with all of their dependencies
 */
export function sortByDependency(entries: readonly ManifestEntry[]): readonly (readonly ManifestEntry[])[] {
  const byUuid = new Map(entries.map(entry => [entry.uuid, entry]))
  const visits = new Map<string, Visit>()
  const stack: Visit[] = []
  const groups: ManifestEntry[][] = []

  const visit = (entry: ManifestEntry): Visit => {
    const current: Visit = { entry, index: visits.size, low: visits.size, done: false }
    visits.set(entry.uuid, current)
    stack.push(current)
    for (const uuid of Object.values(entry.deps).sort(compare)) {
      const dependency = byUuid.get(uuid)
      if (dependency === undefined) continue
      const next = visits.get(uuid) ?? visit(dependency)
      if (!next.done) current.low = Math.min(current.low, next.low)
    }
    if (current.low === current.index) groups.push(close(current, stack))
    return current
  }
  for (const entry of entries.toSorted(byName)) {
    if (!visits.has(entry.uuid)) visit(entry)
  }
  return groups
}

/** Takes a finished group off the stack. */
function close(root: Visit, stack: Visit[]): ManifestEntry[] {
  const group = stack.splice(stack.indexOf(root))
  for (const member of group) member.done = true
  return group.map(({ entry }) => entry).sort(byName)
}

/** Orders packages by name, then UUID. */
export const byName = (a: Named, b: Named): number => compare(a.name, b.name) || compare(a.uuid, b.uuid)

type Named = Readonly<{ name: string; uuid: string }>
