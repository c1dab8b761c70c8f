import { expect, it } from '@jest/globals'
import { pullDefinition } from '../../src/bake/pull-definition.ts'
import { parsePlatform } from '../../src/platform.ts'
import { digest, dockerfile, scripts, withoutAttestations } from './make-image.ts'

it('pulls the depot of one platform on the node that builds it, and exports nothing', () => {
  const context = `docker-image://ghcr.io/acme/app-depot@${digest}`
  expect(pullDefinition(parsePlatform('linux/arm64'), context)).toEqual({
    group: { default: { targets: ['pulled'] } },
    target: {
      pulled: {
        context: scripts,
        dockerfile,
        target: 'pulled',
        platforms: ['linux/arm64'],
        contexts: { restored: context },
        output: ['type=cacheonly'],
        attest: withoutAttestations
      }
    }
  })
})
