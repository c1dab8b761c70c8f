import type { Tier } from './cache/index.ts'
import type { Plan } from './plan.ts'
import { explain, type Change, type HashTree, type PackageNode, type Reason } from './project/index.ts'

/** A package that the depot bake has to compile, and why. */
export type Expected = Readonly<{ uuid: string; name: string; reason: string }>

/** What the depot bake will have to do, as the hash trees tell before it. */
export type Preview = Readonly<{ compile: readonly Expected[]; reused: number }>

/** What was restored: how much of it fits, and the hash trees stored beside it. */
export type Restored = Readonly<{ tier: Tier; trees: readonly HashTree[] }>

function reasonWords(reason: Reason): string {
  switch (reason.input) {
    case 'version':
      return `version ${reason.before ?? 'none'} → ${reason.after ?? 'none'}`
    case 'source':
      return 'other source'
    case 'julia':
      return 'other Julia'
    case 'dependency':
      if (reason.change === 'changed') return `depends on ${reason.name}`
      return reason.change === 'added'
        ? `now depends on ${reason.name}`
        : `no longer depends on ${reason.name}`
    case 'name':
    case 'preferences':
    case 'extensions':
      return `other ${reason.input}`
  }
}

/** A new version has another source as well: that goes without saying. */
function changeWords({ change, reasons }: Change): string {
  if (change === 'added') return 'new'
  const hasVersion = reasons.some(({ input }) => input === 'version')
  const told = reasons.filter(({ input }) => !(hasVersion && input === 'source'))
  return told.map(reasonWords).join(', ')
}

/** The packages that the recipes compile, each build of one once: two projects may have one in two versions. */
function recipeNodes({ projects, recipes }: Plan): readonly PackageNode[] {
  const wanted = new Set(recipes.flatMap(({ packages }) => packages.map(({ uuid }) => uuid)))
  const nodes = projects.flatMap(({ tree }) => tree.nodes)
  return [...new Map(nodes.filter(({ uuid }) => wanted.has(uuid)).map(node => [node.hash, node])).values()]
}

/** Several trees as one; of two builds of a package the first counts. */
function mergeTrees(trees: readonly HashTree[]): HashTree | undefined {
  const [first] = trees
  if (first === undefined) return undefined
  const nodes = new Map(trees.flatMap(tree => tree.nodes.map(node => [node.uuid, node] as const)).reverse())
  return { ...first, nodes: [...nodes.values()] }
}

/** Why each changed package of a tree is not what it was, by its hash. */
function reasonsFor(before: HashTree, after: HashTree): readonly (readonly [hash: string, reason: string])[] {
  const hashes = new Map(after.nodes.map(({ uuid, hash }) => [uuid, hash]))
  return explain(before, after).map(change => [hashes.get(change.uuid) ?? '', changeWords(change)])
}

/**
 * Tells which packages a depot bake has to compile and why, and how many it takes over.
 *
 * @param restored nothing where the cache gave nothing back
 */
export function previewDepot(plan: Plan, restored: Restored | undefined): Preview {
  const nodes = recipeNodes(plan)
  const all = (reason: string): Preview => ({
    compile: nodes.map(({ uuid, name }) => ({ uuid, name, reason })),
    reused: 0
  })
  if (restored === undefined) return all('nothing restored')
  if (restored.tier === 'packages') return all('restored for other CPU targets')
  if (restored.tier === 'exact') return { compile: [], reused: nodes.length }
  const before = mergeTrees(restored.trees)
  if (before === undefined) return all('nothing is known about what was restored')
  const there = new Set(restored.trees.flatMap(tree => tree.nodes.map(({ hash }) => hash)))
  const missing = nodes.filter(({ hash }) => !there.has(hash))
  const reasons = new Map(plan.projects.flatMap(({ tree }) => reasonsFor(before, tree)))
  return {
    compile: missing.map(({ uuid, name, hash }) => ({ uuid, name, reason: reasons.get(hash) ?? '' })),
    reused: nodes.length - missing.length
  }
}
