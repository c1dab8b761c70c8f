import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import {
  bakeFile,
  depotDefinition,
  entitlements,
  imageDefinition,
  type Definition,
  type DepotOutput,
  type ImageBake,
  type Target
} from '../../src/bake/definition.ts'
import type { ImageInputs } from '../../src/inputs.ts'
import { parsePlatform } from '../../src/platform.ts'
import { makeInputs } from '../make-inputs.ts'

const docker = fileURLToPath(new URL('../../docker', import.meta.url))
const [dockerfile, scripts] = [`${docker}/Dockerfile`, `${docker}/scripts`]
const digest = `sha256:${'ab'.repeat(32)}`
const source = (name: string) => {
  const platform = parsePlatform(name)
  return { platform, distribution: `/tools/julia/${platform.id}` }
}
const shared = { plan: '/run/plan', baseImage: 'debian:trixie-slim', pkgServer: '', image: makeInputs() }
const distribution = (name: string): Target => ({
  context: source(name).distribution,
  dockerfile,
  target: 'distribution',
  platforms: [name]
})
const withoutAttestations = ['type=provenance,disabled=true', 'type=sbom,disabled=true']

describe('depotDefinition', () => {
  const output = { layout: '/run/depot/layout', report: '/run/report' }

  it('compiles the recipe of one platform and exports its depot layout and its report', () => {
    const depot = {
      context: '/run/plan',
      dockerfile,
      platforms: ['linux/arm/v7'],
      contexts: { 'julia-armv7': 'target:julia-armv7', plan: '/run/plan', scripts },
      args: { BASE_IMAGE: 'debian:trixie-slim' },
      attest: withoutAttestations
    }
    expect(depotDefinition(source('linux/arm/v7'), shared, output)).toEqual({
      group: { default: { targets: ['depot-armv7', 'depot-report-armv7'] } },
      target: {
        'julia-armv7': distribution('linux/arm/v7'),
        'depot-armv7': {
          ...depot,
          target: 'depot',
          output: ['type=oci,dest=/run/depot/layout,tar=false,compression=zstd,force-compression=true']
        },
        'depot-report-armv7': { ...depot, target: 'depot-report', output: ['type=local,dest=/run/report'] }
      }
    })
  })

  it('lays an older depot under it, and passes on what the user set', () => {
    const { target } = depotDefinition(
      source('linux/amd64'),
      {
        ...shared,
        pkgServer: 'https://pkg.example',
        image: makeInputs({ network: 'host', noCache: true, pull: true })
      },
      output,
      { context: `oci-layout:///run/restored/layout@${digest}`, reuse: 'packages' }
    )
    expect(target['depot-amd64']).toEqual({
      context: '/run/plan',
      dockerfile,
      target: 'depot',
      platforms: ['linux/amd64'],
      contexts: {
        'julia-amd64': 'target:julia-amd64',
        plan: '/run/plan',
        scripts,
        restored: `oci-layout:///run/restored/layout@${digest}`
      },
      args: {
        BASE_IMAGE: 'debian:trixie-slim',
        JULIA_PKG_SERVER: 'https://pkg.example',
        RESTORED: 'packages'
      },
      output: ['type=oci,dest=/run/depot/layout,tar=false,compression=zstd,force-compression=true'],
      attest: withoutAttestations,
      network: 'host',
      'no-cache': true,
      pull: true
    })
  })
})

describe('depotDefinition for a builder that pushes', () => {
  const targets = (output: DepotOutput) => {
    const { group, target } = depotDefinition(source('linux/amd64'), shared, output)
    return { built: group.default.targets, output: target['depot-amd64'], defined: Object.keys(target) }
  }

  it('first compiles and gives the report alone', () => {
    expect(targets({ report: '/run/report' })).toEqual({
      built: ['depot-report-amd64'],
      output: undefined,
      defined: ['julia-amd64', 'depot-report-amd64']
    })
  })

  it('then gives the depot as the store wants it', () => {
    const push = { output: ['type=image,name=r.example/depot:key,push=true'], annotations: ['a=b'] }
    expect(targets({ push })).toEqual({
      built: ['depot-amd64'],
      output: {
        context: '/run/plan',
        dockerfile,
        target: 'depot',
        platforms: ['linux/amd64'],
        contexts: { 'julia-amd64': 'target:julia-amd64', plan: '/run/plan', scripts },
        args: { BASE_IMAGE: 'debian:trixie-slim' },
        attest: withoutAttestations,
        ...push
      },
      defined: ['julia-amd64', 'depot-amd64']
    })
  })
})

const makeImage = (overrides: Partial<ImageInputs> = {}, bake: Partial<ImageBake> = {}): Definition =>
  imageDefinition(
    {
      sources: [source('linux/amd64'), source('linux/arm64')],
      depots: {
        amd64: `oci-layout:///run/amd64/layout@${digest}`,
        arm64: `oci-layout:///run/arm64/layout@${digest}`
      },
      context: '/work/app',
      project: '/app/sub',
      labels: { 'org.julialang.version': '1.12.7' },
      secrets: [],
      env: {},
      ...bake
    },
    { ...shared, image: makeInputs(overrides) },
    makeInputs(overrides)
  )

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
        'julia-amd64': distribution('linux/amd64'),
        'julia-arm64': distribution('linux/arm64'),
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
      ssh: ['default'],
      network: 'none',
      noCache: true,
      pull: true
    }
    const bake = { secrets: ['id=TOKEN,src=/run/secret-0'], env: { FROM_ENV: 'value' } }
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

const makeDefinition = (target: Partial<Target>): Definition => ({
  group: { default: { targets: ['one'] } },
  target: { one: { context: '.', dockerfile, target: 'one', platforms: [], ...target } }
})

describe('bakeFile', () => {
  it('is the definition as JSON', () => {
    const definition = makeImage()
    expect(JSON.parse(bakeFile(definition))).toEqual(definition)
  })

  it.each([
    { description: 'an interpolation', text: 'a ${b} c', escaped: 'a $${b} c' },
    { description: 'a directive', text: '%{if}', escaped: '%%{if}' },
    { description: 'what is escaped already', text: '$${a} %%{b}', escaped: '$$${a} %%%{b}' },
    { description: 'several', text: '${a}${b}', escaped: '$${a}$${b}' },
    { description: 'no lone signs', text: '$a 5% {b} $ {c}', escaped: '$a 5% {b} $ {c}' }
  ])('escapes $description in values and names', ({ text, escaped }) => {
    const file = bakeFile(makeDefinition({ args: { [text]: text }, tags: [text] }))
    expect(JSON.parse(file)).toEqual(makeDefinition({ args: { [escaped]: escaped }, tags: [escaped] }))
  })
})

describe('entitlements', () => {
  const both = [`fs.read=${docker}`, 'fs.read=.']

  it.each([
    { description: 'context and Dockerfile', target: {}, allowed: both },
    {
      description: 'named contexts that are folders or layouts, and no others',
      target: {
        contexts: {
          plan: '/run/plan',
          again: '/run/plan',
          depot: `oci-layout:///run/layout@${digest}`,
          julia: 'target:julia-amd64',
          base: 'docker-image://debian',
          far: 'https://example.com/app.git'
        }
      },
      allowed: [...both, 'fs.read=/run/plan', 'fs.read=/run/layout']
    },
    {
      description: 'files of secrets',
      target: { secret: ['id=a,src=/run/a', 'id=b,source=b.pem', 'id=c,env=C'] },
      allowed: [...both, 'fs.read=/run/a', 'fs.read=b.pem']
    },
    { description: "the agent's socket", target: { ssh: ['default'] }, allowed: [...both, 'ssh'] },
    {
      description: 'other sockets and keys',
      target: { ssh: ['default=/run/agent', 'key=/run/key,/run/other'] },
      allowed: [...both, 'fs.read=/run/agent', 'fs.read=/run/key', 'fs.read=/run/other']
    },
    {
      description: 'folders of outputs',
      target: {
        output: ['type=oci,dest=/run/layout,tar=false', 'type=registry', '../out', 'type=local,dest=b']
      },
      allowed: [...both, 'fs.write=/run/layout', 'fs.write=../out', 'fs.write=b']
    }
  ])('asks for $description', ({ target, allowed }) => {
    expect(entitlements(makeDefinition(target), [])).toEqual(allowed)
  })

  it('adds what the user granted, once', () => {
    expect(entitlements(makeDefinition({}), ['network.host', 'fs.read=.'])).toEqual([...both, 'network.host'])
  })
})
