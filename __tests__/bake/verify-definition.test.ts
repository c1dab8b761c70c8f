import { describe, expect, it } from '@jest/globals'
import { exportDefinition, isExported, verifyDefinition } from '../../src/bake/verify-definition.ts'
import type { ImageInputs } from '../../src/inputs.ts'
import { distribution, dockerfile, makeImage, scripts, withoutAttestations } from './make-image.ts'

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
    expect(verifyDefinition(definition, '/run/verify-plan')).toEqual({
      group: { default: { targets: ['verify'] } },
      target: {
        ...distributions,
        image: { ...makeImage().target['image'], attest: withoutAttestations },
        verify
      }
    })
  })

  it('is the only bake of an image that stays where it is built', () => {
    const definition = makeImage({ tags: ['app:1'] })
    expect(verifyDefinition(definition, '/run/verify-plan')).toEqual({
      group: { default: { targets: ['image', 'verify'] } },
      target: { ...definition.target, verify }
    })
  })

  it('keeps to the network and does without the layer cache as the image does', () => {
    const definition = makeImage({ ...exported, network: 'none', noCache: true, pull: true })
    const { target } = verifyDefinition(definition, '/run/verify-plan')
    expect(target['verify']).toEqual({ ...verify, network: 'none', 'no-cache': true })
    expect(target['image']).toMatchObject({ network: 'none', 'no-cache': true, pull: true })
  })
})

describe('exportDefinition', () => {
  it('is the image bake as it was', () => {
    const definition = makeImage(exported)
    expect(exportDefinition(definition)).toEqual({
      ...definition,
      target: { ...definition.target, image: { ...definition.target['image'], 'no-cache': false } }
    })
  })

  it('takes what was verified from the builder, even where that was built without the layer cache', () => {
    const { target } = exportDefinition(makeImage({ ...exported, noCache: true }))
    expect(target['image']?.['no-cache']).toBe(false)
  })
})
