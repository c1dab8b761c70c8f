import { readFileSync } from 'node:fs'
import { parseReleases, type Releases } from '../../src/julia/index.ts'

/** Versions after the copy of the real index, with their builds as FACTS §1 has them. */
const later: Readonly<Record<string, string>> = {
  '1.10.11': 'aarch64-linux-gnu i686-linux-gnu powerpc64le-linux-gnu x86_64-linux-gnu',
  '1.10.12': 'aarch64-linux-gnu i686-linux-gnu x86_64-linux-gnu',
  '1.11.9': 'aarch64-linux-gnu i686-linux-gnu powerpc64le-linux-gnu x86_64-linux-gnu',
  '1.12.6': 'aarch64-linux-gnu i686-linux-gnu x86_64-linux-gnu',
  '1.12.7': 'aarch64-linux-gnu i686-linux-gnu x86_64-linux-gnu',
  '1.13.0-rc1': 'aarch64-linux-gnu i686-linux-gnu x86_64-linux-gnu',
  '1.13.0-rc3': 'aarch64-linux-gnu i686-linux-gnu x86_64-linux-gnu'
}

/** Every version of the real index and its Linux triplets, then the later ones. */
export const published = (): Readonly<Record<string, string>> => {
  const text = readFileSync(new URL('fixtures/published.json', import.meta.url), 'utf8')
  return { ...(JSON.parse(text) as Record<string, string>), ...later }
}

export const sha256 = 'ab'.repeat(32)

export const officialUrl = (version: string, triplet: string): string =>
  `https://julialang-s3.julialang.org/bin/linux/julia-${version}-${triplet}.tar.gz`

/** A `versions.json` in the official form. */
export const makeIndex = (versions: Readonly<Record<string, string>> = published()): unknown =>
  Object.fromEntries(
    Object.entries(versions).map(([version, triplets]) => [
      version,
      {
        stable: !version.includes('-'),
        files: triplets.split(' ').map(triplet => ({
          url: officialUrl(version, triplet),
          triplet,
          kind: 'archive',
          extension: 'tar.gz',
          sha256,
          version
        }))
      }
    ])
  )

export const makeReleases = (versions?: Readonly<Record<string, string>>): Releases =>
  parseReleases(makeIndex(versions))
