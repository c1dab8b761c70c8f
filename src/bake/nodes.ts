import { UserError } from '../errors.ts'
import type { Inputs } from '../inputs.ts'

/** Whether an output is pushed without a tag, as buildx reads it. */
export const isPushByDigest = (output: string): boolean => /(^|,)push-by-digest=true(,|$)/i.test(output)

/** A node of a builder, by the names that buildx gives platforms. */
export type Node = Readonly<{
  platforms: readonly string[]
  /** Those of them that the user gave it (`docker buildx create --platform`). */
  given: readonly string[]
}>

const plainName = (name: string): string =>
  name.replace(/\*$/, '').replace(/^linux\/arm64\/v8$/, 'linux/arm64')

/**
 * Nodes that know their platforms, from what `docker buildx inspect` prints: it marks those that the user gave with a
 * star, and `linux/arm64/v8` is `linux/arm64`.
 */
export function parseNodes(inspected: string): readonly Node[] {
  return [...inspected.matchAll(/^Platforms:\s*(.+)$/gm)].map(([, list = '']) => {
    const names = list.split(',').map(name => name.trim())
    return {
      platforms: [...new Set(names.map(plainName))],
      given: names.filter(name => name.endsWith('*')).map(plainName)
    }
  })
}

/**
 * How many nodes buildx builds these platforms on: for each it takes the first node that the user gave it to. Where
 * one of them was given to none, it takes the first that can run it (`build/driver.go` of buildx).
 */
export function countNodes(platforms: readonly string[], nodes: readonly Node[]): number {
  const given = platforms.every(name => nodes.some(node => node.given.includes(name)))
  const chosen = platforms.map(name =>
    nodes.findIndex(node => (given ? node.given : node.platforms).includes(name))
  )
  return new Set(chosen).size
}

const several = (input: string, what: string): string =>
  `${input}: the builder has these platforms on several nodes, and what they build together can only be pushed${what}. Set push: true with tags, where buildx joins them, or build one platform only.`

/**
 * What several nodes cannot give: each has only its own part of the image. buildx says so only once everything is
 * built; and what is to be pushed by digest alone it pushes under the tag `latest`, too (`build/build.go` of buildx 0.29).
 *
 * @throws {@link UserError} naming the input
 */
export function checkSeveralNodes({ load, outputs }: Pick<Inputs, 'load' | 'outputs'>): void {
  if (load) throw new UserError(several('load: "true"', ', not loaded'))
  const file = outputs.find(each => /(^|,)type=(oci|docker|tar)(,|$)/.test(each))
  if (file !== undefined) throw new UserError(several(`outputs: "${file}"`, ', not written to one file'))
  const byDigest = outputs.find(isPushByDigest)
  if (byDigest !== undefined) throw new UserError(several(`outputs: "${byDigest}"`, ' under tags'))
}
