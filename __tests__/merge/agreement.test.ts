import { describe, expect, it } from '@jest/globals'
import { UserError } from '../../src/errors.ts'
import { checkOrigin, checkPlatforms, type PlatformImage } from '../../src/merge/agreement.ts'

const makeImage = (platform: string, overrides: Partial<PlatformImage> = {}): PlatformImage => ({
  platform,
  reference: `app@${platform.replace(/.*\//, '')}`,
  commit: 'c0ffee',
  julia: '1.12.7',
  ...overrides
})
const without = ({ platform, reference }: PlatformImage): PlatformImage => ({ platform, reference })
const [amd64, arm64] = [makeImage('linux/amd64'), makeImage('linux/arm64')]

describe('checkPlatforms', () => {
  it.each([
    {
      description: 'what is expected, in any order',
      images: [arm64, amd64],
      expected: ['linux/amd64', 'linux/arm64']
    },
    { description: 'any platforms if none are expected', images: [arm64, amd64], expected: [] },
    { description: 'a single platform', images: [amd64], expected: ['linux/amd64'] }
  ])('takes $description', ({ images, expected }) => {
    expect(() => checkPlatforms(images, expected)).not.toThrow()
  })

  it.each([
    {
      description: 'a missing platform',
      images: [amd64],
      expected: ['linux/amd64', 'linux/arm64', 'linux/386'],
      message:
        'platforms: there is no image for linux/arm64, linux/386 among the digests, only linux/amd64 (app@amd64). Check that its build pushed by digest and uploaded its report, or take it out of "platforms".'
    },
    {
      description: 'a platform that is not expected',
      images: [amd64, arm64],
      expected: ['linux/amd64'],
      message:
        'platforms: the digests hold linux/arm64 (app@arm64) besides linux/amd64. Add it to "platforms", or leave its digest out.'
    },
    {
      description: 'a platform that is there twice, expected or not',
      images: [amd64, arm64, makeImage('linux/amd64', { reference: 'app@other' })],
      expected: [],
      message:
        'digests: linux/amd64 is there 2 times: app@amd64, app@other. Each platform is built by one job: check the matrix, and merge only what one workflow run has built.'
    },
    {
      description: 'nothing',
      images: [],
      expected: ['linux/amd64'],
      message: 'digests: there is no image in what they name.'
    }
  ])('refuses $description', ({ images, expected, message }) => {
    expect(() => checkPlatforms(images, expected)).toThrow(new UserError(message))
  })
})

const unknown = [
  'digests: no image tells which commit it comes from (label org.opencontainers.image.revision): not checked.',
  'digests: no image tells which Julia it has (label org.julialang.version): not checked.'
]

describe('checkOrigin', () => {
  it.each([
    { description: 'of one commit and one Julia', images: [amd64, arm64], warnings: [] },
    { description: 'without labels, with warnings', images: [amd64, arm64].map(without), warnings: unknown }
  ])('takes images $description', ({ images, warnings }) => {
    expect(checkOrigin(images)).toEqual(warnings)
  })

  it.each([
    {
      description: 'of different commits',
      images: [amd64, { ...arm64, commit: 'decade' }],
      message: `digests: the images come from different commits (label org.opencontainers.image.revision):
  linux/amd64: c0ffee, app@amd64
  linux/arm64: decade, app@arm64
Merge only what one workflow run has built; if some of its jobs are older, run all of them again.`
    },
    {
      description: 'of which one does not tell its commit',
      images: [amd64, { ...without(arm64), julia: '1.12.7' }],
      message: `digests: the images come from different commits (label org.opencontainers.image.revision):
  linux/amd64: c0ffee, app@amd64
  linux/arm64: not told, app@arm64
Merge only what one workflow run has built; if some of its jobs are older, run all of them again.`
    },
    {
      description: 'with different versions of Julia',
      images: [amd64, { ...arm64, julia: '1.12.6' }],
      message: `digests: the images have different versions of Julia (label org.julialang.version):
  linux/amd64: 1.12.7, app@amd64
  linux/arm64: 1.12.6, app@arm64
Run all build jobs again; an exact "julia-version", such as "1.12.7", is the same in each of them whatever is released meanwhile.`
    }
  ])('refuses images $description', ({ images, message }) => {
    expect(() => checkOrigin(images)).toThrow(new UserError(message))
  })
})
