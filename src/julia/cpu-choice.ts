import type { Platform } from '../platform.ts'
import { parseTargetList, type Target, type TargetList } from './cpu-list.ts'
import { isUnknownName } from './cpu-names.ts'

/** CPUs that people know, and the code that Julia takes on them. */
export type CpuChoice = Readonly<{
  /** `Haswell and later, AMD Zen (AVX2)`. */
  family: string
  /** Name of the target whose code runs there; nothing where none fits and Julia compiles at run time. */
  target?: string
}>

/** What one platform's compiled files hold. */
export type Compiled = Readonly<{
  version: string
  platform: Platform
  /** CPU target lists, one per pass. */
  passes: readonly string[]
  /** Names that every package has code for, as the files' headers say; nothing where that is not known. */
  inside?: readonly string[]
}>

type Model = Readonly<{ features: ReadonlySet<string>; family?: string }>

const more = (than: Model | undefined, features: string, family?: string): Model => ({
  features: new Set([...(than?.features ?? []), ...features.split(' ')]),
  ...(family === undefined ? {} : { family })
})

const nehalem = more(undefined, 'cx16 sse3 ssse3 sse4.1 sse4.2 popcnt sahf', 'Before Sandy Bridge (no AVX)')
const sandybridge = more(nehalem, 'aes pclmul avx xsave', 'Sandy Bridge, Ivy Bridge (AVX)')
const haswell = more(
  sandybridge,
  'f16c fsgsbase avx2 bmi bmi2 fma lzcnt movbe',
  'Haswell and later, AMD Zen (AVX2)'
)
const skylake = more(haswell, 'adx prfchw xsavec xsaves clflushopt')
const avx512 = 'avx512f avx512cd avx512dq avx512bw avx512vl pku clwb'
const cortexA57 = more(undefined, 'crc', 'Cortex-A53 to A73 (Raspberry Pi 4, Graviton 1)')
const thunderx2 = more(cortexA57, 'lse rdm aes sha2', 'ThunderX2')
const carmel = more(thunderx2, 'ccpp fullfp16')
const neoverseN1 = more(carmel, 'dotprod rcpc ssbs', 'Neoverse N1, V1 (Graviton 2, Graviton 3, Ampere Altra)')
const appleM1 = more(
  neoverseN1,
  'jsconv complxnum dit rcpc-immo flagm sb ccdp altnzcv fptoint fp16fml sha3',
  'Apple M1 and later'
)

/**
 * CPUs by Julia's name, older ones first, with what Julia's tables say that they have (`Feature` in
 * src/processor_x86.cpp and processor_arm.cpp) without what it does not look at (rdrnd, rdseed, rtm, xsaveopt).
 * Those with a family are what the summary tells of.
 */
const models: Readonly<Record<string, Readonly<Record<string, Model>>>> = {
  amd64: {
    generic: more(undefined, 'cx16'),
    nehalem,
    sandybridge,
    haswell,
    skylake,
    'skylake-avx512': more(skylake, avx512, 'Skylake-X, Ice Lake, Sapphire Rapids, AMD Zen 4 (AVX-512)'),
    'x86-64-v4': more(haswell, avx512.replace(' pku clwb', ''))
  },
  arm64: {
    generic: { features: new Set() },
    'cortex-a57': cortexA57,
    thunderx2t99: thunderx2,
    carmel,
    'neoverse-n1': neoverseN1,
    'apple-m1': appleM1
  }
}

/** Julia's words for the least that its architecture has. */
const plainName = (name: string): string =>
  ['x86-64', 'x86_64', 'pentium4', 'i686'].includes(name) ? 'generic' : name

const unseen = ['rdrnd', 'rdseed', 'rtm', 'xsaveopt']

/** What a target's code takes; nothing where it is not known here. */
function needsOf({ name, features }: Target, arch: string): ReadonlySet<string> | undefined {
  const model = models[arch]?.[name]
  if (model === undefined) return undefined
  const needs = new Set(model.features)
  for (const feature of features) {
    if (feature.startsWith('-')) needs.delete(feature.slice(1))
    else if (!unseen.includes(feature)) needs.add(feature)
  }
  return needs
}

const vectorBytes = (needs: ReadonlySet<string>): number =>
  needs.has('avx512f') ? 64 : needs.has('avx') ? 32 : 16

/** What a platform's files hold, as entries; unknown names hold code that is never chosen (FACTS §2). */
function entriesOf({ version, platform, passes, inside }: Compiled): TargetList {
  const isListed = passes.every(pass => pass !== '' && pass !== 'sysimage')
  const lists = isListed ? passes : [inside?.join(';') ?? ''].filter(list => list !== '')
  const known = inside?.map(plainName)
  return lists
    .flatMap(parseTargetList)
    .filter(({ name }) => name === 'native' || known?.includes(plainName(name)) !== false)
    .filter(({ name }) => !isUnknownName(name, version, platform))
}

/**
 * Which code Julia takes on each family of CPUs, and on each CPU that the targets name beyond these. Of what a machine
 * has all the features for, an exact name wins, then wider vectors, then more features (FACTS §2); of several passes
 * the last.
 *
 * @returns nothing where the files hold no native code, or for an architecture that nothing is known of
 */
export function chooseByFamily(compiled: Compiled): readonly CpuChoice[] {
  const { arch } = compiled.platform
  const entries = entriesOf(compiled)
  const all = models[arch]
  if (all === undefined || entries.length === 0) return []
  const rule = { arch, takesLast: compiled.passes.length > 1 }
  const families = Object.entries(all).flatMap(([cpu, { family, features }]) => {
    if (family === undefined) return []
    const target = chooseFor({ cpu, features }, entries, rule)
    return [{ family, ...(target === undefined ? {} : { target }) }]
  })
  const named = new Set(entries.map(({ name }) => name).filter(name => all[name] === undefined))
  const own = [...named].map(name => ({
    family: name === 'native' ? "The builder's own CPU" : name,
    target: name
  }))
  return [...families, ...own]
}

function chooseFor(
  host: Readonly<{ cpu: string; features: ReadonlySet<string> }>,
  entries: TargetList,
  { arch, takesLast }: Readonly<{ arch: string; takesLast: boolean }>
): string | undefined {
  const fitting = entries.flatMap(entry => {
    const needs = needsOf(entry, arch)
    const fits = needs !== undefined && [...needs].every(each => host.features.has(each))
    return fits ? [{ name: entry.name, needs }] : []
  })
  if (takesLast) return fitting.at(-1)?.name
  const exact = fitting.find(({ name }) => name === host.cpu)
  const best = [...fitting].sort(
    (a, b) => vectorBytes(b.needs) - vectorBytes(a.needs) || b.needs.size - a.needs.size
  )
  return (exact ?? best[0])?.name
}
