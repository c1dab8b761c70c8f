import { join, posix } from 'node:path'
import { digestOf, imageDefinition, runBake, secretSpecs, type StageEvent } from './bake/index.ts'
import type { DepotResult, Workshop } from './depot.ts'
import { readFileEvent, type PlatformReport } from './report/index.ts'

/** What step 5 made. */
export type ImageResult = Readonly<{
  seconds: number
  digest?: string
  imageId?: string
  /** Metadata of the image target, as buildx gives it. */
  metadata: unknown
  /** What was compiled in the image stage, by platform. */
  apps: Readonly<Record<string, PlatformReport['app']>>
  failure?: string
}>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const textField = (metadata: unknown, name: string): string | undefined => {
  const value = isRecord(metadata) ? metadata[name] : undefined
  return typeof value === 'string' ? value : undefined
}

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

/** What was compiled just now: nothing where BuildKit had the step in its cache. */
function compiledApps(events: readonly StageEvent[], platform: string): PlatformReport['app'] {
  const own = events.filter(event => event.platform === platform)
  const files = own.filter(({ kind }) => kind === 'file').flatMap(({ text }) => readFileEvent(text) ?? [])
  return own
    .filter(({ kind }) => kind === 'done')
    .map(({ text }) => {
      const [name = '', seconds = ''] = text.split(' ')
      const made = files.filter(file => file.name === name).map(({ file }) => file)
      return { name, seconds: Number(seconds), files: made }
    })
}

/** Step 5: the image of all platforms, from Julia, the depot layouts and the user's context. */
export async function bakeImage(
  shop: Workshop,
  depots: readonly DepotResult[],
  onEvent: (event: StageEvent) => void
): Promise<ImageResult> {
  const { inputs, plan, deps, folder } = shop
  const sources = depots.map(({ prepared: { platform, julia } }) => ({
    platform,
    distribution: julia.folder
  }))
  const contexts = depots.map(
    ({ prepared, layout }) => [prepared.platform.id, layout?.context ?? ''] as const
  )
  const definition = imageDefinition(
    {
      sources,
      depots: Object.fromEntries(contexts),
      context: plan.context,
      project: posix.join('/app', plan.projects[0]?.folder ?? '.').replace(/\/$/, ''),
      labels: ociLabels(shop, depots[0]?.prepared.julia.version ?? ''),
      secrets: await secretSpecs(inputs.secrets, folder),
      env: deps.env
    },
    {
      plan: join(folder, 'image-plan'),
      baseImage: inputs.baseImage,
      pkgServer: inputs.pkgServer,
      image: inputs
    },
    inputs
  )
  const bake = { title: 'image', definition, builder: inputs.builder, allow: inputs.allow, folder }
  const result = await runBake(bake, deps, onEvent)
  const { failure, seconds, metadata, transcript } = result
  const names = depots.map(({ prepared }) => prepared.platform.name)
  const image = metadata['image']
  const digest = digestOf(result, 'image')
  const imageId = textField(image, 'containerimage.config.digest') ?? digest
  return {
    seconds,
    metadata: image ?? {},
    apps: Object.fromEntries(names.map(name => [name, compiledApps(transcript.events, name)])),
    ...(digest === undefined ? {} : { digest }),
    ...(imageId === undefined ? {} : { imageId }),
    ...(failure === undefined ? {} : { failure })
  }
}
