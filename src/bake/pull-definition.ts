import type { Platform } from '../platform.ts'
import { dockerfile, scripts, withoutAttestations, type Definition, type Target } from './definition.ts'

/** The bake that shows that the builder can have a platform's depot layout from a registry; gives nothing. */
export function pullDefinition(platform: Platform, context: string): Definition {
  const pulled: Target = {
    context: scripts,
    dockerfile,
    target: 'pulled',
    platforms: [platform.name],
    contexts: { restored: context },
    output: ['type=cacheonly'],
    attest: withoutAttestations
  }
  return { group: { default: { targets: ['pulled'] } }, target: { pulled } }
}
