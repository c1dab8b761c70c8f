import semver from 'semver'
import { UserError } from '../errors.ts'
import { compatRange } from './compat.ts'
import { listVersions, nearestVersions, type Releases } from './releases.ts'

/** Julia's long-term support series. It changes every few years and no index tells it (FACTS §1). */
export const ltsSeries = '1.10'

/** An exact published version, or the newest nightly of a branch such as `1.13`, without one of master. */
export type ResolvedVersion =
  Readonly<{ kind: 'release'; version: string }> | Readonly<{ kind: 'nightly'; branch?: string }>

/** What a specifier is resolved against. */
export type VersionSources = Readonly<{
  releases: Releases
  /** `julia_version` of the first manifest, where it has one. */
  manifestVersion?: string | undefined
  /** `julia` of the first project's `[compat]`, where it has one. */
  compat?: string | undefined
}>

const allowed =
  'Allowed: manifest, an exact version such as 1.12.7, a range such as 1, 1.11, ^1.10 or ~1.10, lts, pre, min, min-patch, nightly, 1.13-nightly.'

/**
 * Resolves the `julia-version` input as setup-julia does: a range means its newest release, and prereleases count
 * only for `pre` and where the range itself names one. `manifest` is the version that the manifest records.
 * Source: https://github.com/julia-actions/setup-julia#julia-versions
 *
 * @throws {@link UserError} for what is no specifier, or matches nothing that was published
 */
export function resolveVersion(spec: string, sources: VersionSources): ResolvedVersion {
  const text = spec.trim()
  const nightly = /^(?:(\d+\.\d+)-)?nightly$/.exec(text)
  if (nightly) return { kind: 'nightly', ...(nightly[1] === undefined ? {} : { branch: nightly[1] }) }
  return { kind: 'release', version: pickRelease(text, sources) }
}

function pickRelease(text: string, sources: VersionSources): string {
  const { releases, manifestVersion } = sources
  switch (text) {
    case 'manifest':
      return manifestVersion === undefined
        ? newest('1', text, releases)
        : recorded(manifestVersion.trim(), releases)
    case 'lts':
      return newest(ltsSeries, text, releases)
    case 'pre':
      return newestPre(text, releases)
    case 'min':
    case 'min-minor':
      return newest(`~${oldest(text, sources)}`, text, releases)
    case 'min-patch':
      return oldest(text, sources)
  }
  const exact = semver.valid(text)
  if (exact !== null) return published(exact, text, releases)
  if (text === '' || semver.validRange(text) === null) {
    throw new UserError(
      `julia-version: "${text}" is not a version of Julia. ${allowed} Put it in quotes, since YAML reads 1.10 as 1.1.`
    )
  }
  return newest(text, text, releases)
}

function newest(range: string, spec: string, releases: Releases): string {
  const found = semver.maxSatisfying([...releases.keys()], range)
  if (found !== null) return found
  throw unmatched(spec, releases)
}

/** The newest of everything that was published of Julia 1. */
function newestPre(spec: string, releases: Releases): string {
  const found = semver.maxSatisfying([...releases.keys()], '1', { includePrerelease: true })
  if (found !== null) return found
  throw unmatched(spec, releases)
}

const unmatched = (spec: string, releases: Releases): UserError =>
  new UserError(
    `julia-version: "${spec}" matches no published version of Julia. ${newestOf(releases)} ${allowed}`
  )

/** The oldest release that the project's compat entry takes. */
function oldest(spec: string, { releases, compat }: VersionSources): string {
  if (compat === undefined) {
    throw new UserError(
      `julia-version: "${spec}" needs the oldest Julia that the project takes, but its Project.toml has no julia entry under [compat]. Add one, such as julia = "1.10", or set julia-version to a version.`
    )
  }
  const found = semver.minSatisfying([...releases.keys()], compatRange(compat))
  if (found !== null) return found
  throw new UserError(
    `julia-version: "${spec}": no published version of Julia satisfies julia = "${compat}" under [compat] of Project.toml. ${newestOf(releases)} Change that entry, or set julia-version to a version.`
  )
}

function published(version: string, spec: string, releases: Releases): string {
  if (releases.has(version)) return version
  throw new UserError(
    `julia-version: "${spec}" is not a published version of Julia. ${nearestOf(version, releases)} Take one of these or a range such as ${series(version)}; if ${version} was released within the last two hours, the index lags: run the job again later.`
  )
}

function recorded(text: string, releases: Releases): string {
  const version = semver.valid(text)
  if (version === null) {
    throw new UserError(
      `julia-version: "manifest": the manifest records julia_version = "${text}", which is not a version. Resolve it again with a released Julia, or set julia-version to a version. ${newestOf(releases)}`
    )
  }
  if (releases.has(version)) return version
  const isDevelopment = semver.prerelease(version)?.some(part => String(part).startsWith('DEV')) ?? false
  const remedy = isDevelopment
    ? `It was resolved by a development build, which is not published. Set julia-version to nightly or ${series(version)}-nightly, or resolve the manifest again with a released Julia.`
    : `Set julia-version to one of these or to ${series(version)}, or resolve the manifest again with one of them; if ${version} was released within the last two hours, the index lags: run the job again later.`
  throw new UserError(
    `julia-version: "manifest": the manifest was resolved by Julia ${version}, which the release index does not list. ${nearestOf(version, releases)} ${remedy}`
  )
}

const series = (version: string): string => version.split('.').slice(0, 2).join('.')

function nearestOf(version: string, releases: Releases): string {
  const prereleases = semver.prerelease(version) !== null
  const nearest = nearestVersions(version, listVersions(releases, { prereleases }))
  return `Nearest published: ${nearest.join(', ')}.`
}

const newestOf = (releases: Releases): string =>
  `Newest release: ${listVersions(releases, { prereleases: false }).at(-1) ?? 'none'}.`
