import { gunzipSync, gzipSync } from 'node:zlib'

/** What is known of a depot layout beside its bytes, as texts. */
export type Facts = Readonly<{
  /** `report.json`: what the depot bake told. */
  report: string
  /** `trees.jsonl`: the hash trees that it was made from, one per project and line. */
  trees: string
}>

/**
 * Characters that facts may have as an annotation: a registry takes manifests of 4 MiB at least
 * (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests).
 */
const LONGEST = 3 * 1024 * 1024

/** Bytes of facts, unpacked: a stored manifest may hold anything. */
const MOST_BYTES = 64 * 1024 * 1024

/** A text as one line: gzip, base64. */
export const packText = (text: string): string => gzipSync(text).toString('base64')

/** @throws {Error} for what {@link packText} has not written */
export const unpackText = (packed: string): string =>
  gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES }).toString('utf8')

/**
 * Facts as one line of text: JSON, gzip, base64.
 *
 * @throws {Error} if that is longer than a manifest may be
 */
export function packFacts({ report, trees }: Facts): string {
  const packed = packText(JSON.stringify({ report, trees }))
  if (packed.length <= LONGEST) return packed
  throw new Error(`what there is to tell of the depot takes ${packed.length} characters of ${LONGEST}`)
}

/**
 * Reads what {@link packFacts} wrote.
 *
 * @throws {Error} for anything else
 */
export function unpackFacts(packed: string): Facts {
  const value: unknown = JSON.parse(unpackText(packed))
  if (typeof value === 'object' && value !== null && 'report' in value && 'trees' in value) {
    const { report, trees } = value
    if (typeof report === 'string' && typeof trees === 'string') return { report, trees }
  }
  throw new Error('the facts of a depot have no report or no trees')
}
