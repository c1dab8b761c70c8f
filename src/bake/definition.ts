import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ImageInputs } from '../inputs.ts'
import type { Platform } from '../platform.ts'
import { credentialSpecs } from './secrets.ts'

/** The action's own `docker/` folder, from where the bundle lies and from where this file lies. */
const docker = fileURLToPath(
  new URL(/\/dist\/[^/]+$/.test(import.meta.url) ? '../docker' : '../../docker', import.meta.url)
)
export const dockerfile = join(docker, 'Dockerfile')
export const scripts = join(docker, 'scripts')

/** A target of a bake definition, in bake's own words (https://docs.docker.com/build/bake/reference/). */
export type Target = Readonly<{
  context: string
  dockerfile?: string
  'dockerfile-inline'?: string
  target?: string
  platforms?: readonly string[]
  contexts?: Readonly<Record<string, string>>
  args?: Readonly<Record<string, string>>
  tags?: readonly string[]
  labels?: Readonly<Record<string, string>>
  annotations?: readonly string[]
  secret?: readonly string[]
  ssh?: readonly string[]
  output?: readonly string[]
  attest?: readonly string[]
  'cache-from'?: readonly string[]
  'cache-to'?: readonly string[]
  network?: string
  'no-cache'?: boolean
  'no-cache-filter'?: readonly string[]
  pull?: boolean
}>

/** Path of a target's Dockerfile, where that is on this machine. */
export const dockerfilePath = ({ context, dockerfile = 'Dockerfile' }: Target): string =>
  resolve(context, dockerfile)

/** What `docker buildx bake` is given: targets by name, and those of them to build. */
export type Definition = Readonly<{
  group: Readonly<{ default: Readonly<{ targets: readonly string[] }> }>
  target: Readonly<Record<string, Target>>
  /** Those that are from the user's own bake files: what they may read and write is for buildx and `allow` to say. */
  theirs?: readonly string[]
}>

/** A target of the user's own bake files that stages are based on, with those that it is made from. */
export type BaseTarget = Readonly<{ name: string; targets: Readonly<Record<string, Target>> }>

/** A platform with the folder that holds its Julia as a tar. */
export type PlatformSource = Readonly<{ platform: Platform; distribution: string }>

/** What every stage of a run has in common. */
export type Shared = Readonly<{
  /** Folder of the plan that the stage's scripts read. */
  plan: string
  baseImage: string
  /** In place of the base image. */
  base?: BaseTarget
  pkgServer: string
  /** Of {@link secretSpecs}. */
  secrets: readonly string[]
  image: Pick<ImageInputs, 'network' | 'noCache' | 'pull' | 'ssh'>
}>

/** An older depot layout and how much of it fits: its compiled files too, or only packages and artifacts. */
export type Restored = Readonly<{ context: string; reuse: 'compiled' | 'packages' }>

/**
 * Julia's distribution as a target of its own, so that every bake of this run shares one layer. Each is built for all
 * platforms: a target cannot be a context on a node that builds none of its platforms (`validateTargetLinks` in
 * `build/build.go` of buildx).
 */
export function distributionTargets(sources: readonly PlatformSource[]): Record<string, Target> {
  const platforms = sources.map(({ platform }) => platform.name)
  const target = ({ distribution }: PlatformSource): Target => ({
    context: distribution,
    dockerfile,
    target: 'distribution',
    platforms
  })
  return Object.fromEntries(sources.map(source => [`julia-${source.platform.id}`, target(source)]))
}

export const distributionContexts = (sources: readonly PlatformSource[]): Record<string, string> =>
  Object.fromEntries(sources.map(({ platform }) => [`julia-${platform.id}`, `target:julia-${platform.id}`]))

/** The base of a stage: an image is an argument, a target takes the place of the Dockerfile's stage. */
const baseContexts = ({ base }: Shared): Record<string, string> =>
  base === undefined ? {} : { base: `target:${base.name}` }

/** The targets that a stage of one platform is based on. */
export const baseTargets = ({ base }: Shared, platform: string): Record<string, Target> =>
  Object.fromEntries(
    Object.entries(base?.targets ?? {}).map(([name, target]) => [
      name,
      { ...target, platforms: [platform], output: ['type=cacheonly'], attest: withoutAttestations, tags: [] }
    ])
  )

export const networkOf = (network: string): Pick<Target, 'network'> => (network ? { network } : {})

/** What of the user's inputs counts for every target. */
export const settings = ({
  image
}: Pick<Shared, 'image'>): Pick<Target, 'network' | 'no-cache' | 'pull'> => ({
  ...networkOf(image.network),
  ...(image.noCache ? { 'no-cache': true } : {}),
  ...(image.pull ? { pull: true } : {})
})

/** What the stages that only install packages get of the user's secrets. */
const credentials = ({ secrets, image }: Shared): Pick<Target, 'secret' | 'ssh'> => {
  const secret = credentialSpecs(secrets)
  return {
    ...(secret.length > 0 ? { secret } : {}),
    ...(image.ssh.length > 0 ? { ssh: image.ssh } : {})
  }
}

/** Arguments of every stage that is built on the base image. */
export const stageArgs = ({ baseImage, base, pkgServer }: Omit<Shared, 'plan'>): Record<string, string> => ({
  ...(base === undefined ? { BASE_IMAGE: baseImage } : {}),
  ...(pkgServer ? { JULIA_PKG_SERVER: pkgServer } : {})
})

/** For what nobody pulls. */
export const withoutAttestations = ['type=provenance,disabled=true', 'type=sbom,disabled=true']

const theirs = ({ base }: Shared): Pick<Definition, 'theirs'> =>
  base === undefined ? {} : { theirs: Object.keys(base.targets) }

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

/**
 * The definition as a bake file. Bake reads names and strings of a JSON file as HCL templates, so what looks like one is
 * escaped (https://github.com/hashicorp/hcl/blob/main/json/spec.md#strings).
 */
export const bakeFile = ({ group, target }: Definition): string =>
  JSON.stringify({ group, target }, undefined, 2).replace(/([$%])\{/g, '$1$1{')

/** A field of a record that buildx reads as comma-separated, such as `src` of `id=KEY,src=key.pem`. */
const fieldOf = (record: string, ...names: readonly string[]): string | undefined =>
  new RegExp(`(?:^|,)(?:${names.join('|')})=([^,]+)`).exec(record)?.[1]

/** The folder of a named context; nothing for one that is elsewhere. */
const folderOf = (reference: string): string | undefined =>
  /^(target|docker-image):|^https?:/.test(reference)
    ? undefined
    : reference.replace(/^oci-layout:\/\//, '').replace(/@sha256:[0-9a-f]+$/, '')

/** Sockets and keys of `ID=PATH[,PATH]`; without a path it is the agent's own socket. */
const sshPaths = (spec: string): readonly string[] => /=(.+)$/.exec(spec)?.[1]?.split(',') ?? []

/** What bake may read and write; without a word it takes only what lies under the working directory. */
export function entitlements(definition: Definition, granted: readonly string[]): readonly string[] {
  const { target, theirs = [] } = definition
  const targets = Object.keys(target).flatMap(name => (theirs.includes(name) ? [] : (target[name] ?? [])))
  const reads = targets.flatMap(({ context, contexts = {}, secret = [], ssh = [] }) => [
    ...[context, ...Object.values(contexts)].map(folderOf),
    ...secret.map(each => fieldOf(each, 'src', 'source')),
    ...ssh.flatMap(sshPaths)
  ])
  const writes = targets
    .flatMap(({ output }) => output ?? [])
    .map(each => (each.includes('=') ? fieldOf(each, 'dest') : each))
  const agent = targets.flatMap(({ ssh = [] }) => ssh).some(each => sshPaths(each).length === 0)
  const allowed = (kind: string, paths: readonly (string | undefined)[]): readonly string[] =>
    [...new Set(paths)].filter(path => path !== undefined).map(path => `fs.${kind}=${path}`)
  return [
    ...new Set([
      ...allowed('read', [docker, ...reads]),
      ...allowed('write', writes),
      ...(agent ? ['ssh'] : []),
      ...granted
    ])
  ]
}
