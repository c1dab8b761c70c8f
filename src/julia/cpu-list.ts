import { UserError } from '../errors.ts'

/** One entry of a CPU target list: what Julia compiles one copy of the code for. */
export type Target = Readonly<{
  /** As Julia's CPU tables have it: `generic`, `haswell`, `apple-m1`. */
  name: string
  /** `neon`, `-rdrnd`: switched on without a sign, off with `-`. */
  features: readonly string[]
  /** `clone_all`, `opt_size`, `min_size`, and these with `-`. */
  flags: readonly string[]
  /** Index of the entry of which this one is a variation. */
  base?: number
}>

/** What `JULIA_CPU_TARGET` says. Source: https://docs.julialang.org/en/v1/devdocs/sysimg/ */
export type TargetList = readonly Target[]

const namePattern = /^[a-z\d][a-z\d._-]*$/i
const featurePattern = /^[+-]?[a-z\d][a-z\d._-]*$/i
const flagPattern = /^[+-]?(?:clone_all|opt_size|min_size)$/
const basePattern = /^base\((\d+)\)$/

/**
 * Reads a CPU target list: `name,+feature,-feature,clone_all,base(n);…`.
 *
 * @throws {@link UserError} with the position of the mistake, counted in characters from 1
 */
export function parseTargetList(text: string): TargetList {
  const targets: Target[] = []
  let position = 1
  for (const entry of text.split(';')) {
    targets.push(parseTarget(entry, { text, position, index: targets.length }))
    position += entry.length + 1
  }
  return targets
}

type Place = Readonly<{ text: string; position: number; index: number }>

function parseTarget(entry: string, place: Place): Target {
  const [name = '', ...options] = entry.split(',')
  const cpu = name.trim()
  if (!namePattern.test(cpu)) {
    throw mistake(place, cpu === '' ? 'a CPU name is missing' : `"${cpu}" is not a CPU name`)
  }
  const features: string[] = []
  const flags: string[] = []
  let base: number | undefined
  let position = place.position + name.length + 1
  for (const option of options) {
    const value = option.trim()
    const index = basePattern.exec(value)?.[1]
    if (index !== undefined) base = parseBase(Number(index), { ...place, position })
    else if (flagPattern.test(value)) flags.push(value.replace(/^\+/, ''))
    else if (featurePattern.test(value)) features.push(value.replace(/^\+/, ''))
    else throw mistake({ ...place, position }, `"${value}" is not a feature, flag or base(n)`)
    position += option.length + 1
  }
  return { name: cpu, features, flags: [...new Set(flags)].sort(), ...(base === undefined ? {} : { base }) }
}

function parseBase(base: number, place: Place): number {
  if (base < place.index) return base
  const reason = `base(${base}) should point at an entry before this one, which is entry ${place.index} counted from 0`
  throw mistake(place, reason)
}

const mistake = ({ text, position }: Place, reason: string): UserError =>
  new UserError(
    `cpu-target: "${text}": at character ${position}: ${reason}. Allowed: auto, official, sysimage, generic, native, or entries name,feature,-feature,clone_all,base(n) with semicolons between them, such as generic;haswell,-rdrnd,clone_all.`
  )

/** The canonical form of a list: no blanks, no `+`, flags after features, `base` last. */
export const formatTargetList = (list: TargetList): string => list.map(formatTarget).join(';')

/** The canonical form of one entry. */
export const formatTarget = ({ name, features, flags, base }: Target): string =>
  [name, ...features, ...flags, ...(base === undefined ? [] : [`base(${base})`])].join(',')

/** The entry for a pass of its own, where there is nothing to be a variation of. */
export const standAlone = ({ name, features }: Target): string => [name, ...features].join(',')

/**
 * Leaves entries out and renumbers the bases of those that stay. The first entry stays always, since the others
 * build on it, and so does one that an entry which stays is based on.
 */
export function leaveOut(
  list: TargetList,
  isUnwanted: (target: Target) => boolean
): Readonly<{ kept: TargetList; left: TargetList }> {
  const needed = new Set(list.filter(target => !isUnwanted(target)).flatMap(target => basesOf(target, list)))
  const stays = list.map((target, index) => index === 0 || needed.has(index) || !isUnwanted(target))
  const newIndex = (index: number): number => stays.slice(0, index).filter(Boolean).length
  const kept = list
    .filter((_, index) => stays[index])
    .map(target => (target.base === undefined ? target : { ...target, base: newIndex(target.base) }))
  return { kept, left: list.filter((_, index) => !stays[index]) }
}

/** Indices of the entries that an entry is based on, directly or through another. */
function basesOf(target: Target, list: TargetList): readonly number[] {
  const base = target.base === undefined ? undefined : list[target.base]
  return target.base === undefined || base === undefined ? [] : [target.base, ...basesOf(base, list)]
}

/**
 * For machines that all have what each of some CPUs takes: leaves out all of these but the last in the list, which
 * then stands alone and takes over what was said of its base, since a variation of what is not there is none.
 *
 * @param names CPUs whose code every machine runs
 */
export function raiseFloor(
  list: TargetList,
  names: readonly string[]
): Readonly<{ kept: TargetList; left: TargetList }> {
  const covered = list.flatMap(({ name }, index) => (index > 0 && names.includes(name) ? [index] : []))
  const floor = covered.at(-1)
  if (floor === undefined) return { kept: list, left: [] }
  const isLeft = (index: number): boolean => covered.includes(index) && index !== floor
  const newIndex = (index: number): number =>
    index - covered.filter(each => isLeft(each) && each < index).length
  const rebase = (target: Target, index: number): Target => {
    const { base, ...alone } = target
    if (base === undefined || (!isLeft(base) && index !== floor)) {
      return base === undefined ? target : { ...target, base: newIndex(base) }
    }
    if (index > floor) return { ...alone, base: newIndex(floor) }
    const flags = basesOf(target, list).flatMap(each => list[each]?.flags ?? [])
    return { ...alone, flags: [...new Set([...alone.flags, ...flags])].sort() }
  }
  const moved = list.map(rebase)
  return { kept: moved.filter((_, index) => !isLeft(index)), left: list.filter((_, index) => isLeft(index)) }
}
