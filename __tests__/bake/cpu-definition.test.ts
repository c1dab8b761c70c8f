import { expect, it } from '@jest/globals'
import { cpuDefinition } from '../../src/bake/index.ts'
import { makeInputs } from '../make-inputs.ts'
import { distribution, dockerfile, scripts, shared, source, withoutAttestations } from './make-image.ts'

it('the builder is asked for its CPU anew each time, in the base image, and nothing is exported', () => {
  const image = makeInputs({ network: 'host', pull: true })
  expect(cpuDefinition(source('linux/amd64/v3'), { ...shared, image })).toEqual({
    group: { default: { targets: ['cpu'] } },
    target: {
      'julia-amd64v3': distribution('linux/amd64/v3'),
      cpu: {
        context: scripts,
        dockerfile,
        target: 'cpu',
        platforms: ['linux/amd64/v3'],
        contexts: { 'julia-amd64v3': 'target:julia-amd64v3', scripts },
        args: { BASE_IMAGE: 'debian:trixie-slim' },
        output: ['type=cacheonly'],
        attest: withoutAttestations,
        network: 'host',
        pull: true,
        'no-cache': true
      }
    }
  })
})
