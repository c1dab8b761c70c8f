import {
  distributionContexts,
  distributionTargets,
  dockerfile,
  scripts,
  settings,
  stageArgs,
  withoutAttestations,
  type Definition,
  type PlatformSource,
  type Shared
} from './definition.ts'

/** The bake that asks a builder which CPU `native` stands for on a platform, and exports nothing. */
export function cpuDefinition(source: PlatformSource, shared: Omit<Shared, 'plan'>): Definition {
  const cpu = {
    context: scripts,
    dockerfile,
    target: 'cpu',
    platforms: [source.platform.name],
    contexts: { ...distributionContexts([source]), scripts },
    args: stageArgs(shared),
    output: ['type=cacheonly'],
    attest: withoutAttestations,
    ...settings(shared),
    // The CPU of today: a builder's cache may have come from another machine.
    'no-cache': true
  }
  return { group: { default: { targets: ['cpu'] } }, target: { ...distributionTargets([source]), cpu } }
}
