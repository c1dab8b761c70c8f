import semver from 'semver'
import type { Platform } from '../platform.ts'

type Row = Readonly<{
  /** Docker's name of the architecture. */
  arch: string
  /** First version with this list; without one, from the beginning. */
  from?: string
  /** First version that has it no more; without one, until today. */
  before?: string
  list: string
  source: string
}>

/** The script that sets `JULIA_CPU_TARGET` for the official builds; its history gives the versions by date. */
const script = 'https://github.com/JuliaCI/julia-buildkite/blob/main/utilities/build_envs.sh'
const change = (commit: string): string => `https://github.com/JuliaCI/julia-buildkite/commit/${commit}`

const x86 = 'generic;sandybridge,-xsaveopt,clone_all;haswell,-rdrnd,base(1)'
const x86Modern = `${x86};x86-64-v4,-rdrnd,base(1)`
const arm = 'generic;cortex-a57;thunderx2t99;carmel'
const armModern = `${arm},clone_all;apple-m1,base(3);neoverse-512tvb,base(3)`
const armTrimmed = `${arm},clone_all;apple-m1,base(3);neoverse-512tvb,-rand,-fpac,base(3)`

/** CPU target list of every official build (FACTS §2). A version belongs to the row whose bounds it is within. */
const rows: readonly Row[] = [
  { arch: 'amd64', before: '1.10.3', list: x86, source: script },
  { arch: 'amd64', from: '1.10.3', before: '1.11.0-0', list: x86Modern, source: change('fe8b26e') },
  { arch: 'amd64', from: '1.11.0-0', before: '1.11.0-alpha2', list: x86, source: script },
  { arch: 'amd64', from: '1.11.0-alpha2', list: x86Modern, source: change('fe8b26e') },
  { arch: 'arm64', before: '1.10.3', list: arm, source: script },
  { arch: 'arm64', from: '1.10.3', before: '1.10.12', list: armModern, source: change('fe8b26e') },
  { arch: 'arm64', from: '1.10.12', before: '1.11.0-0', list: armTrimmed, source: change('b17ecf8') },
  { arch: 'arm64', from: '1.11.0-0', before: '1.11.0-alpha2', list: arm, source: script },
  { arch: 'arm64', from: '1.11.0-alpha2', before: '1.12.7', list: armModern, source: change('fe8b26e') },
  { arch: 'arm64', from: '1.12.7', before: '1.13.0-0', list: armTrimmed, source: change('b17ecf8') },
  { arch: 'arm64', from: '1.13.0-0', before: '1.13.0-rc2', list: armModern, source: change('fe8b26e') },
  { arch: 'arm64', from: '1.13.0-rc2', list: armTrimmed, source: change('b17ecf8') },
  {
    arch: '386',
    from: '1.9.0-0',
    before: '1.9.2',
    list: 'pentium4;sandybridge,-xsaveopt,clone_all',
    source: script
  },
  { arch: '386', from: '1.9.2', list: 'pentium4', source: change('3e412d4') },
  { arch: 'arm', before: '1.8.0-0', list: 'armv7-a;armv7-a,neon;armv7-a,neon,vfp4', source: script },
  { arch: 'ppc64le', list: 'pwr8', source: script }
]

/**
 * The entry that serves modern machines best where each target costs a pass of its own. `carmel` is ARMv8.2 with
 * half precision: Neoverse N1 and later and Apple M1 take it; what comes after it in the official list names
 * a single maker or is not known to those versions.
 */
const modernNames: Readonly<Record<string, string>> = { amd64: 'haswell', arm64: 'carmel' }

/**
 * Whether a version comes before another. A nightly that is known by its name only (`nightly`, `1.13-nightly`)
 * counts as the last of its series: it was built today.
 */
export function isBefore(version: string, bound: string): boolean {
  const [, branch, isNightly] = /^(?:(\d+\.\d+)-)?(nightly)$/.exec(version) ?? []
  if (isNightly === undefined) return semver.lt(version, bound)
  return semver.lt(branch === undefined ? '9999.0.0' : `${branch}.9999`, bound)
}

/**
 * `JULIA_CPU_TARGET` of the official build (FACTS §2).
 *
 * @param version exact version, such as `1.12.7` or `1.14.0-DEV.321`, or a nightly's name
 * @returns nothing where no official build is known
 */
export function officialTarget(version: string, platform: Platform): string | undefined {
  return rows.find(
    row =>
      row.arch === platform.arch &&
      (row.from === undefined || !isBefore(version, row.from)) &&
      (row.before === undefined || isBefore(version, row.before))
  )?.list
}

/** Name of the entry to precompile for modern machines where each target costs a pass. */
export const modernName = (platform: Platform): string | undefined => modernNames[platform.arch]

/**
 * CPUs whose features every machine of a buildx variant has, as far as the official lists name them, the best last
 * (https://gitlab.com/x86-psABIs/x86-64-ABI, levels of x86-64).
 */
const covered: Readonly<Record<string, readonly string[]>> = {
  'amd64/v3': ['sandybridge', 'haswell'],
  'amd64/v4': ['sandybridge', 'haswell', 'x86-64-v4']
}

/** CPUs of which a platform's machines run only the last: they all have what it takes. */
export const coveredNames = ({ arch, variant }: Platform): readonly string[] =>
  covered[`${arch}/${variant ?? ''}`] ?? []
