import { createHash } from 'node:crypto'
import { isRecord, recordAt, records, textAt, type JsonRecord } from '../json.ts'

/** Labels of an image that tell what it was built from; src/image.ts sets them. */
export const labels = { commit: 'org.opencontainers.image.revision', julia: 'org.julialang.version' } as const

/** Where an image is in the registry; an index says its platform besides. */
export type Manifest = Readonly<{ digest: string; platform?: string }>

/** What an image's own configuration says. */
export type Configuration = Readonly<{ platform: string; commit?: string; julia?: string }>

/** A platform as buildx says it: `linux/arm64/v8` is `linux/arm64`. */
function platformName(value: JsonRecord): string | undefined {
  const [os, arch, variant] = ['os', 'architecture', 'variant'].map(name => textAt(value, name))
  if (os === undefined || arch === undefined) return undefined
  const name = [os, arch, ...(variant === undefined ? [] : [variant])].join('/')
  return name === 'linux/arm64/v8' ? 'linux/arm64' : name
}

/**
 * Provenance and SBOM of an image are manifests beside it
 * (https://docs.docker.com/build/metadata/attestations/attestation-storage/).
 */
const isAttestation = (manifest: JsonRecord): boolean =>
  textAt(recordAt(manifest, 'annotations'), 'vnd.docker.reference.type') === 'attestation-manifest' ||
  platformName(recordAt(manifest, 'platform')) === 'unknown/unknown'

/** Digest of an index or manifest, from its bytes as the registry has them. */
export const digestOf = (raw: string): string => `sha256:${createHash('sha256').update(raw).digest('hex')}`

/**
 * The images that a digest stands for: those of an index without their attestations, or the one image itself.
 *
 * @param raw an index or manifest as the registry has it
 */
export function imagesOf(raw: string): readonly Manifest[] {
  const parsed: unknown = JSON.parse(raw)
  if (!isRecord(parsed) || !Array.isArray(parsed['manifests'])) return [{ digest: digestOf(raw) }]
  return records(parsed['manifests'])
    .filter(manifest => !isAttestation(manifest))
    .map(manifest => {
      const platform = platformName(recordAt(manifest, 'platform'))
      return { digest: textAt(manifest, 'digest') ?? '', ...(platform === undefined ? {} : { platform }) }
    })
}

/** Whether an index has annotations of its own; buildx leaves them out where the format has none. */
export const isAnnotated = (raw: string): boolean =>
  Object.keys(recordAt(JSON.parse(raw), 'annotations')).length > 0

/** Reads an image's configuration (https://github.com/opencontainers/image-spec/blob/main/config.md). */
export function readConfiguration(json: string): Configuration {
  const parsed: unknown = JSON.parse(json)
  const found = recordAt(recordAt(parsed, 'config'), 'Labels')
  const [commit, julia] = [textAt(found, labels.commit), textAt(found, labels.julia)]
  return {
    platform: (isRecord(parsed) ? platformName(parsed) : undefined) ?? 'unknown',
    ...(commit === undefined ? {} : { commit }),
    ...(julia === undefined ? {} : { julia })
  }
}
