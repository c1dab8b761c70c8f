import { dirname } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import {
  bakeFile,
  depotDefinition,
  entitlements,
  type Definition,
  type DepotOutput,
  type Target
} from '../../src/bake/definition.ts'
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

  it('gives the stages credentials for packages, and no other secret', () => {
    const secrets = ['id=TOKEN,src=/run/0', 'id=julia_auth,src=/run/1', 'id=git_credentials,env=GIT']
    const image = makeInputs({ ssh: ['default'] })
    const { target } = depotDefinition(source('linux/amd64'), { ...shared, secrets, image }, output)
    const given = { secret: secrets.slice(1), ssh: ['default'] }
    expect(target['depot-amd64']).toMatchObject(given)
    expect(target['depot-report-amd64']).toMatchObject(given)
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

const makeDefinition = (target: Partial<Target>): Definition => ({
  group: { default: { targets: ['one'] } },
  target: { one: { context: '.', dockerfile, target: 'one', platforms: [], ...target } }
})

describe('bakeFile', () => {
  it('is the definition as JSON', () => {
    const definition = makeDefinition({ contexts: { plan: '/run/plan' } })
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
  const docker = dirname(dockerfile)
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
