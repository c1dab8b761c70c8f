import { join, posix } from 'node:path'
import {
  digestOf,
  imageDefinition,
  runBake,
  type BakeResult,
  type Definition,
  type StageEvent
} from './bake/index.ts'
import type { DepotResult, Workshop } from './depot.ts'
import { isPushed, measureImage } from './image-size.ts'
import { textAt } from './json.ts'
import { readFileEvent, readLoads, type Load, type PlatformReport, type Report } from './report/index.ts'
import { isRebuilt, lostImage, verifyThenExport, type ImageBakes } from './verify.ts'

/** What steps 5 and 6 made. */
export type ImageResult = Readonly<{
  seconds: number
  /** How much of that the export of a verified image took. */
  exportSeconds?: number
  digest?: string
  imageId?: string
  /** Metadata of the image target, as buildx gives it. */
  metadata: unknown
  /** What was compiled in the image stage, by platform. */
  apps: Readonly<Record<string, PlatformReport['app']>>
  /** How the image was loaded, by platform, where it was verified. */
  loads?: Readonly<Record<string, readonly Load[]>>
  /** Compressed bytes by platform, as far as the registry tells. */
  bytes?: Readonly<Record<string, number>>
  /** Bytes of the projects and of what was compiled for them, by platform, where that was done anew. */
  project?: Readonly<Record<string, number | undefined>>
  outcome?: NonNullable<Report['outcome']>
  failure?: string
}>

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

/** The image bake's definition, from Julia, the depot layouts and the user's context. */
function defineImage(shop: Workshop, depots: readonly DepotResult[]): Definition {
  const { inputs, plan, deps, folder } = shop
  const sources = depots.map(({ prepared: { platform, julia } }) => ({
    platform,
    distribution: julia.folder
  }))
  const contexts = depots.map(
    ({ prepared, layout }) => [prepared.platform.id, layout?.context ?? ''] as const
  )
  return imageDefinition(
    {
      sources,
      depots: Object.fromEntries(contexts),
      context: plan.context,
      project: posix.join('/app', plan.projects[0]?.folder ?? '.').replace(/\/$/, ''),
      labels: ociLabels(shop, depots[0]?.prepared.julia.version ?? ''),
      env: deps.env
    },
    {
      plan: join(folder, 'image-plan'),
      baseImage: inputs.baseImage,
      pkgServer: inputs.pkgServer,
      secrets: shop.secrets,
      image: inputs
    },
    inputs
  )
}

/** Steps 5 and 6: the image of all platforms, which leaves the builder only if it loads without compiling. */
export async function bakeImage(
  shop: Workshop,
  depots: readonly DepotResult[],
  onEvent: (event: StageEvent) => void
): Promise<ImageResult> {
  const { inputs, deps, folder } = shop
  const definition = defineImage(shop, depots)
  const platforms = depots.map(({ prepared }) => prepared.platform.name)
  const bake = (title: string, definition: Definition): Promise<BakeResult> =>
    shop.timeline.watch(platforms, () =>
      runBake({ title, definition, builder: inputs.builder, allow: inputs.allow, folder }, deps, onEvent)
    )
  const bakes = inputs.verify
    ? await verifyThenExport(definition, join(folder, 'verify-plan'), bake)
    : { built: await bake('image', definition) }
  if (isRebuilt(bakes)) deps.log.warning(lostImage)
  const image = tellImage(bakes, platforms, inputs.verify)
  const bytes = image.failure === undefined ? await measureImage(shop, image.digest, platforms) : {}
  return { ...image, bytes, outcome: outcomeOf(bakes, inputs) }
}

/** How far the image came. */
function outcomeOf(
  { built, exported }: ImageBakes,
  inputs: Workshop['inputs']
): NonNullable<Report['outcome']> {
  const { verify } = inputs
  const reached = built.transcript.events.some(({ kind, text }) => kind === 'stage' && text === 'verify')
  const wrong = { built: built.failure !== undefined, exported: exported?.failure !== undefined }
  const last = exported ?? built
  return {
    built: wrong.built && !reached ? 'failed' : 'done',
    verified: !verify || (wrong.built && !reached) ? 'skipped' : wrong.built ? 'failed' : 'done',
    pushed:
      !isPushed(inputs) || (wrong.built && verify)
        ? 'skipped'
        : last.failure === undefined
          ? 'done'
          : 'failed'
  }
}

/** Bytes of the layer with the projects and what was compiled for them. */
function projectBytes(events: readonly StageEvent[], platform: string): number | undefined {
  const told = events.find(event => event.platform === platform && event.kind === 'bytes')
  return told === undefined ? undefined : Number(told.text)
}

function tellImage(
  { built, exported }: ImageBakes,
  platforms: readonly string[],
  verify: boolean
): ImageResult {
  const result = exported ?? built
  const { failure, metadata } = result
  const image = metadata['image']
  const digest = digestOf(result, 'image')
  const imageId = textAt(image, 'containerimage.config.digest') ?? digest
  const { events } = built.transcript
  const byPlatform = <T>(read: (events: readonly StageEvent[], platform: string) => T) =>
    Object.fromEntries(platforms.map(name => [name, read(events, name)]))
  return {
    seconds: built.seconds + (exported?.seconds ?? 0),
    ...(exported === undefined ? {} : { exportSeconds: exported.seconds }),
    metadata: image ?? {},
    apps: byPlatform(compiledApps),
    project: byPlatform(projectBytes),
    ...(verify && built.failure === undefined ? { loads: byPlatform(readLoads) } : {}),
    ...(digest === undefined ? {} : { digest }),
    ...(imageId === undefined ? {} : { imageId }),
    ...(failure === undefined ? {} : { failure })
  }
}
