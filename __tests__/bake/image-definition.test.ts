import { describe, expect, it } from '@jest/globals'
import type { Target } from '../../src/bake/definition.ts'
import type { ImageInputs } from '../../src/inputs.ts'
import { digest, distribution, dockerfile, makeImage, scripts, withoutAttestations } from './make-image.ts'

describe('imageDefinition', () => {
  const image: Target = {
    context: '/work/app',
    dockerfile,
    target: 'image',
    platforms: ['linux/amd64', 'linux/arm64'],
    contexts: {
      'julia-amd64': 'target:julia-amd64',
      'julia-arm64': 'target:julia-arm64',
      'depot-amd64': `oci-layout:///run/amd64/layout@${digest}`,
      'depot-arm64': `oci-layout:///run/arm64/layout@${digest}`,
      plan: '/run/plan',
      scripts
    },
    args: { BASE_IMAGE: 'debian:trixie-slim', PROJECT: '/app/sub' },
    secret: [],
    ssh: [],
    tags: [],
    labels: { 'org.julialang.version': '1.12.7' },
    annotations: [],
    attest: []
  }

  it('puts all platforms into one target', () => {
    expect(makeImage()).toEqual({
      group: { default: { targets: ['image'] } },
      target: {
        'julia-amd64': distribution('linux/amd64', ['linux/amd64', 'linux/arm64']),
        'julia-arm64': distribution('linux/arm64', ['linux/amd64', 'linux/arm64']),
        image
      }
    })
  })

  it('passes on what the user set', () => {
    const inputs: Partial<ImageInputs> = {
      tags: ['ghcr.io/me/app:1'],
      labels: ['a=b=c', 'org.julialang.version=mine', 'empty='],
      annotations: ['index:a=b'],
      buildArgs: ['A=1=2', 'FROM_ENV', 'UNSET', 'BASE_IMAGE=other'],
      secrets: ['id=TOKEN,src=/run/secret-0'],
      ssh: ['default'],
      network: 'none',
      noCache: true,
      pull: true
    }
    const bake = { env: { FROM_ENV: 'value' } }
    expect(makeImage(inputs, bake).target['image']).toEqual({
      ...image,
      args: { A: '1=2', FROM_ENV: 'value', BASE_IMAGE: 'debian:trixie-slim', PROJECT: '/app/sub' },
      secret: ['id=TOKEN,src=/run/secret-0'],
      ssh: ['default'],
      tags: ['ghcr.io/me/app:1'],
      labels: { a: 'b=c', 'org.julialang.version': 'mine', empty: '' },
      annotations: ['index:a=b'],
      network: 'none',
      'no-cache': true,
      pull: true
    })
  })

  it.each([
    { description: 'nothing asked for', inputs: {}, output: undefined },
    { description: 'a push', inputs: { push: true }, output: ['type=registry'] },
    { description: 'a load', inputs: { load: true }, output: ['type=docker'] },
    {
      description: 'a push beside other outputs',
      inputs: { outputs: ['type=local,dest=out'], push: true, load: true },
      output: ['type=local,dest=out', 'type=registry', 'type=docker']
    }
  ])('writes where $description says', ({ inputs, output }) => {
    expect(makeImage(inputs).target['image']?.output).toEqual(output)
  })

  it.each([
    { provenance: '', sbom: '', attest: [] },
    { provenance: 'true', sbom: 'true', attest: ['type=provenance', 'type=sbom'] },
    { provenance: 'false', sbom: 'false', attest: withoutAttestations },
    {
      provenance: 'mode=max',
      sbom: 'generator=docker.io/me/scanner',
      attest: ['type=provenance,mode=max', 'type=sbom,generator=docker.io/me/scanner']
    }
  ])('attests provenance "$provenance" and SBOM "$sbom"', ({ provenance, sbom, attest }) => {
    expect(makeImage({ provenance, sbom }).target['image']?.attest).toEqual(attest)
  })
})
