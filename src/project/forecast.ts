import type { HashTree } from './hash-tree.ts'
import type { Recipe } from './recipe.ts'

/** A package or an extension that is about to be compiled. */
export type Forecast = Readonly<{
  /** As Pkg prints it when it is done; for an extension without the name of its package. */
  name: string
  /** For an extension, that of its package. */
  uuid: string
  kind: 'package' | 'extension'
  hash: string
}>

/**
 * What a depot bake compiles: the packages and extensions of the recipes whose hash none of the restored trees has.
 * Those, and only those, are stale for Julia.
 *
 * @param restored trees of the depot from which the bake starts, none where its compiled files do not fit
 * @returns each once, packages with dependencies first
 */
export function forecast(recipes: readonly Recipe[], restored: readonly HashTree[]): readonly Forecast[] {
  const there = new Set(
    restored.flatMap(({ nodes, extensions }) => [...nodes, ...extensions]).map(({ hash }) => hash)
  )
  const wanted = recipes.flatMap(({ packages, extensions }): Forecast[] => [
    ...packages.map(({ name, uuid, hash }) => ({ name, uuid, kind: 'package' as const, hash })),
    ...extensions.map(({ name, parent, hash }) => ({
      name,
      uuid: parent,
      kind: 'extension' as const,
      hash
    }))
  ])
  const missing = new Map(wanted.filter(({ hash }) => !there.has(hash)).map(item => [item.hash, item]))
  return [...missing.values()]
}
