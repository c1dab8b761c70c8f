import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ImageInputs } from '../inputs.ts'
import type { Platform } from '../platform.ts'
import { credentialSpecs } from './secrets.ts'

/** The action's own `docker/` folder, from where the bundle lies and from where this file lies. */
export const docker = fileURLToPath(
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
export const baseContexts = ({ base }: Shared): Record<string, string> =>
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
export const credentials = ({ secrets, image }: Shared): Pick<Target, 'secret' | 'ssh'> => {
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

/** Names of the targets that are the user's own. */
export const theirs = ({ base }: Shared): Pick<Definition, 'theirs'> =>
  base === undefined ? {} : { theirs: Object.keys(base.targets) }

/**
 * The definition as a bake file. Bake reads names and strings of a JSON file as HCL templates, so what looks like one is
 * escaped (https://github.com/hashicorp/hcl/blob/main/json/spec.md#strings).
 */
export const bakeFile = ({ group, target }: Definition): string =>
  JSON.stringify({ group, target }, undefined, 2).replace(/([$%])\{/g, '$1$1{')
