import type { Platform } from '../platform.ts'
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

/** An older depot layout and how much of it fits: its compiled files too, or only packages and artifacts. */
export type Restored = Readonly<{ context: string; reuse: 'compiled' | 'packages' }>

/** What a depot bake gives: its report, and the depot layout as a folder or as an image that the builder pushes. */
export type DepotOutput = Readonly<{
  /** Folder for the report. */
  report?: string
  /** Folder for an OCI image layout. */
  layout?: string
  push?: Pick<Target, 'output' | 'annotations'>
}>

const layoutOutput = (folder: string): string =>
  `type=oci,dest=${folder},tar=false,compression=zstd,force-compression=true`

/** Name of the target that gives the depot layout: metadata have it. */
export const depotTarget = ({ id }: Platform): string => `depot-${id}`

/**
 * The depot bake of one platform: compiles the recipe, gives the depot layout, its report, or both.
 * Each platform has a bake of its own, so that one that fails neither stops nor hides another.
 */
export function depotDefinition(
  source: PlatformSource,
  shared: Shared,
  output: DepotOutput,
  restored?: Restored
): Definition {
  const { platform } = source
  const stage: Omit<Target, 'target'> = {
    context: shared.plan,
    dockerfile,
    platforms: [platform.name],
    contexts: {
      ...distributionContexts([source]),
      ...baseContexts(shared),
      plan: shared.plan,
      scripts,
      ...(restored ? { restored: restored.context } : {})
    },
    args: { ...stageArgs(shared), ...(restored ? { RESTORED: restored.reuse } : {}) },
    attest: withoutAttestations,
    ...credentials(shared),
    ...settings(shared)
  }
  const { report, layout, push } = output
  const depot = layout === undefined ? push : { output: [layoutOutput(layout)] }
  const targets: Record<string, Target> = {
    ...(depot && { [depotTarget(platform)]: { ...stage, target: 'depot', ...depot } }),
    ...(report && {
      [`depot-report-${platform.id}`]: {
        ...stage,
        target: 'depot-report',
        output: [`type=local,dest=${report}`]
      }
    })
  }
  return {
    group: { default: { targets: Object.keys(targets) } },
    target: { ...baseTargets(shared, platform.name), ...distributionTargets([source]), ...targets },
    ...theirs(shared)
  }
}
