/** Major, minor and patch of a Julia version. */
export type Version = readonly [major: number, minor: number, patch: number]

/** What Julia's `VersionNumber` takes: `1`, `1.2`, `v1.2.3`, `1.2.3-rc1`, `1.2.3rc1`, `1.2.3+build`, `1.2.3+`. */
const form =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-|(?:[a-z][0-9a-z-]*(?:\.[0-9a-z-]+)*|-(?:[0-9a-z-]+\.)*[0-9a-z-]+)?(?:\+|\+(?:[0-9a-z-]+\.)*[0-9a-z-]+)?)$/i

/** Whether Julia's `VersionNumber` accepts a text. */
export const isVersion = (text: string): boolean => form.test(text)

/** Reads a version; what follows the patch number (`-rc1`, `+build`) is left out. */
export function parseVersion(text: string): Version | undefined {
  const match = form.exec(text)
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)]
}

/** Orders two versions. */
export const compareVersions = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

/**
 * Whether a version is at least a given one, where pre-releases count as the release they lead to.
 * A version that cannot be read, such as `nightly`, counts as newer than all.
 */
export function atLeast(text: string, ...least: Version): boolean {
  const version = parseVersion(text)
  return version === undefined || compareVersions(version, least) >= 0
}
