import { describe, expect, it } from '@jest/globals'
import { depotDefinition, type DepotOutput } from '../../src/bake/depot-definition.ts'
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
