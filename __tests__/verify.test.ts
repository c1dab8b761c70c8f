import { describe, expect, it } from '@jest/globals'
import type { BakeResult, Definition } from '../src/bake/index.ts'
import { exportDefinition, verifyDefinition } from '../src/bake/index.ts'
import { isRebuilt, verifyThenExport } from '../src/verify.ts'
import { makeImage } from './bake/make-image.ts'

/** A bake that ended, in which a platform's stages said that they began. */
const makeResult = (stages: readonly string[] = [], failure?: string): BakeResult => ({
  transcript: {
    lines: [],
    words: [],
    vertices: new Map(),
    events: stages.map(text => ({ platform: 'linux/amd64', kind: 'stage', text })),
    checks: []
  },
  seconds: 1,
  metadata: {},
  ...(failure === undefined ? {} : { failure })
})

/** Bakes that end as they are told, one after the other; `baked` has what was baked. */
function makeBakes(...results: readonly BakeResult[]) {
  const baked: (readonly [string, Definition])[] = []
  const bake = (title: string, definition: Definition): Promise<BakeResult> => {
    const result = results[baked.length]
    baked.push([title, definition])
    return result === undefined ? Promise.reject(new Error('one bake too many')) : Promise.resolve(result)
  }
  return { bake, baked }
}

describe('verifyThenExport', () => {
  const [pushed, kept] = [makeImage({ push: true, tags: ['app:1'] }), makeImage({ tags: ['app:1'] })]
  const [good, bad] = [makeResult(['image', 'verify']), makeResult(['image', 'verify'], 'no')]

  it('exports what loads', async () => {
    const exported = makeResult()
    const { bake, baked } = makeBakes(good, exported)
    expect(await verifyThenExport(pushed, '/run/verify-plan', bake)).toEqual({ built: good, exported })
    expect(baked).toEqual([
      ['verify', verifyDefinition(pushed, '/run/verify-plan')],
      ['image', exportDefinition(pushed)]
    ])
  })

  it.each([
    { description: 'what does not load', definition: pushed, built: bad },
    { description: 'what is not to leave the builder', definition: kept, built: good }
  ])('does not export $description', async ({ definition, built }) => {
    const { bake, baked } = makeBakes(built)
    expect(await verifyThenExport(definition, '/run/verify-plan', bake)).toEqual({ built })
    expect(baked).toEqual([['verify', verifyDefinition(definition, '/run/verify-plan')]])
  })
})

describe('isRebuilt', () => {
  const built = makeResult(['image', 'verify'])

  it.each([
    {
      description: 'an image that was found as it was verified',
      bakes: { built, exported: makeResult() },
      is: false
    },
    {
      description: 'an image that had to be built once more',
      bakes: { built, exported: makeResult(['image']) },
      is: true
    },
    { description: 'an image that was not exported', bakes: { built }, is: false }
  ])('of $description is $is', ({ bakes, is }) => {
    expect(isRebuilt(bakes)).toBe(is)
  })
})
