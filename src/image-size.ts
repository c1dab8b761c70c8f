import { createHash } from 'node:crypto'
import type { Deps } from './deps.ts'
import type { Inputs } from './inputs.ts'
import { isRecord, recordAt, records, textAt, type JsonRecord } from './json.ts'

/** The repository to which an image was pushed: that of its first tag, or of an output. */
function pushedTo({ tags, push, outputs }: Pick<Inputs, 'tags' | 'push' | 'outputs'>): string | undefined {
  const pushing = outputs.find(each => /(^|,)(push=true|type=registry)(,|$)/.test(each))
  if (!push && pushing === undefined) return undefined
  const name = tags[0] ?? /(?:^|,)"?name=([^,"]+)/.exec(pushing ?? '')?.[1]
  return name?.replace(/@.*$/, '').replace(/:[^:/]*$/, '')
}

/** Whether the image goes to a registry. */
export const isPushed = (inputs: Pick<Inputs, 'tags' | 'push' | 'outputs'>): boolean =>
  pushedTo(inputs) !== undefined

type Wanted = Readonly<{ inputs: Inputs; deps: Pick<Deps, 'exec' | 'log'> }>

async function readManifest(
  { inputs, deps }: Wanted,
  repository: string,
  digest: string
): Promise<JsonRecord> {
  const options = [
    ...(inputs.builder ? ['--builder', inputs.builder] : []),
    '--raw',
    `${repository}@${digest}`
  ]
  const { stdout } = await deps.exec('docker', ['buildx', 'imagetools', 'inspect', ...options], {
    silent: true
  })
  // What a registry gives for a digest may be anything: it is only counted.
  if (`sha256:${createHash('sha256').update(stdout).digest('hex')}` !== digest)
    throw new Error('another manifest')
  const value: unknown = JSON.parse(stdout)
  return isRecord(value) ? value : {}
}

const sizeOf = (descriptor: JsonRecord): number =>
  typeof descriptor['size'] === 'number' ? descriptor['size'] : 0

const sumLayers = (manifest: JsonRecord): number =>
  records(manifest['layers']).reduce(
    (bytes, layer) => bytes + sizeOf(layer),
    sizeOf(recordAt(manifest, 'config'))
  )

const platformOf = (entry: JsonRecord): string => {
  const platform = recordAt(entry, 'platform')
  const [os = '', architecture = ''] = [textAt(platform, 'os'), textAt(platform, 'architecture')]
  const variant = textAt(platform, 'variant')
  const arm64 = architecture === 'arm64' && variant === 'v8'
  return [os, architecture, ...(variant === undefined || arm64 ? [] : [variant])].join('/')
}

/**
 * Compressed bytes of a pushed image by platform, from its manifests in the registry; nothing of an image that was not
 * pushed, or where the registry does not answer.
 *
 * @param platforms the run's; a manifest that names no platform is that of the only one
 */
export async function measureImage(
  wanted: Wanted,
  digest: string | undefined,
  platforms: readonly string[]
): Promise<Readonly<Record<string, number>>> {
  const repository = pushedTo(wanted.inputs)
  if (repository === undefined || digest === undefined) return {}
  try {
    const top = await readManifest(wanted, repository, digest)
    const entries = records(top['manifests'])
    if (entries.length === 0) return platforms.length === 1 ? { [platforms[0] ?? '']: sumLayers(top) } : {}
    const own = entries.filter(entry => platforms.includes(platformOf(entry)))
    const sizes = own.map(async entry => {
      const manifest = await readManifest(wanted, repository, textAt(entry, 'digest') ?? '')
      return [platformOf(entry), sumLayers(manifest)] as const
    })
    return Object.fromEntries(await Promise.all(sizes))
  } catch {
    wanted.deps.log.info('The registry does not tell the size of the image.')
    return {}
  }
}
