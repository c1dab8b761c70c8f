import { join } from 'node:path'
import {
  digestOf,
  explainEnvironment,
  runBake,
  type BakeResult,
  type Definition,
  type StageEvent
} from './bake/index.ts'
import type { DepotResult, Workshop } from './depot.ts'
import { isPushed, measureImage } from './image-size.ts'
import { defineImages } from './images.ts'
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
  tags: readonly string[]
  /** As buildx gives it: of the image, or of a bake definition's targets by name. */
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

/** What bake may do on top of what the definition asks for: read what this run has written for the user's targets. */
const granted = ({ own, inputs, folder }: Workshop): readonly string[] =>
  own.kind === 'bake' && inputs.secrets.length > 0 ? [...inputs.allow, `fs.read=${folder}`] : inputs.allow

/** An environment that loads may still not be the one that was meant. */
function warnOfEnvironment({ deps }: Workshop, depots: readonly DepotResult[], { built }: ImageBakes): void {
  for (const { prepared } of depots) {
    const { platform, julia, target } = prepared
    const compiled = { version: julia.version, passes: target.passes }
    for (const each of explainEnvironment(built.transcript.events, platform.name, compiled))
      deps.log.warning(`${platform.name}: the finished image: ${each}`)
  }
}

/** Steps 5 and 6: the images of all platforms, which leave the builder only if they load without compiling. */
export async function bakeImage(
  shop: Workshop,
  depots: readonly DepotResult[],
  onEvent: (event: StageEvent) => void
): Promise<ImageResult> {
  const { inputs, deps, folder } = shop
  const images = defineImages(shop, depots)
  const { definition } = images
  const platforms = depots.map(({ prepared }) => prepared.platform.name)
  const bake = (title: string, definition: Definition): Promise<BakeResult> =>
    shop.timeline.watch(platforms, () =>
      runBake({ title, definition, builder: inputs.builder, allow: granted(shop), folder }, deps, onEvent)
    )
  const bakes = inputs.verify
    ? await verifyThenExport(images, join(folder, 'verify-plan'), bake)
    : { built: await bake('image', definition) }
  if (isRebuilt(bakes)) deps.log.warning(lostImage)
  warnOfEnvironment(shop, depots, bakes)
  const image = tellImage(bakes, definition, {
    platforms,
    verify: inputs.verify,
    bake: shop.own.kind === 'bake'
  })
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

/** What buildx tells of the images: of the only one itself, of a bake definition's targets by name. */
function metadataOf({ metadata }: BakeResult, names: readonly string[], bake: boolean): unknown {
  const [first = ''] = names
  if (!bake) return metadata[first] ?? {}
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => names.includes(name)))
}

function tellImage(
  { built, exported }: ImageBakes,
  { group, target }: Definition,
  run: Readonly<{ platforms: readonly string[]; verify: boolean; bake: boolean }>
): ImageResult {
  const result = exported ?? built
  const { failure, metadata } = result
  const names = group.default.targets
  const only = names.length === 1 ? (names[0] ?? '') : ''
  const digest = digestOf(result, only)
  const imageId = textAt(metadata[only], 'containerimage.config.digest') ?? digest
  const { events } = built.transcript
  const byPlatform = <T>(read: (events: readonly StageEvent[], platform: string) => T) =>
    Object.fromEntries(run.platforms.map(name => [name, read(events, name)]))
  return {
    seconds: built.seconds + (exported?.seconds ?? 0),
    ...(exported === undefined ? {} : { exportSeconds: exported.seconds }),
    tags: [...new Set(names.flatMap(name => target[name]?.tags ?? []))],
    metadata: metadataOf(result, names, run.bake),
    apps: byPlatform(compiledApps),
    project: byPlatform(projectBytes),
    ...(run.verify && built.failure === undefined ? { loads: byPlatform(readLoads) } : {}),
    ...(digest === undefined ? {} : { digest }),
    ...(imageId === undefined ? {} : { imageId }),
    ...(failure === undefined ? {} : { failure })
  }
}
