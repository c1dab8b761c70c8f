import {
  distributionContexts,
  distributionTargets,
  dockerfile,
  networkOf,
  scripts,
  withoutAttestations,
  type Definition,
  type Shared,
  type Target
} from './definition.ts'
import { buildArgs, depotContexts, exportSettings, type ImageBake } from './image-definition.ts'
import type { ImageInputs } from '../inputs.ts'

/** Names of targets that are julia-bake's own, so that no bake file may have one of them. */
export const isReserved = (name: string): boolean =>
  /^(julia-bake-.*|(julia|depot|depot-report)-(amd64|arm|arm64|386|ppc64le)(v\d+)?|resolved)$/.test(name)

/** The contexts of a Dockerfile of the user's own. */
const ownContexts: Readonly<Record<string, string>> = {
  julia: 'target:julia-bake-julia',
  'julia-depot': 'target:julia-bake-depot',
  'julia-bake': 'target:julia-bake-tools'
}

/** What those contexts are: for every platform its own Julia, depot and CPU targets. */
function ownTargets(bake: ImageBake, shared: Shared): Readonly<Record<string, Target>> {
  const target = (name: string, contexts: Readonly<Record<string, string>>): Target => ({
    context: shared.plan,
    dockerfile,
    target: name,
    platforms: bake.sources.map(({ platform }) => platform.name),
    contexts,
    attest: withoutAttestations
  })
  return {
    ...distributionTargets(bake.sources),
    'julia-bake-julia': target('julia', distributionContexts(bake.sources)),
    'julia-bake-depot': target('julia-depot', depotContexts(bake.depots)),
    'julia-bake-tools': target('tools', { plan: shared.plan, scripts })
  }
}

/** The image bake of a Dockerfile of the user's own, with the contexts `julia`, `julia-depot` and `julia-bake`. */
export function dockerfileDefinition(
  bake: ImageBake & Readonly<{ file: string; target: string }>,
  shared: Shared,
  inputs: ImageInputs
): Definition {
  const image: Target = {
    context: bake.context,
    dockerfile: bake.file,
    ...(bake.target === '' ? {} : { target: bake.target }),
    platforms: bake.sources.map(({ platform }) => platform.name),
    contexts: ownContexts,
    args: buildArgs(inputs.buildArgs, bake.env),
    ...exportSettings(bake, shared, inputs)
  }
  return { group: { default: { targets: ['image'] } }, target: { ...ownTargets(bake, shared), image } }
}

/**
 * The image bake of the user's own definition, with ours laid over it: every target gets the contexts; those that were
 * asked for get the labels, secrets and network of the inputs as well, where they have none of their own.
 *
 * @param theirs what buildx made of the user's bake files
 */
export function overlayDefinition(
  theirs: Definition,
  bake: ImageBake,
  shared: Shared,
  inputs: Pick<ImageInputs, 'ssh'>
): Definition {
  const { targets: named } = theirs.group.default
  const overlay = (name: string, target: Target): Target => ({
    ...target,
    contexts: { ...target.contexts, ...ownContexts },
    ...(named.includes(name)
      ? {
          labels: { ...bake.labels, ...target.labels },
          secret: [...(target.secret ?? []), ...shared.secrets],
          ssh: [...(target.ssh ?? []), ...inputs.ssh],
          ...networkOf(target.network ?? shared.image.network)
        }
      : {})
  })
  const targets = Object.entries(theirs.target).map(
    ([name, target]) => [name, overlay(name, target)] as const
  )
  return {
    group: { default: { targets: named } },
    target: { ...Object.fromEntries(targets), ...ownTargets(bake, shared) },
    theirs: Object.keys(theirs.target)
  }
}
