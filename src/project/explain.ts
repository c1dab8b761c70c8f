import type { ExtensionNode } from './extension.ts'
import type { HashTree, PackageNode } from './hash-tree.ts'
import { compare } from './toml.ts'

/** An input of a hash that changed. `undefined` stands for "was not there". */
export type Reason =
  | Readonly<{ input: 'version' | 'source' | 'julia'; before: string | undefined; after: string | undefined }>
  | Readonly<{ input: 'name' | 'preferences' }>
  | Readonly<{ input: 'dependency'; change: 'added' | 'removed' | 'changed'; uuid: string; name: string }>

/** A package or an extension whose hash no older tree has, with the reasons; none for one that came or went. */
export type Change = Readonly<{
  change: 'added' | 'removed' | 'changed'
  /** For an extension, that of its package. */
  uuid: string
  /** For an extension, as Pkg writes it: `Package → Extension`. */
  name: string
  reasons: readonly Reason[]
}>

/** A node of a tree: a package, or an extension, which depends on its package and its triggers. */
type Part = Readonly<{
  key: string
  uuid: string
  name: string
  hash: string
  dependencies: readonly string[]
  inputs: Pick<PackageNode, 'version' | 'source' | 'preferences' | 'stdlib'> | undefined
  packages: ReadonlyMap<string, PackageNode>
}>

/**
 * Why packages and extensions have to be compiled again: what differs between the stored trees of a depot and those
 * of now. What any of the stored trees has counts as there.
 *
 * @returns those of now in their order, packages with dependencies first, and then those that are gone
 */
export function explain(before: readonly HashTree[], after: readonly HashTree[]): readonly Change[] {
  const [old, now] = [before.flatMap(listParts), after.flatMap(listParts)]
  const hashes = new Set(old.map(({ hash }) => hash))
  const changed = firstOfEach(now, ({ hash }) => hash).flatMap((part): Change[] => {
    if (hashes.has(part.hash)) return []
    const previous = findPrevious(old, part)
    const reasons = previous === undefined ? [] : compareParts(previous, part)
    return [
      { change: previous === undefined ? 'added' : 'changed', uuid: part.uuid, name: part.name, reasons }
    ]
  })
  const kept = new Set(now.map(({ key }) => key))
  const gone = firstOfEach(old, ({ key }) => key)
    .filter(({ key }) => !kept.has(key))
    .map(({ uuid, name }): Change => ({ change: 'removed', uuid, name, reasons: [] }))
  return [...changed, ...gone]
}

function listParts({ nodes, extensions }: HashTree): readonly Part[] {
  const packages = new Map(nodes.map(node => [node.uuid, node]))
  const ofPackage = (node: PackageNode): Part => ({ ...node, key: node.uuid, inputs: node, packages })
  const ofExtension = ({ name, parent, triggers, hash }: ExtensionNode): Part => ({
    key: `${parent} ${name}`,
    uuid: parent,
    name: `${packages.get(parent)?.name ?? parent} → ${name}`,
    hash,
    dependencies: [parent, ...triggers],
    inputs: undefined,
    packages
  })
  return [...nodes.map(ofPackage), ...extensions.map(ofExtension)]
}

function firstOfEach(parts: readonly Part[], keyOf: (part: Part) => string): readonly Part[] {
  const found = new Map<string, Part>()
  for (const part of parts) if (!found.has(keyOf(part))) found.set(keyOf(part), part)
  return [...found.values()]
}

/** Of several older ones, the one with the same sources: then the reason lies elsewhere. */
function findPrevious(old: readonly Part[], { key, inputs }: Part): Part | undefined {
  const candidates = old.filter(part => part.key === key)
  return candidates.find(part => part.inputs?.source === inputs?.source) ?? candidates[0]
}

const compareParts = (before: Part, after: Part): readonly Reason[] => [
  ...compareInputs(before, after),
  ...[...new Set([...before.dependencies, ...after.dependencies])]
    .sort(compare)
    .flatMap(uuid => compareDependency(uuid, before, after))
]

function compareInputs(before: Part, after: Part): readonly Reason[] {
  const reasons: Reason[] = before.name === after.name ? [] : [{ input: 'name' }]
  const [old, now] = [before.inputs, after.inputs]
  if (old === undefined || now === undefined) return reasons
  if (old.preferences !== now.preferences) reasons.push({ input: 'preferences' })
  if (old.version !== now.version) reasons.push({ input: 'version', before: old.version, after: now.version })
  if (old.source !== now.source) {
    reasons.push({
      input: old.stdlib && now.stdlib ? 'julia' : 'source',
      before: old.source,
      after: now.source
    })
  }
  return reasons
}

function compareDependency(uuid: string, before: Part, after: Part): readonly Reason[] {
  const [had, has] = [before.dependencies.includes(uuid), after.dependencies.includes(uuid)]
  const [old, now] = [before.packages.get(uuid), after.packages.get(uuid)]
  if (had && has && old?.hash === now?.hash) return []
  const change = had && has ? 'changed' : has ? 'added' : 'removed'
  return [{ input: 'dependency', change, uuid, name: (now ?? old)?.name ?? uuid }]
}
