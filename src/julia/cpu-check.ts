import { UserError } from '../errors.ts'
import { formatTargetList, type TargetList } from './cpu-list.ts'
import { isUnknownFeature, isUnknownName, knownNameFor } from './cpu-names.ts'
import type { Platform } from '../platform.ts'

/** An exact Julia, and what it is to run on. */
export type Machine = Readonly<{ version: string; platform: Platform }>

const namesOf = (names: readonly string[]): string => [...new Set(names)].join(', ')

const unknownNames = (list: TargetList, { version, platform }: Machine): readonly string[] =>
  list.map(({ name }) => name).filter(name => isUnknownName(name, version, platform))

/** ` For x86-64-v3 write haswell.`: what Julia knows instead. */
function adviceFor(names: readonly string[]): string {
  const pairs = [...new Set(names)].flatMap(name => {
    const known = knownNameFor(name)
    return known === undefined ? [] : [`for ${name} write ${known}`]
  })
  return pairs.length === 0 ? '' : ` ${pairs.join(', ').replace(/^f/, 'F')}.`
}

/**
 * A list of unknown names only would run on every machine and crash there (FACTS §2).
 *
 * @throws {@link UserError} that names the CPUs that Julia knows instead
 */
export function refuseUnknownOnly(list: TargetList, machine: Machine): void {
  const unknown = unknownNames(list, machine)
  if (unknown.length < list.length) return
  const { version, platform } = machine
  throw new UserError(
    `cpu-target: Julia ${version} knows no CPU called ${namesOf(unknown)} (${platform.name}). It would run such code on every machine and crash where instructions are missing.${adviceFor(unknown)} Put generic first, and name CPUs that \`julia -C help\` prints.`
  )
}

/** What of a list is compiled for nothing, or will not be taken where it is meant to. */
export function warningsFor(list: TargetList, machine: Machine): readonly string[] {
  return [
    ...unknownNameWarnings(list, machine),
    ...featureWarnings(list, machine),
    ...orderWarnings(list, machine)
  ]
}

function unknownNameWarnings(list: TargetList, machine: Machine): readonly string[] {
  const unknown = unknownNames(list, machine)
  if (unknown.length === 0) return []
  const { version, platform } = machine
  return [
    `cpu-target: Julia ${version} knows no CPU called ${namesOf(unknown)}: code for it is compiled and never chosen on ${platform.name}.${adviceFor(unknown)}`
  ]
}

function featureWarnings(list: TargetList, { version, platform }: Machine): readonly string[] {
  const unknown = list.flatMap(({ name, features }) =>
    features
      .filter(feature => isUnknownFeature(feature, version, platform))
      .map(feature => `${feature} of ${name}`)
  )
  if (unknown.length === 0) return []
  return [
    `cpu-target: Julia ${version} knows no feature ${namesOf(unknown)} (${platform.name}): it hands it on to the compiler, does not ask whether a machine has it, and may crash on one that has not. Check how it is written (sse4.2, avx512f), or leave it out.`
  ]
}

function orderWarnings(list: TargetList, { platform }: Machine): readonly string[] {
  const generic = list.findIndex(({ name }) => name === 'generic')
  if (generic < 0 && list.some(({ name }) => name === 'native')) {
    return [
      `cpu-target: native ties the image for ${platform.name} to the CPU that built it; other machines compile again at run time.`
    ]
  }
  if (generic === 0 || !['amd64', 'arm64'].includes(platform.arch)) return []
  const text = formatTargetList(list)
  return [
    generic > 0
      ? `cpu-target: "${text}" has generic, but does not begin with it: precompiling needs a machine that has what its first CPU has. Put generic first.`
      : `cpu-target: "${text}" has no generic: machines that lack what its CPUs have compile again at run time. Begin it with generic.`
  ]
}
