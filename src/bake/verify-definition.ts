import { dockerfile, scripts, withoutAttestations, type Definition, type Target } from './definition.ts'

/** Whether any image of a definition leaves the builder: is pushed, loaded or written somewhere. */
export const isExported = ({ group, target }: Definition): boolean =>
  group.default.targets.some(name => target[name]?.output !== undefined)

/** The target that loads an image. */
const verifyTarget = (
  name: string,
  { platforms, network, 'no-cache': noCache }: Target,
  plan: string
): Target => ({
  context: plan,
  dockerfile,
  target: 'verify',
  ...(platforms === undefined ? {} : { platforms }),
  contexts: { 'finished-image': `target:${name}`, plan, scripts },
  output: ['type=cacheonly'],
  attest: withoutAttestations,
  ...(network === undefined ? {} : { network }),
  ...(noCache === undefined ? {} : { 'no-cache': noCache })
})

/** An image that is built and goes nowhere yet. */
const unexported = (target: Target): Target => ({
  ...target,
  ...(target['cache-to'] === undefined ? {} : { 'cache-to': [] }),
  output: ['type=cacheonly'],
  tags: [],
  attest: withoutAttestations
})

/**
 * The bake that shows that images load without compiling, from the definition of the images' own bake: builds the
 * same images and exports nothing of them, so that their own bake afterwards finds everything in the builder's
 * cache. Images that are not exported at all are left as they are, and need no other bake.
 *
 * @param names targets whose images are loaded: those that hold Julia
 * @param plan folder of the plan that the stage's script reads
 */
export function verifyDefinition(definition: Definition, names: readonly string[], plan: string): Definition {
  const { group, target } = definition
  const images = group.default.targets
  const kept = !isExported(definition)
  const verify = names.flatMap(name => {
    const image = target[name]
    return image === undefined
      ? []
      : [[`julia-bake-verify-${name}`, verifyTarget(name, image, plan)] as const]
  })
  const built = images.flatMap(name => {
    const image = target[name]
    return image === undefined ? [] : [[name, kept ? image : unexported(image)] as const]
  })
  return {
    ...definition,
    group: { default: { targets: [...images, ...verify.map(([name]) => name)] } },
    target: { ...target, ...Object.fromEntries(built), ...Object.fromEntries(verify) }
  }
}

/** The images' own bake after {@link verifyDefinition}: of what was verified nothing is built again. */
export function exportDefinition(definition: Definition): Definition {
  const cached = (target: Target): Target => ({
    ...target,
    ...(target['no-cache'] === undefined ? {} : { 'no-cache': false }),
    ...(target['no-cache-filter'] === undefined ? {} : { 'no-cache-filter': [] })
  })
  const targets = Object.entries(definition.target).map(([name, target]) => [name, cached(target)] as const)
  return { ...definition, target: Object.fromEntries(targets) }
}
