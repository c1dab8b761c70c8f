import semver from 'semver'
import { UserError } from '../errors.ts'
import { parsePlatform, type Platform } from '../platform.ts'
import {
  isOfficial,
  listVersions,
  mirrored,
  nearestVersions,
  type Distribution,
  type Release,
  type Releases
} from './releases.ts'
import type { ResolvedVersion } from './version.ts'

const platforms = ['linux/amd64', 'linux/arm64', 'linux/386', 'linux/arm/v7', 'linux/ppc64le'].map(
  parsePlatform
)

/** Folder and file suffix of the nightlies for each architecture that has them (FACTS §1). */
const nightlyFiles: Readonly<Record<string, readonly [folder: string, suffix: string]>> = {
  amd64: ['x64', 'linux64'],
  '386': ['x86', 'linux32'],
  arm64: ['aarch64', 'linux-aarch64']
}

/**
 * Finds Julia's tarball for a platform. Official addresses are read under the mirror; nightlies live on a server
 * of their own, which the mirror does not stand for.
 *
 * @throws {@link UserError} if this version was not built for this platform (there are holes per patch release,
 * FACTS §1), or if the index is not to be trusted about it
 */
export function findDistribution(
  resolved: ResolvedVersion,
  platform: Platform,
  sources: Readonly<{ releases: Releases; mirror: string }>
): Distribution {
  if (resolved.kind === 'nightly') return findNightly(resolved.branch, platform)
  const { releases, mirror } = sources
  const found = releases.get(resolved.version)?.distributions.get(platform.triplet)
  if (found === undefined) throw missing(resolved.version, platform, releases)
  if (found.sha256 === undefined) {
    throw new UserError(
      `The release index has no SHA-256 for Julia ${found.version} on ${platform.name} (${found.url}), so that a download could not be checked. Name another julia-version, or see what julia-mirror serves as bin/versions.json.`
    )
  }
  if (mirror === '' && !isOfficial(found.url)) {
    throw new UserError(
      `The release index points outside Julia's own server for ${platform.name}: ${found.url}. Nothing is downloaded from there; set julia-mirror if that is the server you mean.`
    )
  }
  return { ...found, url: mirrored(found.url, mirror) }
}

/** Whether Julia was built for a platform that may be none of Julia's, as the builder says it. */
export function hasDistribution(resolved: ResolvedVersion, platform: string, releases: Releases): boolean {
  const known = platforms.find(({ name }) => name === platform)
  if (known === undefined) return false
  if (resolved.kind === 'nightly') return known.arch in nightlyFiles
  return releases.get(resolved.version)?.distributions.get(known.triplet)?.sha256 !== undefined
}

/** Whether a distribution is a nightly, which no index vouches for. */
export const isNightly = (distribution: Distribution): boolean => distribution.version.endsWith('nightly')

function findNightly(branch: string | undefined, platform: Platform): Distribution {
  const [folder, suffix] = nightlyFiles[platform.arch] ?? []
  if (folder === undefined || suffix === undefined) {
    throw new UserError(
      `julia-version: there are no nightlies of Julia for ${platform.name}. They exist for: linux/amd64, linux/arm64, linux/386. Take ${platform.name} out of platforms, or set julia-version to a release.`
    )
  }
  const path = branch === undefined ? folder : `${folder}/${branch}`
  return {
    version: branch === undefined ? 'nightly' : `${branch}-nightly`,
    triplet: platform.triplet,
    url: `https://julialangnightlies-s3.julialang.org/bin/linux/${path}/julia-latest-${suffix}.tar.gz`
  }
}

function missing(version: string, platform: Platform, releases: Releases): UserError {
  const release = releases.get(version)
  const others = release === undefined ? [] : platforms.filter(other => hasBuild(release, other))
  const prereleases = semver.prerelease(version) !== null
  const candidates = listVersions(releases, { prereleases }).filter(candidate => {
    const other = releases.get(candidate)
    return other !== undefined && hasBuild(other, platform)
  })
  const nearest = nearestVersions(version, candidates)
  return new UserError(
    [
      `Julia ${version} was not built for ${platform.name} (${platform.triplet}).`,
      `Julia ${version} exists for: ${list(others.map(other => other.name))}.`,
      `Nearest versions for ${platform.name}: ${list(nearest)}.`,
      `Set julia-version to one of these, or take ${platform.name} out of platforms.`
    ].join(' ')
  )
}

const hasBuild = (release: Release, platform: Platform): boolean =>
  release.distributions.has(platform.triplet)

const list = (names: readonly string[]): string => names.join(', ') || 'none'
