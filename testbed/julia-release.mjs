export const officialHost = 'https://julialang-s3.julialang.org'

/**
 * How official file names say an architecture, and how their URLs, triplets and Docker do.
 * @type {Readonly<Record<string, Readonly<{ folder: string, triplet: string, docker: string }>>>}
 */
export const architectures = {
  x86_64: { folder: 'x64', triplet: 'x86_64-linux-gnu', docker: 'amd64' },
  aarch64: { folder: 'aarch64', triplet: 'aarch64-linux-gnu', docker: 'arm64' },
  i686: { folder: 'x86', triplet: 'i686-linux-gnu', docker: '386' },
  armv7l: { folder: 'armv7l', triplet: 'armv7l-linux-gnueabihf', docker: 'arm/v7' },
  ppc64le: { folder: 'ppc64le', triplet: 'powerpc64le-linux-gnu', docker: 'ppc64le' }
}

/**
 * One file in the official `versions.json`.
 * @typedef {Readonly<{ url: string, triplet: string, kind: string, arch: string, os: string, extension: string,
 *   version: string, sha256: string, size: number, asc?: string }>} Entry
 */

/**
 * @param {string} version
 * @param {string} arch
 */
export function folderOf(version, arch) {
  return `bin/linux/${architectures[arch]?.folder ?? arch}/${version.split('.').slice(0, 2).join('.')}`
}

/**
 * @param {string} file name of a tarball
 * @returns {{ version: string, arch: string } | undefined} undefined if it is not an official name for Linux
 */
export function parseName(file) {
  const found = /^julia-(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)-linux-([a-z0-9_]+)\.tar\.gz$/.exec(file)
  const [, version, arch] = found ?? []
  return version && arch && architectures[arch] ? { version, arch } : undefined
}

/**
 * @param {string} file name of a tarball
 * @param {{ size: number, sha256: string }} content
 * @returns {Entry}
 */
export function makeEntry(file, { size, sha256 }) {
  const parsed = parseName(file)
  if (!parsed) throw new Error(`${file} is not named like julia-1.12.5-linux-x86_64.tar.gz.`)
  const { version, arch } = parsed
  return {
    url: `${officialHost}/${folderOf(version, arch)}/${file}`,
    triplet: architectures[arch]?.triplet ?? arch,
    kind: 'archive',
    arch,
    sha256,
    size,
    version,
    os: 'linux',
    extension: 'tar.gz'
  }
}

/**
 * Orders versions by value, a pre-release before its release.
 *
 * @param {string} a
 * @param {string} b
 */
export function byVersion(a, b) {
  const [releaseA = '', preA = ''] = a.split(/-(.*)/)
  const [releaseB = '', preB = ''] = b.split(/-(.*)/)
  const compare = new Intl.Collator('en', { numeric: true }).compare
  return compare(releaseA, releaseB) || Number(preA === '') - Number(preB === '') || compare(preA, preB)
}
