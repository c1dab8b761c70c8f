import { UserError } from './errors.ts'

/** A buildx platform, such as `linux/arm64` or `linux/arm/v7`. */
export type Platform = Readonly<{
  /** As buildx says it: `os/arch[/variant]`. */
  name: string
  os: 'linux'
  /** Architecture in Docker's words: `amd64`, `arm64`, `386`, `arm`, `ppc64le`. */
  arch: string
  variant?: string
  /** `TARGETARCH` and `TARGETVARIANT` joined, as the Dockerfile's stages are named: `amd64`, `armv7`. */
  id: string
  /** Triplet of the official Julia binaries, such as `x86_64-linux-gnu` (FACTS §1). */
  triplet: string
}>

/** Julia's triplet for each `arch` and, where only that variant was ever built, `arch/variant`. */
const triplets: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  '386': 'i686-linux-gnu',
  'arm/v7': 'armv7l-linux-gnueabihf',
  ppc64le: 'powerpc64le-linux-gnu'
}

/** Spellings that buildx takes for an architecture, and what it makes of them. */
const aliases: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  'arm64/v8': 'arm64',
  'amd64/v1': 'amd64',
  i386: '386',
  i686: '386',
  arm: 'arm/v7',
  armhf: 'arm/v7'
}

/** Variants that buildx knows beside an architecture of its own right. */
const variants: Readonly<Record<string, readonly string[]>> = { amd64: ['v2', 'v3', 'v4'] }

const known = ['linux/amd64', 'linux/arm64', 'linux/386', 'linux/arm/v7', 'linux/ppc64le']

/**
 * Reads a platform as buildx does.
 *
 * @param text `os/arch[/variant]`, such as `linux/amd64`
 * @throws {@link UserError} for a platform that Julia has never been built for
 */
export function parsePlatform(text: string): Platform {
  const [os, ...rest] = text.trim().toLowerCase().split('/')
  const joined = rest.join('/')
  const [arch = '', variant] = (aliases[joined] ?? joined).split('/')
  const isVariant = variant === undefined || variants[arch]?.includes(variant) === true
  const triplet = triplets[`${arch}/${variant ?? ''}`] ?? (isVariant ? triplets[arch] : undefined)
  if (os !== 'linux' || triplet === undefined || rest.length > 2) {
    throw new UserError(
      `platforms: "${text}" is not a platform that Julia is built for. Allowed: ${known.join(', ')} and linux/amd64/v2, v3, v4.`
    )
  }
  const name = ['linux', arch, ...(variant ? [variant] : [])].join('/')
  return { name, os, arch, ...(variant ? { variant } : {}), id: arch + (variant ?? ''), triplet }
}
