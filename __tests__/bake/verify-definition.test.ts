import { describe, expect, it } from '@jest/globals'
import type { Definition } from '../../src/bake/definition.ts'
import { exportDefinition, isExported, verifyDefinition } from '../../src/bake/verify-definition.ts'
import type { ImageInputs } from '../../src/inputs.ts'
import { distribution, dockerfile, makeImage, scripts, withoutAttestations } from './make-image.ts'

const name = 'julia-bake-verify-image'
const verify = {
  context: '/run/verify-plan',
  dockerfile,
  target: 'verify',
  platforms: ['linux/amd64', 'linux/arm64'],
  contexts: { 'finished-image': 'target:image', plan: '/run/verify-plan', scripts },
  output: ['type=cacheonly'],
  attest: withoutAttestations
}
const distributions = {
  'julia-amd64': distribution('linux/amd64', ['linux/amd64', 'linux/arm64']),
  'julia-arm64': distribution('linux/arm64', ['linux/amd64', 'linux/arm64'])
}
const exported: Partial<ImageInputs> = {
  push: true,
  outputs: ['type=local,dest=out'],
  tags: ['ghcr.io/me/app:1'],
  sbom: 'true'
}

describe('isExported', () => {
  it.each([
    { description: 'a push', inputs: { push: true }, is: true },
    { description: 'a load', inputs: { load: true }, is: true },
    { description: 'another output', inputs: { outputs: ['type=oci,dest=a.tar'] }, is: true },
    { description: 'a tag alone', inputs: { tags: ['app:1'] }, is: false }
  ])('of $description is $is', ({ inputs, is }) => {
    expect(isExported(makeImage(inputs))).toBe(is)
  })
})

describe('verifyDefinition', () => {
  it('builds an image that is to be exported without exporting anything, for all platforms at once', () => {
    const definition = makeImage(exported)
    expect(verifyDefinition(definition, ['image'], '/run/verify-plan')).toEqual({
      group: { default: { targets: ['image', name] } },
      target: {
        ...distributions,
        image: { ...makeImage().target['image'], output: ['type=cacheonly'], attest: withoutAttestations },
        [name]: verify
      }
    })
  })

  it('is the only bake of an image that stays where it is built', () => {
    const definition = makeImage({ tags: ['app:1'] })
    expect(verifyDefinition(definition, ['image'], '/run/verify-plan')).toEqual({
      group: { default: { targets: ['image', name] } },
      target: { ...definition.target, [name]: verify }
    })
  })

  it('keeps to the network and does without the layer cache as the image does', () => {
    const definition = makeImage({ ...exported, network: 'none', noCache: true, pull: true })
    const { target } = verifyDefinition(definition, ['image'], '/run/verify-plan')
    expect(target[name]).toEqual({ ...verify, network: 'none', 'no-cache': true })
    expect(target['image']).toMatchObject({ network: 'none', 'no-cache': true, pull: true })
  })
})

/** Two targets of a bake file: one holds Julia and writes a layer cache, the other goes nowhere. */
const several: Definition = {
  group: { default: { targets: ['api', 'web'] } },
  target: {
    api: {
      context: '.',
      platforms: ['linux/amd64'],
      tags: ['api:1'],
      output: ['type=registry'],
      'cache-to': ['type=registry,ref=cache'],
      'no-cache-filter': ['build']
    },
    web: { context: 'web', platforms: ['linux/arm64'], tags: ['web:1'] }
  }
}

describe('several images', () => {
  it('are built before any of them leaves the builder, and loaded where they hold Julia', () => {
    const kept = { output: ['type=cacheonly'], tags: [], attest: withoutAttestations }
    expect(verifyDefinition(several, ['api'], '/run/verify-plan')).toEqual({
      group: { default: { targets: ['api', 'web', 'julia-bake-verify-api'] } },
      target: {
        api: { ...several.target['api'], ...kept, 'cache-to': [] },
        web: { ...several.target['web'], ...kept },
        'julia-bake-verify-api': {
          ...verify,
          platforms: ['linux/amd64'],
          contexts: { ...verify.contexts, 'finished-image': 'target:api' }
        }
      }
    })
  })

  it('are exported from what was built, also where a stage is always to be built anew', () => {
    expect(exportDefinition(several).target).toEqual({
      ...several.target,
      api: { ...several.target['api'], 'no-cache-filter': [] }
    })
  })
})

describe('exportDefinition', () => {
  it('is the image bake as it was', () => {
    const definition = makeImage(exported)
    expect(exportDefinition(definition)).toEqual(definition)
  })

  it('takes what was verified from the builder, even where that was built without the layer cache', () => {
    const { target } = exportDefinition(makeImage({ ...exported, noCache: true }))
    expect(target['image']?.['no-cache']).toBe(false)
  })
})
