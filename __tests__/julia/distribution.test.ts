import { describe, expect, it } from '@jest/globals'
import { findDistribution } from '../../src/julia/index.ts'
import { parsePlatform } from '../../src/platform.ts'
import { parseReleases } from '../../src/julia/index.ts'
import { makeReleases, officialUrl, sha256 } from './make-releases.ts'

const releases = makeReleases()
const find = (version: string, platform: string, mirror = '') =>
  findDistribution({ kind: 'release', version }, parsePlatform(platform), { releases, mirror })

describe('findDistribution', () => {
  it('finds the tarball of a platform by its triplet', () => {
    expect(find('1.12.7', 'linux/arm64')).toEqual({
      version: '1.12.7',
      triplet: 'aarch64-linux-gnu',
      url: officialUrl('1.12.7', 'aarch64-linux-gnu'),
      sha256
    })
  })

  it('reads its address under the mirror', () => {
    expect(find('1.12.7', 'linux/amd64', 'http://mirror.example/julia').url).toBe(
      'http://mirror.example/julia/bin/linux/julia-1.12.7-x86_64-linux-gnu.tar.gz'
    )
  })

  it.each([
    [
      'a hole between patch releases',
      '1.10.12',
      'linux/ppc64le',
      'Julia 1.10.12 was not built for linux/ppc64le (powerpc64le-linux-gnu). Julia 1.10.12 exists for: linux/amd64, linux/arm64, linux/386. Nearest versions for linux/ppc64le: 1.10.5, 1.10.11, 1.11.0, 1.11.9. Set julia-version to one of these, or take linux/ppc64le out of platforms.'
    ],
    [
      'an architecture that ended',
      '1.10.5',
      'linux/arm/v7',
      'Julia 1.10.5 was not built for linux/arm/v7 (armv7l-linux-gnueabihf). Julia 1.10.5 exists for: linux/amd64, linux/arm64, linux/386, linux/ppc64le. Nearest versions for linux/arm/v7: 1.7.2, 1.7.3.'
    ],
    [
      'a prerelease, with prereleases among the nearest',
      '1.13.0-rc1',
      'linux/ppc64le',
      'Nearest versions for linux/ppc64le: 1.11.0, 1.11.9.'
    ]
  ])('names what exists for %s', (_description, version, platform, message) => {
    expect(() => find(version, platform)).toThrow(message)
  })

  it('refuses a release without a checksum', () => {
    const file = { url: officialUrl('1.12.7', 'x'), triplet: 'x86_64-linux-gnu', kind: 'archive' }
    const unchecked = parseReleases({ '1.12.7': { files: [file] } })
    expect(() =>
      findDistribution({ kind: 'release', version: '1.12.7' }, parsePlatform('linux/amd64'), {
        releases: unchecked,
        mirror: ''
      })
    ).toThrow('The release index has no SHA-256 for Julia 1.12.7 on linux/amd64')
  })

  it.each([
    ['refuses an address elsewhere in the official index', ''],
    ['takes an address elsewhere from the index of a mirror', 'https://mirror.example']
  ])('%s', (_description, mirror) => {
    const url = 'https://elsewhere.example/julia.tar.gz'
    const file = { url, triplet: 'x86_64-linux-gnu', kind: 'archive', sha256 }
    const other = parseReleases({ '1.12.7': { files: [file] } })
    const findThere = () =>
      findDistribution({ kind: 'release', version: '1.12.7' }, parsePlatform('linux/amd64'), {
        releases: other,
        mirror
      })
    if (mirror === '') expect(findThere).toThrow(`points outside Julia's own server for linux/amd64: ${url}`)
    else expect(findThere().url).toBe(url)
  })

  it.each([
    ['master', undefined, 'linux/amd64', 'nightly', 'x64/julia-latest-linux64.tar.gz'],
    ['master', undefined, 'linux/386', 'nightly', 'x86/julia-latest-linux32.tar.gz'],
    ['a branch', '1.13', 'linux/arm64', '1.13-nightly', 'aarch64/1.13/julia-latest-linux-aarch64.tar.gz']
  ])('finds the nightly of %s (%s) for %s', (...[, branch, platform, version, path]) => {
    const resolved = { kind: 'nightly' as const, ...(branch === undefined ? {} : { branch }) }
    const target = parsePlatform(platform)
    expect(findDistribution(resolved, target, { releases, mirror: 'https://mirror.example' })).toEqual({
      version,
      triplet: target.triplet,
      url: `https://julialangnightlies-s3.julialang.org/bin/linux/${path}`
    })
  })

  it('says for which platforms there are nightlies', () => {
    expect(() =>
      findDistribution({ kind: 'nightly' }, parsePlatform('linux/ppc64le'), { releases, mirror: '' })
    ).toThrow(
      'julia-version: there are no nightlies of Julia for linux/ppc64le. They exist for: linux/amd64, linux/arm64, linux/386.'
    )
  })
})
