import { dirname } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { entitlements } from '../../src/bake/entitlements.ts'
import { digest, dockerfile, makeDefinition } from './make-image.ts'

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
