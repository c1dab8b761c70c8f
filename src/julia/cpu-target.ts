import { UserError } from '../errors.ts'
import { parsePlatform, type Platform } from '../platform.ts'
import { refuseUnknownOnly, warningsFor, type Machine } from './cpu-check.ts'
import {
  formatTarget,
  formatTargetList,
  leaveOut,
  parseTargetList,
  raiseFloor,
  standAlone,
  type TargetList
} from './cpu-list.ts'
import { isUnknownName } from './cpu-names.ts'
import { coveredNames, isBefore, modernName, officialTarget } from './cpu-table.ts'

/** The `cpu-target` input, read: each value is a keyword or a list in canonical form. */
export type CpuTargetInput = Readonly<{
  /** For platforms without a value of their own. */
  fallback: string
  /** By the platform's name, such as `linux/arm64`. */
  byPlatform: ReadonlyMap<string, string>
}>

/** What one platform is compiled for. */
export type CpuTarget = Readonly<{
  /** `JULIA_CPU_TARGET`; empty for a Julia that caches no native code: leave the variable unset. */
  list: string
  /**
   * `JULIA_CPU_TARGET` of each precompile run, the best target last, since Julia tries the newest file first.
   * One empty pass for a Julia that caches no native code.
   */
  passes: readonly string[]
  /** Sentences for the log. */
  notes: readonly string[]
  /** Sentences about what will hurt. */
  warnings: readonly string[]
}>

const keywords = ['auto', 'official', 'sysimage', 'generic', 'native']

/** The first version whose caches hold native code (FACTS §2). */
const firstWithNativeCode = '1.9.0-0'
/** The first version that compiles every entry of a list into a cache (FACTS §2, JuliaLang/julia#54471). */
const firstWithWholeList = '1.11.2'
/** The first version that knows `sysimage` (FACTS §2). */
const firstWithSysimage = '1.13.0-0'

/**
 * Reads the `cpu-target` input: one value for all platforms, or lines `platform=value`, or both, where the line
 * without a platform counts for the others. Without such a line the others get `auto`.
 *
 * @throws {@link UserError} for an empty or double value, an unknown platform, and mistakes in a list
 */
export function parseCpuTarget(text: string): CpuTargetInput {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  if (lines.length === 0) throw new UserError(`cpu-target: it is empty. ${allowed}`)
  const byPlatform = new Map<string, string>()
  let fallback: string | undefined
  for (const line of lines) {
    const [, platform, value = ''] = /^([^=;,]+)=(.*)$/.exec(line) ?? []
    const name = platform === undefined ? undefined : parseLinePlatform(platform, line)
    if (name === undefined ? fallback !== undefined : byPlatform.has(name)) {
      throw new UserError(
        `cpu-target: "${line}" is a second value for ${name ?? 'all platforms'}. ${allowed}`
      )
    }
    if (name === undefined) fallback = parseChoice(line)
    else byPlatform.set(name, parseChoice(value.trim()))
  }
  return { fallback: fallback ?? 'auto', byPlatform }
}

const allowed =
  'Allowed: auto, official, sysimage, generic, native or a target list, for all platforms or as one line platform=value for each.'

function parseLinePlatform(platform: string, line: string): string {
  try {
    return parsePlatform(platform).name
  } catch {
    throw new UserError(
      `cpu-target: "${line}": "${platform.trim()}" is not a platform that Julia is built for. ${allowed}`
    )
  }
}

const parseChoice = (value: string): string =>
  keywords.includes(value) ? value : formatTargetList(parseTargetList(value))

/**
 * Decides what a platform is compiled for (FACTS §2).
 *
 * - `auto`: the official list less what this Julia can never choose. Where each target costs a pass: its first
 *   entry and the one that serves modern machines.
 * - `official`, or a list: as it is. Where each target costs a pass: a pass for each entry that Julia knows.
 *
 * @throws {@link UserError} for `sysimage` on a Julia that does not know it, and a list of unknown names only
 */
export function resolveTarget(input: CpuTargetInput, machine: Machine): CpuTarget {
  const { version, platform } = machine
  const { byPlatform, fallback } = input
  const choice =
    byPlatform.get(platform.name) ?? byPlatform.get(`${platform.os}/${platform.arch}`) ?? fallback
  if (choice === 'sysimage') return sysimage(machine)
  if (isBefore(version, firstWithNativeCode)) {
    const note = `Julia ${version} keeps no native code in its caches, so cpu-target does not matter on ${platform.name} (from 1.9 it does).`
    return { list: '', passes: [''], notes: [note], warnings: [] }
  }
  if (choice === 'auto') return automatic(machine)
  const isOfficial = choice === 'official'
  const text = isOfficial ? officialTarget(version, platform) : choice
  const list = parseTargetList(text ?? 'generic')
  refuseUnknownOnly(list, machine)
  const passes = needsPasses(version) ? knownPasses(list, machine) : [formatTargetList(list)]
  const notes = text === undefined ? [nothingOfficial(machine)] : []
  return {
    list: formatTargetList(list),
    passes,
    notes: [...notes, ...passNotes(passes, machine)],
    warnings: isOfficial ? [] : warningsFor(list, machine)
  }
}

function sysimage({ version, platform }: Machine): CpuTarget {
  if (!isBefore(version, firstWithSysimage)) {
    return { list: 'sysimage', passes: ['sysimage'], notes: [], warnings: [] }
  }
  throw new UserError(
    `cpu-target: Julia ${version} does not know "sysimage" (${platform.name}); Julia 1.13 and later do. Set cpu-target to official, which is the list of its system image, or to auto.`
  )
}

function automatic(machine: Machine): CpuTarget {
  const { version, platform } = machine
  const official = officialTarget(version, platform)
  const isUnknown = ({ name }: TargetList[number]): boolean => isUnknownName(name, version, platform)
  const usable = leaveOut(parseTargetList(official ?? 'generic'), isUnknown)
  const { kept, left } = raiseFloor(usable.kept, coveredNames(platform))
  const isUseful = (target: TargetList[number]): boolean => target.name === modernName(platform)
  const passes = needsPasses(version)
    ? [...kept.slice(0, 1), ...kept.slice(1).filter(isUseful)].map(standAlone)
    : [formatTargetList(kept)]
  const notes = [
    ...(official === undefined ? [nothingOfficial(machine)] : []),
    ...usable.left.map(target =>
      leftOut(
        target,
        platform,
        `Julia ${version} has no such CPU in its tables and would never choose code for it`
      )
    ),
    ...left.map(target =>
      leftOut(target, platform, 'Its machines all have more and would never choose code for it')
    ),
    ...passNotes(passes, machine)
  ]
  return { list: formatTargetList(kept), passes, notes, warnings: [] }
}

const leftOut = (target: TargetList[number], { name }: Platform, reason: string): string =>
  `Left out of the official list for ${name}: "${formatTarget(target)}". ${reason}.`

const needsPasses = (version: string): boolean => isBefore(version, firstWithWholeList)

/** Of an unknown name Julia accepts the code on every host, which can crash there: it gets no pass (FACTS §2). */
const knownPasses = (list: TargetList, { version, platform }: Machine): readonly string[] => [
  ...new Set(list.filter(target => !isUnknownName(target.name, version, platform)).map(standAlone))
]

const nothingOfficial = ({ version, platform }: Machine): string =>
  `No CPU target list of an official Julia ${version} for ${platform.name} is known: "generic" is used.`

const passNotes = (passes: readonly string[], { version, platform }: Machine): readonly string[] =>
  needsPasses(version)
    ? [
        `Julia ${version} compiles only the first entry of a list into a cache (JuliaLang/julia#54471, mended in 1.11.2), so ${platform.name} is precompiled once for each of: ${passes.join(' ')}.`
      ]
    : []

/** Whether code is compiled for the CPU of the builder, whatever that is. */
export const hasNative = ({ passes }: CpuTarget): boolean =>
  passes.some(pass => /(?:^|;)native(?:[,;]|$)/.test(pass))
