import type { HashTree, PackageNode } from './hash-tree.ts'
import { compare } from './toml.ts'

/** An input of a package's hash that changed. `undefined` stands for "was not there". */
export type Reason =
  | Readonly<{ input: 'version' | 'source' | 'julia'; before: string | undefined; after: string | undefined }>
  | Readonly<{ input: 'name' | 'preferences' | 'extensions' }>
  | Readonly<{ input: 'dependency'; change: 'added' | 'removed' | 'changed'; uuid: string; name: string }>

/** A package whose hash differs between two trees, with the reasons; none for one that came or went. */
export type Change = Readonly<{
  change: 'added' | 'removed' | 'changed'
  uuid: string
  name: string
  reasons: readonly Reason[]
}>

/**
 * Why packages have to be compiled again: what differs between a stored tree and the one of now.
 *
 * @returns the packages of now in their order, dependencies first, and then those that are gone
 */
export function explain(before: HashTree, after: HashTree): readonly Change[] {
  const [old, now] = [index(before), index(after)]
  const changed = after.nodes.flatMap((node): Change[] => {
    const previous = old.get(node.uuid)
    if (previous?.hash === node.hash) return []
    const [change, reasons] = previous
      ? (['changed', compareNodes(previous, node, { old, now })] as const)
      : (['added', []] as const)
    return [{ change, uuid: node.uuid, name: node.name, reasons }]
  })
  const gone = before.nodes
    .filter(({ uuid }) => !now.has(uuid))
    .map(({ uuid, name }): Change => ({ change: 'removed', uuid, name, reasons: [] }))
  return [...changed, ...gone]
}

type Index = ReadonlyMap<string, PackageNode>

const index = ({ nodes }: HashTree): Index => new Map(nodes.map(node => [node.uuid, node]))

function compareNodes(
  before: PackageNode,
  after: PackageNode,
  { old, now }: Readonly<{ old: Index; now: Index }>
): readonly Reason[] {
  const reasons: Reason[] = []
  for (const input of ['name', 'preferences', 'extensions'] as const) {
    if (before[input] !== after[input]) reasons.push({ input })
  }
  if (before.version !== after.version) {
    reasons.push({ input: 'version', before: before.version, after: after.version })
  }
  if (before.source !== after.source) {
    const input = before.stdlib && after.stdlib ? 'julia' : 'source'
    reasons.push({ input, before: before.source, after: after.source })
  }
  for (const uuid of [...new Set([...before.dependencies, ...after.dependencies])].sort(compare)) {
    const [had, has] = [before.dependencies.includes(uuid), after.dependencies.includes(uuid)]
    if (had && has && old.get(uuid)?.hash === now.get(uuid)?.hash) continue
    const name = (now.get(uuid) ?? old.get(uuid))?.name ?? uuid
    reasons.push({
      input: 'dependency',
      change: had && has ? 'changed' : has ? 'added' : 'removed',
      uuid,
      name
    })
  }
  return reasons
}
