import { describe, expect, it } from '@jest/globals'
import { compatRange, resolveVersion } from '../../src/julia/index.ts'
import { UserError } from '../../src/errors.ts'
import { makeReleases } from './make-releases.ts'

const releases = makeReleases()

describe('resolveVersion', () => {
  it.each([
    ['takes an exact version', '1.12.7', '1.12.7'],
    ['takes an exact prerelease', '1.13.0-rc1', '1.13.0-rc1'],
    ['takes a leading v', 'v1.12.7', '1.12.7'],
    ['passes over blanks', ' 1.12.7 ', '1.12.7'],
    ['takes the newest release of a major version', '1', '1.12.7'],
    ['takes the newest release of a minor version', '1.10', '1.10.12'],
    ['takes a caret range', '^1.10', '1.12.7'],
    ['takes a tilde range', '~1.10', '1.10.12'],
    ['takes a range from one version to another', '1.10 - 1.11', '1.11.9'],
    ['takes an x range', '1.11.x', '1.11.9'],
    ['takes a caret range that begins with a prerelease', '^1.13.0-rc1', '1.13.0-rc3'],
    ['takes a tilde range with all prereleases', '~1.13.0-0', '1.13.0-rc3'],
    ['takes the newest long-term support release', 'lts', '1.10.12'],
    ['takes the newest of releases and prereleases', 'pre', '1.13.0-rc3']
  ])('%s', (_description, spec, version) => {
    expect(resolveVersion(spec, { releases })).toEqual({ kind: 'release', version })
  })

  it('takes the newest release for pre when no prerelease is newer', () => {
    const older = makeReleases({ '1.11.0-rc4': 'x86_64-linux-gnu', '1.11.0': 'x86_64-linux-gnu' })
    expect(resolveVersion('pre', { releases: older })).toEqual({ kind: 'release', version: '1.11.0' })
  })

  it.each([
    ['the newest patch of the oldest minor version for min', 'min', '1.6', '1.6.7'],
    ['the same for min-minor', 'min-minor', '1.6', '1.6.7'],
    ['the oldest patch for min-patch', 'min-patch', '1.6', '1.6.0'],
    ['a patch that the entry names for min-patch', 'min-patch', '1.6.3', '1.6.3'],
    ['the lowest of several entries', 'min-patch', '1.8, 1.6.2', '1.6.2'],
    ['a bound without end', 'min', '>= 1.9', '1.9.4'],
    ['an entry of one version', 'min-patch', '=1.6.1', '1.6.1'],
    ['a tilde entry', 'min-patch', '~1.6.2', '1.6.2'],
    ['an entry with a hyphen', 'min-patch', '1.7 - 1.9', '1.7.0']
  ])('takes %s', (_description, spec, compat, version) => {
    expect(resolveVersion(spec, { releases, compat })).toEqual({ kind: 'release', version })
  })

  it.each([
    ['the version that the manifest records', '1.11.9', '1.11.9'],
    ['a prerelease that the manifest records', '1.13.0-rc1', '1.13.0-rc1'],
    ['the newest release without one', undefined, '1.12.7']
  ])('takes %s for manifest', (_description, manifestVersion, version) => {
    expect(resolveVersion('manifest', { releases, manifestVersion })).toEqual({ kind: 'release', version })
  })

  it('takes nightlies of master and of a branch', () => {
    expect(resolveVersion('nightly', { releases })).toEqual({ kind: 'nightly' })
    expect(resolveVersion('1.13-nightly', { releases })).toEqual({ kind: 'nightly', branch: '1.13' })
  })

  it.each([
    [
      'an exact version that was never published',
      '1.12.9',
      {},
      'julia-version: "1.12.9" is not a published version of Julia. Nearest published: 1.12.6, 1.12.7. Take one of these or a range such as 1.12; if 1.12.9 was released within the last two hours, the index lags: run the job again later.'
    ],
    [
      'a prerelease that was never published',
      '1.13.0-rc2',
      {},
      'julia-version: "1.13.0-rc2" is not a published version of Julia. Nearest published: 1.12.7, 1.13.0-rc1, 1.13.0-rc3.'
    ],
    [
      'a range without a release',
      '1.13',
      {},
      'julia-version: "1.13" matches no published version of Julia. Newest release: 1.12.7. Allowed: manifest, an exact version'
    ],
    [
      'what is no version',
      'latest',
      {},
      'julia-version: "latest" is not a version of Julia. Allowed: manifest'
    ],
    ['nothing', '', {}, 'julia-version: "" is not a version of Julia. Allowed: manifest'],
    [
      'a manifest that is newer than the index',
      'manifest',
      { manifestVersion: '1.12.8' },
      'julia-version: "manifest": the manifest was resolved by Julia 1.12.8, which the release index does not list. Nearest published: 1.12.6, 1.12.7. Set julia-version to one of these or to 1.12, or resolve the manifest again with one of them; if 1.12.8 was released within the last two hours, the index lags'
    ],
    [
      'a manifest of a development build',
      'manifest',
      { manifestVersion: '1.14.0-DEV.321' },
      'It was resolved by a development build, which is not published. Set julia-version to nightly or 1.14-nightly, or resolve the manifest again with a released Julia.'
    ],
    [
      'a manifest with a broken version',
      'manifest',
      { manifestVersion: 'one' },
      'julia-version: "manifest": the manifest records julia_version = "one", which is not a version.'
    ],
    [
      'min without a compat entry',
      'min',
      {},
      'julia-version: "min" needs the oldest Julia that the project takes, but its Project.toml has no julia entry under [compat]. Add one, such as julia = "1.10", or set julia-version to a version.'
    ],
    [
      'min with a compat entry that nothing satisfies',
      'min-patch',
      { compat: '2' },
      'julia-version: "min-patch": no published version of Julia satisfies julia = "2" under [compat] of Project.toml.'
    ]
  ])('refuses %s', (_description, spec, sources, message) => {
    const resolve = () => resolveVersion(spec, { releases, ...sources })
    expect(resolve).toThrow(UserError)
    expect(resolve).toThrow(message)
  })
})

describe('compatRange', () => {
  it.each([
    ['reads a bare version as caret', '1.6', '^1.6'],
    ['keeps a caret', '^1.6', '^1.6'],
    ['keeps a tilde', '~1.6.2', '~1.6.2'],
    ['joins several entries', '1.6, ~1.8.1', '^1.6 || ~1.8.1'],
    ['keeps a lower bound', '>= 1.6', '>=1.6.0'],
    ['knows the sign for it', '≥1.6', '>=1.6.0'],
    ['keeps an upper bound', '<1.12', '<1.12.0'],
    ['fills an equality with zeros as Pkg does', '=1.6', '=1.6.0'],
    ['keeps a hyphen range', '1.6 - 1.9', '1.6 - 1.9']
  ])('%s', (_description, compat, range) => {
    expect(compatRange(compat)).toBe(range)
  })

  it.each(['', '1.6,', '*', '>1.6', '<=1.6', '1.6-1.9', '1.6.0-rc1', '1 2', '1.6.0.1'])(
    'refuses "%s"',
    compat => {
      expect(() => compatRange(compat)).toThrow(
        `Project.toml: "${compat}" in [compat] julia is not a version range that Pkg reads.`
      )
    }
  )
})
