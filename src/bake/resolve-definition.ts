import {
  baseContexts,
  baseTargets,
  credentials,
  distributionContexts,
  distributionTargets,
  dockerfile,
  scripts,
  settings,
  stageArgs,
  theirs,
  withoutAttestations,
  type Definition,
  type PlatformSource,
  type Shared,
  type Target
} from './definition.ts'

/** The resolve bake: exports the manifests of projects that have none, under their paths in the context. */
export function resolveDefinition(
  source: PlatformSource,
  shared: Shared,
  { context, output }: Readonly<{ context: string; output: string }>
): Definition {
  const resolved: Target = {
    context,
    dockerfile,
    target: 'resolved',
    platforms: [source.platform.name],
    contexts: { ...distributionContexts([source]), ...baseContexts(shared), plan: shared.plan, scripts },
    args: stageArgs(shared),
    output: [`type=local,dest=${output}`],
    attest: withoutAttestations,
    ...credentials(shared),
    ...settings(shared),
    // Versions of today, not those of a layer that BuildKit keeps.
    'no-cache': true
  }
  return {
    group: { default: { targets: ['resolved'] } },
    target: { ...baseTargets(shared, source.platform.name), ...distributionTargets([source]), resolved },
    ...theirs(shared)
  }
}
