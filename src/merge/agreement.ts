import { UserError } from '../errors.ts'
import { labels } from './manifests.ts'

/** One platform's image among those to merge. */
export type PlatformImage = Readonly<{
  platform: string
  /** What the user gave: `repository@sha256:…` of this image, or of an index with it and its attestations. */
  reference: string
  commit?: string
  julia?: string
}>

const named = ({ platform, reference }: PlatformImage): string => `${platform} (${reference})`
const list = (names: readonly string[]): string => names.join(', ')

/**
 * Every expected platform has to be there exactly once; without expectations, every platform that is there.
 *
 * @param expected names as buildx says them
 * @throws {@link UserError} naming the platform and its digests
 */
export function checkPlatforms(images: readonly PlatformImage[], expected: readonly string[]): void {
  if (images.length === 0) throw new UserError('digests: there is no image in what they name.')
  const there = images.map(({ platform }) => platform)
  const twice = there.find((platform, at) => there.indexOf(platform) !== at)
  if (twice !== undefined) {
    const same = images.filter(({ platform }) => platform === twice)
    throw new UserError(
      `digests: ${twice} is there ${same.length} times: ${list(same.map(({ reference }) => reference))}. Each platform is built by one job: check the matrix, and merge only what one workflow run has built.`
    )
  }
  if (expected.length === 0) return
  const missing = expected.filter(platform => !there.includes(platform))
  if (missing.length > 0) {
    throw new UserError(
      `platforms: there is no image for ${list(missing)} among the digests, only ${list(images.map(named))}. Check that its build pushed by digest and uploaded its report, or take it out of "platforms".`
    )
  }
  const other = images.filter(({ platform }) => !expected.includes(platform))
  if (other.length > 0) {
    throw new UserError(
      `platforms: the digests hold ${list(other.map(named))} besides ${list(expected)}. Add it to "platforms", or leave its digest out.`
    )
  }
}

type Origin = Readonly<{ key: 'commit' | 'julia'; difference: string; remedy: string; unknown: string }>

const origins: readonly Origin[] = [
  {
    key: 'commit',
    difference: 'the images come from different commits',
    remedy:
      'Merge only what one workflow run has built; if some of its jobs are older, run all of them again.',
    unknown: 'which commit it comes from'
  },
  {
    key: 'julia',
    difference: 'the images have different versions of Julia',
    remedy:
      'Run all build jobs again; an exact "julia-version", such as "1.12.7", is the same in each of them whatever is released meanwhile.',
    unknown: 'which Julia it has'
  }
]

/**
 * All images have to come from the same commit and have the same Julia: what one tag gives may not depend on the
 * machine that pulls it.
 *
 * @returns what could not be checked, since no image tells it
 * @throws {@link UserError} with what each image says
 */
export function checkOrigin(images: readonly PlatformImage[]): readonly string[] {
  return origins.flatMap(({ key, difference, remedy, unknown }) => {
    const values = new Set(images.map(image => image[key]))
    if (values.size > 1) {
      const lines = images.map(
        image => `  ${image.platform}: ${image[key] ?? 'not told'}, ${image.reference}`
      )
      throw new UserError([`digests: ${difference} (label ${labels[key]}):`, ...lines, remedy].join('\n'))
    }
    return values.has(undefined)
      ? [`digests: no image tells ${unknown} (label ${labels[key]}): not checked.`]
      : []
  })
}
