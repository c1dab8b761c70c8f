import type { ImageInputs } from '../inputs.ts'
import {
  distributionContexts,
  distributionTargets,
  dockerfile,
  scripts,
  settings,
  stageArgs,
  type Definition,
  type PlatformSource,
  type Shared,
  type Target
} from './definition.ts'

/** `key=value` lines as an object. */
const keyValues = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(lines.map(line => [line.split('=', 1)[0] ?? '', /=(.*)$/s.exec(line)?.[1] ?? '']))

/** Build arguments; a line without `=` names a variable of the caller's environment, if it is set, as in Docker. */
const buildArgs = (lines: readonly string[], env: ImageBake['env']): Record<string, string> =>
  keyValues(
    lines.flatMap(line => {
      if (line.includes('=')) return [line]
      return env[line] === undefined ? [] : [`${line}=${env[line]}`]
    })
  )

/** The attestations that docker/build-push-action's inputs of these names ask for. */
function attestations({ provenance, sbom }: ImageInputs): readonly string[] {
  const attest = (type: string, value: string): readonly string[] => {
    if (value === '') return []
    if (value === 'true') return [`type=${type}`]
    return [`type=${type},${value === 'false' ? 'disabled=true' : value}`]
  }
  return [...attest('provenance', provenance), ...attest('sbom', sbom)]
}

/** `push` and `load` are short for an output each, as in buildx. */
const imageOutputs = ({ outputs, push, load }: ImageInputs): readonly string[] => [
  ...outputs,
  ...(push ? ['type=registry'] : []),
  ...(load ? ['type=docker'] : [])
]

/** What the image bake needs beyond the user's inputs. */
export type ImageBake = Readonly<{
  sources: readonly PlatformSource[]
  /** Context references of the depot layouts by platform id. */
  depots: Readonly<Record<string, string>>
  /** The user's build context. */
  context: string
  /** `JULIA_PROJECT` of the image. */
  project: string
  labels: Readonly<Record<string, string>>
  env: Readonly<Record<string, string | undefined>>
}>

/** The image bake: all platforms in one target, put together from Julia, the depot layouts and the user's context. */
export function imageDefinition(bake: ImageBake, shared: Shared, inputs: ImageInputs): Definition {
  const depots = Object.entries(bake.depots).map(([id, reference]) => [`depot-${id}`, reference] as const)
  const image: Target = {
    context: bake.context,
    dockerfile,
    target: 'image',
    platforms: bake.sources.map(({ platform }) => platform.name),
    contexts: {
      ...distributionContexts(bake.sources),
      ...Object.fromEntries(depots),
      plan: shared.plan,
      scripts
    },
    args: { ...buildArgs(inputs.buildArgs, bake.env), ...stageArgs(shared), PROJECT: bake.project },
    secret: shared.secrets,
    ssh: inputs.ssh,
    ...settings(shared)
  }
  const output = imageOutputs(inputs)
  return {
    group: { default: { targets: ['image'] } },
    target: {
      ...distributionTargets(bake.sources),
      image: {
        ...image,
        tags: inputs.tags,
        labels: { ...bake.labels, ...keyValues(inputs.labels) },
        annotations: inputs.annotations,
        attest: attestations(inputs),
        ...(output.length > 0 ? { output } : {})
      }
    }
  }
}
