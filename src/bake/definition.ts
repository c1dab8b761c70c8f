import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ImageInputs } from '../inputs.ts'
import type { Platform } from '../platform.ts'

/** The action's own `docker/` folder, from where the bundle lies and from where this file lies. */
const docker = fileURLToPath(
  new URL(/\/dist\/[^/]+$/.test(import.meta.url) ? '../docker' : '../../docker', import.meta.url)
)
const dockerfile = join(docker, 'Dockerfile')
const scripts = join(docker, 'scripts')

/** A target of a bake definition, in bake's own words (https://docs.docker.com/build/bake/reference/). */
export type Target = Readonly<{
  context: string
  dockerfile: string
  target: string
  platforms: readonly string[]
  contexts?: Readonly<Record<string, string>>
  args?: Readonly<Record<string, string>>
  tags?: readonly string[]
  labels?: Readonly<Record<string, string>>
  annotations?: readonly string[]
  secret?: readonly string[]
  ssh?: readonly string[]
  output?: readonly string[]
  attest?: readonly string[]
  network?: string
  'no-cache'?: boolean
  pull?: boolean
}>

/** What `docker buildx bake` is given: targets by name, and those of them to build. */
export type Definition = Readonly<{
  group: Readonly<{ default: Readonly<{ targets: readonly string[] }> }>
  target: Readonly<Record<string, Target>>
}>

/** A platform with the folder that holds its `julia.tar`. */
export type PlatformSource = Readonly<{ platform: Platform; distribution: string }>

/** What every stage of a run has in common. */
type Shared = Readonly<{
  /** Folder of the plan that the stage's scripts read. */
  plan: string
  baseImage: string
  pkgServer: string
  image: Pick<ImageInputs, 'network' | 'noCache' | 'pull'>
}>

/** An older depot layout and how much of it fits: its compiled files too, or only packages and artifacts. */
export type Restored = Readonly<{ context: string; reuse: 'compiled' | 'packages' }>

/** Julia's distribution as a target of its own, so that every bake of this run shares one layer. */
function distributionTargets(sources: readonly PlatformSource[]): Record<string, Target> {
  const target = ({ platform, distribution }: PlatformSource): Target => ({
    context: distribution,
    dockerfile,
    target: 'distribution',
    platforms: [platform.name]
  })
  return Object.fromEntries(sources.map(source => [`julia-${source.platform.id}`, target(source)]))
}

const distributionContexts = (sources: readonly PlatformSource[]): Record<string, string> =>
  Object.fromEntries(sources.map(({ platform }) => [`julia-${platform.id}`, `target:julia-${platform.id}`]))

const settings = ({ image }: Shared): Pick<Target, 'network' | 'no-cache' | 'pull'> => ({
  ...(image.network ? { network: image.network } : {}),
  ...(image.noCache ? { 'no-cache': true } : {}),
  ...(image.pull ? { pull: true } : {})
})

const stageArgs = ({ baseImage, pkgServer }: Shared): Record<string, string> => ({
  BASE_IMAGE: baseImage,
  ...(pkgServer ? { JULIA_PKG_SERVER: pkgServer } : {})
})

const withoutAttestations = ['type=provenance,disabled=true', 'type=sbom,disabled=true']

/** Where a depot bake writes: the depot layout (an OCI image layout) and the folder of its report. */
export type DepotOutput = Readonly<{ layout: string; report: string }>

/**
 * The depot bake of one platform: compiles the recipe, exports the depot layout and its report.
 * Each platform has a bake of its own, so that one that fails neither stops nor hides another.
 */
export function depotDefinition(
  source: PlatformSource,
  shared: Shared,
  output: DepotOutput,
  restored?: Restored
): Definition {
  const { platform } = source
  const depot: Target = {
    context: shared.plan,
    dockerfile,
    target: 'depot',
    platforms: [platform.name],
    contexts: {
      ...distributionContexts([source]),
      plan: shared.plan,
      scripts,
      ...(restored ? { restored: restored.context } : {})
    },
    args: { ...stageArgs(shared), ...(restored ? { RESTORED: restored.reuse } : {}) },
    output: [`type=oci,dest=${output.layout},tar=false,compression=zstd,force-compression=true`],
    attest: withoutAttestations,
    ...settings(shared)
  }
  const report: Target = { ...depot, target: 'depot-report', output: [`type=local,dest=${output.report}`] }
  const names = [`depot-${platform.id}`, `depot-report-${platform.id}`] as const
  return {
    group: { default: { targets: names } },
    target: { ...distributionTargets([source]), [names[0]]: depot, [names[1]]: report }
  }
}

/** `key=value` lines as an object; a line without `=` names a variable of the caller's environment, as in Docker. */
function keyValues(
  lines: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {}
): Record<string, string> {
  const pairs = lines.map(line => {
    const at = line.indexOf('=')
    return at < 0 ? ([line, env[line] ?? ''] as const) : ([line.slice(0, at), line.slice(at + 1)] as const)
  })
  return Object.fromEntries(pairs)
}

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
  secrets: readonly string[]
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
    args: { ...keyValues(inputs.buildArgs, bake.env), ...stageArgs(shared), PROJECT: bake.project },
    secret: bake.secrets,
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

/**
 * The definition as a bake file. Bake reads strings of a JSON file as HCL templates, so what looks like one is escaped
 * (https://github.com/hashicorp/hcl/blob/main/json/spec.md#strings).
 */
export const bakeFile = (definition: Definition): string =>
  JSON.stringify(
    definition,
    (_, value: unknown) => (typeof value === 'string' ? value.replace(/([$%])\{/g, '$1$1{') : value),
    2
  )

/** Folders that bake may read and write; without a word it takes only what lies under the working directory. */
export function entitlements(definition: Definition, granted: readonly string[]): readonly string[] {
  const targets = Object.values(definition.target)
  const local = (reference: string): string | undefined =>
    /^(target|docker-image):|^https?:/.test(reference)
      ? undefined
      : reference.replace(/^oci-layout:\/\//, '').replace(/@sha256:[0-9a-f]+$/, '')
  const reads = targets
    .flatMap(({ context, contexts }) => [context, ...Object.values(contexts ?? {})])
    .map(local)
  const writes = targets.flatMap(({ output }) => output ?? []).map(each => /\bdest=([^,]+)/.exec(each)?.[1])
  const allowed = (kind: string, paths: readonly (string | undefined)[]): readonly string[] =>
    [...new Set(paths)].filter(path => path !== undefined).map(path => `fs.${kind}=${path}`)
  return [...new Set([...allowed('read', [docker, ...reads]), ...allowed('write', writes), ...granted])]
}
