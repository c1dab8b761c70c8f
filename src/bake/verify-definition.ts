import { dockerfile, scripts, withoutAttestations, type Definition, type Target } from './definition.ts'

/** Whether a definition's image leaves the builder: is pushed, loaded or written somewhere. */
export const isExported = ({ target }: Definition): boolean => target['image']?.output !== undefined

/**
 * The bake that shows that an image loads without compiling, from the definition of the image's own bake: builds the
 * same image and exports nothing of it, so that the image's own bake afterwards finds everything in the builder's
 * cache. An image that is not exported at all is left as it is, and needs no other bake.
 *
 * @param plan folder of the plan that the stage's script reads
 */
export function verifyDefinition(definition: Definition, plan: string): Definition {
  const { image } = definition.target
  if (image === undefined) return definition
  const { output, ...unexported } = image
  const { platforms, network, 'no-cache': noCache } = image
  const verify: Target = {
    context: plan,
    dockerfile,
    target: 'verify',
    platforms,
    contexts: { 'finished-image': 'target:image', plan, scripts },
    output: ['type=cacheonly'],
    attest: withoutAttestations,
    ...(network === undefined ? {} : { network }),
    ...(noCache === undefined ? {} : { 'no-cache': noCache })
  }
  return {
    group: { default: { targets: output === undefined ? ['image', 'verify'] : ['verify'] } },
    target: {
      ...definition.target,
      image: output === undefined ? image : { ...unexported, tags: [], attest: withoutAttestations },
      verify
    }
  }
}

/** The image's own bake after {@link verifyDefinition}: of what was verified nothing is built again. */
export function exportDefinition(definition: Definition): Definition {
  const { image } = definition.target
  if (image === undefined) return definition
  return { ...definition, target: { ...definition.target, image: { ...image, 'no-cache': false } } }
}
