import { join, posix } from 'node:path'
import {
  dockerfileDefinition,
  imageDefinition,
  overlayDefinition,
  type ImageBake,
  type Shared
} from './bake/index.ts'
import type { DepotResult, Workshop } from './depot.ts'
import type { Images } from './verify.ts'

/** Labels that every image gets (https://github.com/opencontainers/image-spec/blob/main/annotations.md). */
function ociLabels({ deps, plan }: Workshop, juliaVersion: string): Readonly<Record<string, string>> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: revision } = deps.env
  const { name, version } = plan.projects[0]?.environment.project ?? {}
  return {
    ...(name === undefined ? {} : { 'org.opencontainers.image.title': name }),
    ...(version === undefined ? {} : { 'org.opencontainers.image.version': version }),
    ...(server && repository ? { 'org.opencontainers.image.source': `${server}/${repository}` } : {}),
    ...(revision ? { 'org.opencontainers.image.revision': revision } : {}),
    'org.julialang.version': juliaVersion
  }
}

/** What all images are made from: Julia, the depot layouts and the user's context. */
function ingredients(shop: Workshop, depots: readonly DepotResult[]): ImageBake {
  const { plan, deps } = shop
  const contexts = depots.map(
    ({ prepared, layout }) => [prepared.platform.id, layout?.context ?? ''] as const
  )
  return {
    sources: depots.map(({ prepared: { platform, julia } }) => ({ platform, distribution: julia.folder })),
    depots: Object.fromEntries(contexts),
    context: plan.context,
    project: posix.join('/app', plan.projects[0]?.folder ?? '.').replace(/\/$/, ''),
    labels: ociLabels(shop, depots[0]?.prepared.julia.version ?? ''),
    env: deps.env
  }
}

/** The image bake's definition: of the Dockerfile that is generated, or of what the user has. */
export function defineImages(shop: Workshop, depots: readonly DepotResult[]): Images {
  const { inputs, own, folder, secrets } = shop
  const bake = ingredients(shop, depots)
  const shared: Shared = {
    plan: join(folder, 'image-plan'),
    baseImage: inputs.baseImage,
    pkgServer: inputs.pkgServer,
    secrets,
    image: inputs
  }
  if (own.kind === 'bake') {
    return { definition: overlayDefinition(own.definition, bake, shared, inputs), verified: own.verified }
  }
  const definition =
    own.kind === 'generated'
      ? imageDefinition(bake, shared, inputs)
      : dockerfileDefinition({ ...bake, file: own.file, target: inputs.target }, shared, inputs)
  return { definition, verified: ['image'] }
}
