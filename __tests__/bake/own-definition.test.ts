import { describe, expect, it } from '@jest/globals'
import type { Definition, Target } from '../../src/bake/definition.ts'
import { dockerfileDefinition, isReserved, overlayDefinition } from '../../src/bake/own-definition.ts'
import { makeInputs } from '../make-inputs.ts'
import {
  digest,
  distribution,
  dockerfile,
  scripts,
  shared,
  source,
  withoutAttestations
} from './make-image.ts'

const platforms = ['linux/amd64', 'linux/arm64']
const depots = {
  amd64: `oci-layout:///run/amd64/layout@${digest}`,
  arm64: `oci-layout:///run/arm64/layout@${digest}`
}
const ingredients = {
  sources: platforms.map(source),
  depots,
  context: '/work/app',
  project: '/app',
  labels: { 'org.julialang.version': '1.12.7' },
  env: { FROM_ENV: 'value' }
}
const secrets = ['id=TOKEN,src=/run/secret-0']
const contexts = {
  julia: 'target:julia-bake-julia',
  'julia-depot': 'target:julia-bake-depot',
  'julia-bake': 'target:julia-bake-tools'
}
const own = (target: string, contexts: Target['contexts'] = {}): Target => ({
  context: '/run/plan',
  dockerfile,
  target,
  platforms,
  contexts,
  attest: withoutAttestations
})
const helpers = {
  'julia-amd64': distribution('linux/amd64', platforms),
  'julia-arm64': distribution('linux/arm64', platforms),
  'julia-bake-julia': own('julia', {
    'julia-amd64': 'target:julia-amd64',
    'julia-arm64': 'target:julia-arm64'
  }),
  'julia-bake-depot': own('julia-depot', { 'depot-amd64': depots.amd64, 'depot-arm64': depots.arm64 }),
  'julia-bake-tools': own('tools', { plan: '/run/plan', scripts })
}

describe('dockerfileDefinition', () => {
  const define = (overrides = {}, target = '') =>
    dockerfileDefinition(
      { ...ingredients, file: '/work/app/Dockerfile', target },
      { ...shared, secrets, image: makeInputs(overrides) },
      makeInputs(overrides)
    )

  it('gives a Dockerfile the contexts, each with what is for the platform that is built', () => {
    expect(define()).toEqual({
      group: { default: { targets: ['image'] } },
      target: {
        ...helpers,
        image: {
          context: '/work/app',
          dockerfile: '/work/app/Dockerfile',
          platforms,
          contexts,
          args: {},
          secret: ['id=TOKEN,src=/run/secret-0'],
          ssh: [],
          tags: [],
          labels: { 'org.julialang.version': '1.12.7' },
          annotations: [],
          attest: []
        }
      }
    })
  })

  it('passes on what docker/build-push-action passes on', () => {
    const inputs = {
      tags: ['app:1'],
      buildArgs: ['A=1', 'FROM_ENV'],
      labels: ['a=b'],
      cacheFrom: ['type=registry,ref=cache'],
      cacheTo: ['type=registry,ref=cache,mode=max'],
      outputs: ['type=image,compression=zstd,push=true'],
      network: 'host'
    }
    expect(define(inputs, 'final').target['image']).toMatchObject({
      target: 'final',
      args: { A: '1', FROM_ENV: 'value' },
      labels: { 'org.julialang.version': '1.12.7', a: 'b' },
      tags: ['app:1'],
      'cache-from': ['type=registry,ref=cache'],
      'cache-to': ['type=registry,ref=cache,mode=max'],
      output: ['type=image,compression=zstd,push=true'],
      network: 'host'
    })
  })
})

describe('overlayDefinition', () => {
  const theirs: Definition = {
    group: { default: { targets: ['api'] } },
    target: {
      api: {
        context: 'api',
        dockerfile: 'Dockerfile',
        contexts: { base: 'target:base', julia: 'docker-image://julia' },
        labels: { 'org.julialang.version': 'mine' },
        secret: ['id=own,env=OWN'],
        'cache-from': ['type=gha'],
        platforms
      },
      base: { context: '.', output: ['type=cacheonly'] }
    }
  }

  it('lays the contexts over every target, and the inputs under those that were asked for', () => {
    const inputs = makeInputs({ ssh: ['default'], network: 'host' })
    expect(overlayDefinition(theirs, ingredients, { ...shared, secrets, image: inputs }, inputs)).toEqual({
      group: { default: { targets: ['api'] } },
      target: {
        ...helpers,
        api: {
          ...theirs.target['api'],
          contexts: { base: 'target:base', ...contexts },
          secret: ['id=own,env=OWN', 'id=TOKEN,src=/run/secret-0'],
          ssh: ['default'],
          network: 'host'
        },
        base: { ...theirs.target['base'], contexts }
      },
      theirs: ['api', 'base']
    })
  })

  it('leaves the network of a target as it is', () => {
    const named = { ...theirs, target: { api: { context: '.', network: 'none' } } }
    const inputs = makeInputs({ network: 'host' })
    const { target } = overlayDefinition(named, ingredients, { ...shared, secrets, image: inputs }, inputs)
    expect(target['api']?.network).toBe('none')
  })
})

describe('isReserved', () => {
  it.each([
    { name: 'julia-bake-depot', is: true },
    { name: 'julia-arm64', is: true },
    { name: 'depot-amd64v3', is: true },
    { name: 'resolved', is: true },
    { name: 'julia', is: false },
    { name: 'image', is: false },
    { name: 'depot-service', is: false }
  ])('of $name is $is', ({ name, is }) => {
    expect(isReserved(name)).toBe(is)
  })
})
