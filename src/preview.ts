import type { Tier } from './cache/index.ts'
import type { Plan } from './plan.ts'
import { explain, forecast, type Change, type Forecast, type HashTree, type Reason } from './project/index.ts'

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

/** Names as people know them: an extension with its package, as Pkg writes it. */
function labelOf({ projects }: Plan): (item: Forecast) => string {
  const names = new Map(projects.flatMap(({ tree }) => tree.nodes.map(({ uuid, name }) => [uuid, name])))
  return ({ kind, uuid, name }) => (kind === 'package' ? name : `${names.get(uuid) ?? uuid} → ${name}`)
}

/**
 * Tells which packages and extensions a depot bake has to compile and why, and how many it takes over.
 *
 * @param restored nothing where the cache gave nothing back
 */
export function previewDepot(plan: Plan, restored: Restored | undefined): Preview {
  const label = labelOf(plan)
  const everything = forecast(plan.recipes, [])
  const all = (reason: string): Preview => ({
    compile: everything.map(item => ({ uuid: item.uuid, name: label(item), reason })),
    reused: 0
  })
  if (restored === undefined) return all('nothing restored')
  if (restored.tier === 'packages') return all('restored for other CPU targets')
  if (restored.tier === 'exact') return { compile: [], reused: everything.length }
  if (restored.trees.length === 0) return all('nothing is known about what was restored')
  const changes = explain(
    restored.trees,
    plan.projects.map(({ tree }) => tree)
  )
  const reasons = new Map(changes.map(change => [`${change.uuid} ${change.name}`, changeWords(change)]))
  const compile = forecast(plan.recipes, restored.trees).map(item => {
    const name = label(item)
    return { uuid: item.uuid, name, reason: reasons.get(`${item.uuid} ${name}`) ?? '' }
  })
  return { compile, reused: everything.length - compile.length }
}
