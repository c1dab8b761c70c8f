import { readFile, rm } from 'node:fs/promises'
import semver from 'semver'
import type { Deps } from '../deps.ts'
import { messageOf, UserError } from '../errors.ts'
import { fetchFile } from './fetch.ts'

/** A tarball of Julia for one platform, as the release index lists it. */
export type Distribution = Readonly<{
  /** `1.12.7`, or `nightly` and `1.13-nightly`: what a nightly really is, only its tarball tells. */
  version: string
  /** Such as `x86_64-linux-gnu` (FACTS §1). */
  triplet: string
  /** Address of a `.tar.gz`. */
  url: string
  /** 64 lower-case hexadecimal digits; nightlies have none. */
  sha256?: string
  /** Armoured OpenPGP signature of the tarball. */
  asc?: string
  /** Bytes. */
  size?: number
}>

/** One published version and its Linux tarballs by triplet. */
export type Release = Readonly<{
  version: string
  stable: boolean
  distributions: ReadonlyMap<string, Distribution>
}>

/** What the release index offers, by version. */
export type Releases = ReadonlyMap<string, Release>

/** Where Julia's binaries live, and what `julia-mirror` stands for. */
const official = 'https://julialang-s3.julialang.org'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Address of the release index.
 *
 * @param mirror base URL that stands for the official server, or empty
 * @throws {@link UserError} for a mirror that is no http(s) URL
 */
export const indexUrl = (mirror: string): string => mirrored(`${official}/bin/versions.json`, mirror)

/**
 * Reads an official address under the mirror, whose own path is kept; any other address stays as it is.
 *
 * @param mirror base URL that stands for the official server, or empty
 * @throws {@link UserError} for a mirror that is no http(s) URL
 */
export function mirrored(url: string, mirror: string): string {
  if (mirror === '' || !isOfficial(url)) return url
  if (!URL.canParse(mirror) || !/^https?:$/.test(new URL(mirror).protocol)) {
    throw new UserError(
      `julia-mirror: "${mirror}" is not a base URL. Allowed: an http or https URL under which bin/versions.json is found, such as https://mirror.example/julia.`
    )
  }
  return mirror.replace(/\/+$/, '') + url.slice(official.length)
}

/** Whether an address is on Julia's own server for releases. */
export const isOfficial = (url: string): boolean => url.startsWith(`${official}/`)

/**
 * Reads Julia's `versions.json` (FACTS §1) leniently: fields and entries that it does not know are passed over.
 *
 * @throws {@link UserError} if there is no version in it at all
 */
export function parseReleases(json: unknown): Releases {
  const entries = isFields(json) ? Object.entries(json) : []
  const releases = entries.flatMap(([version, value]) =>
    semver.valid(version) === version && isFields(value) ? [parseRelease(version, value)] : []
  )
  if (releases.length === 0) {
    throw new UserError(
      'The release index holds no Julia version. Expected: an object by version, as in https://julialang-s3.julialang.org/bin/versions.json. If julia-mirror is set, see what it serves as bin/versions.json.'
    )
  }
  return new Map(releases.map(release => [release.version, release]))
}

function parseRelease(version: string, release: Fields): Release {
  const files: readonly unknown[] = Array.isArray(release['files']) ? release['files'] : []
  const distributions = files.flatMap(file => (isFields(file) ? parseFile(version, file) : []))
  return {
    version,
    stable: release['stable'] === true,
    distributions: new Map(distributions.map(found => [found.triplet, found]))
  }
}

function parseFile(version: string, file: Fields): readonly Distribution[] {
  const { url, triplet, sha256, asc, size } = file
  if (typeof url !== 'string' || typeof triplet !== 'string' || !triplet.includes('-linux-')) return []
  if (file['kind'] !== 'archive' || !url.endsWith('.tar.gz')) return []
  const isSha256 = typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256)
  return [
    {
      version,
      triplet,
      url,
      ...(isSha256 ? { sha256: sha256.toLowerCase() } : {}),
      ...(typeof asc === 'string' ? { asc } : {}),
      ...(typeof size === 'number' ? { size } : {})
    }
  ]
}

/**
 * Downloads and reads the release index.
 *
 * @throws {@link UserError} if it cannot be had or is not an index
 */
export async function fetchReleases(mirror: string, deps: Pick<Deps, 'tools' | 'env'>): Promise<Releases> {
  const url = indexUrl(mirror)
  const { file, folder } = await fetchFile(url, 'the index of Julia releases', deps)
  try {
    return parseReleases(parseJson(await readFile(file, 'utf8'), url))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UserError(
      `The index of Julia releases at ${url} is not JSON: ${messageOf(error)}. If julia-mirror is set, see what it serves there; else run the job again.`
    )
  }
}

/** The published versions in order, oldest first; with prereleases only where asked. */
export function listVersions(releases: Releases, options: { prereleases: boolean }): readonly string[] {
  const versions = [...releases.keys()].filter(
    version => options.prereleases || semver.prerelease(version) === null
  )
  return semver.sort(versions)
}

/** Up to two versions on either side of a version, oldest first. */
export function nearestVersions(version: string, sorted: readonly string[]): readonly string[] {
  const below = sorted.filter(other => semver.lt(other, version)).slice(-2)
  const above = sorted.filter(other => semver.gt(other, version)).slice(0, 2)
  return [...below, ...above]
}
