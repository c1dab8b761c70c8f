import { describe, expect, it } from '@jest/globals'
import { parsePlatform } from '../src/platform.ts'

describe('parsePlatform', () => {
  it.each([
    ['reads amd64', 'linux/amd64', 'linux/amd64', 'amd64', 'x86_64-linux-gnu'],
    ['reads arm64', 'linux/arm64', 'linux/arm64', 'arm64', 'aarch64-linux-gnu'],
    ['reads 386', 'linux/386', 'linux/386', '386', 'i686-linux-gnu'],
    ['reads arm/v7', 'linux/arm/v7', 'linux/arm/v7', 'armv7', 'armv7l-linux-gnueabihf'],
    ['reads ppc64le', 'linux/ppc64le', 'linux/ppc64le', 'ppc64le', 'powerpc64le-linux-gnu'],
    ['drops the variant that amd64 has anyway', 'linux/amd64/v1', 'linux/amd64', 'amd64', 'x86_64-linux-gnu'],
    ['keeps a variant of amd64', 'linux/amd64/v3', 'linux/amd64/v3', 'amd64v3', 'x86_64-linux-gnu'],
    [
      'drops the variant that arm64 has anyway',
      'linux/arm64/v8',
      'linux/arm64',
      'arm64',
      'aarch64-linux-gnu'
    ],
    ['takes arm to be arm/v7 as buildx does', 'linux/arm', 'linux/arm/v7', 'armv7', 'armv7l-linux-gnueabihf'],
    ['takes other spellings of amd64', 'linux/x86_64', 'linux/amd64', 'amd64', 'x86_64-linux-gnu'],
    ['takes other spellings of arm64', 'linux/aarch64', 'linux/arm64', 'arm64', 'aarch64-linux-gnu'],
    ['passes over blanks and case', ' Linux/AMD64 ', 'linux/amd64', 'amd64', 'x86_64-linux-gnu']
  ])('%s', (...[, text, name, id, triplet]) => {
    expect(parsePlatform(text)).toMatchObject({ name, id, triplet, os: 'linux' })
  })

  it.each([
    ['an architecture without builds', 'linux/riscv64'],
    ['a variant that no machine has', 'linux/amd64/v5'],
    ['a variant where there is none', 'linux/386/v2'],
    ['an ARM later than v8', 'linux/arm64/v9'],
    ['an ARM older than v7', 'linux/arm/v6'],
    ['another operating system', 'windows/amd64'],
    ['an architecture alone', 'amd64'],
    ['too many parts', 'linux/amd64/v3/x'],
    ['nothing', '']
  ])('refuses %s and lists what is allowed', (_description, text) => {
    expect(() => parsePlatform(text)).toThrow(
      `platforms: "${text}" is not a platform that Julia is built for. Allowed: linux/amd64, linux/arm64, linux/386, linux/arm/v7, linux/ppc64le and linux/amd64/v2, v3, v4.`
    )
  })
})
