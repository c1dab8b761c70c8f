import { UserError } from '../errors.ts'
import { parsePlatform, type Platform } from '../platform.ts'
import { parseTargetList } from './cpu-list.ts'

/** The `verify-cpus` input, read: CPU names, or `auto`. */
export type VerifyCpus = Readonly<{
  /** For platforms without a line of their own. */
  fallback: readonly string[]
  /** By the platform's name, such as `linux/arm64`. */
  byPlatform: ReadonlyMap<string, readonly string[]>
}>

/**
 * What `auto` loads the image as, besides the machine's own CPU: the CPUs of the official target lists that every
 * machine can stand in for, oldest first (FACTS §2; `julia -C name` matches as that CPU, less what the host lacks).
 */
const baselines: Readonly<Record<string, readonly string[]>> = {
  amd64: ['generic', 'sandybridge', 'haswell'],
  arm64: ['generic', 'cortex-a57']
}

const allowed =
  'Allowed: auto, or names of CPUs as Julia has them (native is the machine that builds), such as "native, generic, haswell", for all platforms or as a line platform=cpu,cpu for each.'

/**
 * Reads the `verify-cpus` input: a list for all platforms, or lines `platform=cpu,cpu`, or both, where the list counts
 * for the other platforms. Without a list these get `auto`.
 *
 * @throws {@link UserError} for an unknown or double platform, an empty list and what is no name of a CPU
 */
export function parseVerifyCpus(text: string): VerifyCpus {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  const byPlatform = new Map<string, readonly string[]>()
  const fallback: string[] = []
  for (const line of lines) {
    const [, platform, list = ''] = /^([^=,]+)=(.*)$/.exec(line) ?? []
    if (platform === undefined) {
      fallback.push(...parseNames(line, line))
      continue
    }
    const name = parseLinePlatform(platform, line)
    if (byPlatform.has(name)) throw mistake(line, `it is a second line for ${name}`)
    byPlatform.set(name, parseNames(list, line))
  }
  return { fallback: fallback.length > 0 ? fallback : ['auto'], byPlatform }
}

const mistake = (line: string, reason: string): UserError =>
  new UserError(`verify-cpus: "${line}": ${reason}. ${allowed}`)

function parseLinePlatform(platform: string, line: string): string {
  try {
    return parsePlatform(platform).name
  } catch {
    throw mistake(line, `"${platform.trim()}" is not a platform that Julia is built for`)
  }
}

function parseNames(list: string, line: string): readonly string[] {
  const names = list.split(',').map(name => name.trim())
  const wrong = names.find(name => !/^[a-z\d][a-z\d._-]*$/i.test(name))
  if (wrong !== undefined)
    throw mistake(line, wrong === '' ? 'a name is missing' : `"${wrong}" is not a name of a CPU`)
  return names
}

/**
 * CPUs as which a platform's image is loaded, `native` for the machine's own.
 *
 * `auto` is `native` and those of the platform's baselines that the CPU target list covers: by name, or because
 * `generic` code runs on all of them. An image that was compiled for one CPU on purpose is not asked for another.
 *
 * @param target CPU target list of the image, or `sysimage`; empty for a Julia without native code in its caches
 */
export function cpusToVerify(input: VerifyCpus, platform: Platform, target: string): readonly string[] {
  const base = `${platform.os}/${platform.arch}`
  const cpus = input.byPlatform.get(platform.name) ?? input.byPlatform.get(base) ?? input.fallback
  return [...new Set(cpus.flatMap(cpu => (cpu === 'auto' ? automatic(platform, target) : [cpu])))]
}

function automatic({ arch }: Platform, target: string): readonly string[] {
  if (target === '') return ['native']
  const names = target === 'sysimage' ? ['generic'] : parseTargetList(target).map(({ name }) => name)
  const baseline = baselines[arch] ?? []
  return ['native', ...(names.includes('generic') ? baseline : baseline.filter(cpu => names.includes(cpu)))]
}
