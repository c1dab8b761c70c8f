import type { Platform } from '../platform.ts'
import { isBefore } from './cpu-table.ts'

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Intel's and AMD's CPUs, and the other names that Julia takes for some of them. */
const x86Cpus = words(`
  generic native atom bonnell slm silvermont glm goldmont goldmont-plus tremont core2 yonah prescott nocona penryn
  corei7 nehalem westmere corei7-avx sandybridge core-avx-i ivybridge core-avx2 haswell broadwell skylake knl knm skx
  skylake-avx512 cascadelake cooperlake cannonlake icelake-client icelake-server tigerlake alderlake sapphirerapids
  athlon64 athlon-fx k8 opteron athlon64-sse3 k8-sse3 opteron-sse3 amdfam10 barcelona btver1 btver2
  bdver1 bdver2 bdver3 bdver4 znver1 znver2 znver3 znver4`)

/** Both 32 and 64 bits. */
const armCpus = words(`
  generic native armv8.1-a armv8.2-a armv8.4-a armv8.5-a armv8.6_a cortex-a35 cortex-a53 cortex-a55 cortex-a57
  cortex-a72 cortex-a73 cortex-a75 cortex-a76 cortex-a76ae cortex-a77 cortex-a78 cortex-x1 neoverse-n1 neoverse-v1
  neoverse-n2 denver1 denver2 xgene1 xgene2 xgene3 kyro falkor saphira exynos-m1 exynos-m2 exynos-m3 exynos-m4
  exynos-m5 apple-a7`)

/**
 * CPU names that any Julia from 1.9 to 1.13 has in its own tables (`cpus` and `normalize_cpu_name` in
 * https://github.com/JuliaLang/julia/blob/v1.12.0/src/processor_x86.cpp and processor_arm.cpp). Where Julia has no
 * table (ppc64le) every name is LLVM's.
 */
const cpus: Readonly<Record<string, readonly string[]>> = {
  amd64: [...x86Cpus, 'x86-64', 'x86_64'],
  '386': [...x86Cpus, 'pentium4', 'i686'],
  arm64: [
    ...armCpus,
    ...words(`
      armv8.3_a cortex-a34 cortex-a65 cortex-a65ae neoverse-e1 thunderx thunderxt88 thunderxt88p1 thunderxt81
      thunderxt83 thunderx2t99 thunderx2t99p1 octeontx2 octeontx2t98 octeontx2t96 octeontx2f95 octeontx2f95n
      octeontx2f95mm a64fx tsv110 phecda carmel apple-a8 apple-a9 apple-a10 apple-a11 apple-a12 apple-a13 apple-a14
      apple-a15 apple-a16 apple-a17 apple-m1 apple-m2 apple-m3 apple-m4 apple-s4 apple-s5 thunderx3t110`)
  ],
  arm: [
    ...armCpus,
    ...words(`
      mpcore arm1136jf-s arm1156t2f-s arm1176jzf-s armv7-a armv7-r armv8-a armv8-r armv8.3-a cortex-a5 cortex-a7
      cortex-a8 cortex-a9 cortex-a12 cortex-a15 cortex-a17 cortex-a32 cortex-r4 cortex-r5 cortex-r7 cortex-r8
      cortex-r52 scorpion krait swift pj4 3735d`)
  ]
}

const x86Features = words(`
  sse3 pclmul ssse3 fma cx16 sse4.1 sse4.2 movbe popcnt aes xsave avx f16c rdrnd fsgsbase bmi avx2 bmi2 rtm avx512f
  avx512dq rdseed adx avx512ifma clflushopt clwb avx512pf avx512er avx512cd sha avx512bw avx512vl prefetchwt1
  avx512vbmi pku waitpkg avx512vbmi2 shstk gfni vaes vpclmulqdq avx512vnni avx512bitalg avx512vpopcntdq rdpid cldemote
  movdiri movdir64b enqcmd uintr avx512vp2intersect serialize tsxldtrk pconfig amx-bf16 avx512fp16 amx-tile amx-int8
  sahf lzcnt sse4a prfchw xop lwp fma4 tbm mwaitx xsaveopt xsavec xsaves clzero wbnoinvd avxvnni avx512bf16 ptwrite`)

/**
 * Features that Julia knows and asks a machine for (`JL_FEATURE_DEF` in
 * https://github.com/JuliaLang/julia/blob/v1.12.0/src/features_x86.h, features_aarch64.h and features_aarch32.h).
 */
const features: Readonly<Record<string, readonly string[]>> = {
  amd64: x86Features,
  '386': x86Features,
  arm64: words(`
    aes sha2 crc lse fullfp16 rdm jsconv complxnum rcpc ccpp sha3 sm4 dotprod sve fp16fml dit rcpc-immo flagm ssbs sb
    pauth ccdp sve2 sve2-aes sve2-bitperm sve2-sha3 sve2-sm4 altnzcv fptoint f32mm f64mm i8mm bf16 rand bti mte fpac
    v8_1a v8_2a v8_3a v8_4a v8_5a v8_6a`),
  arm: words(`
    neon vfp3 vfp4 hwdiv-arm hwdiv d32 crypto crc aclass rclass mclass v7 v8 v8_1a v8_2a v8_3a v8_4a v8_5a v8_6a
    v8_m_main`)
}

/** The first version whose CPU tables are LLVM's own (FACTS §2). */
const firstWithLlvmNames = '1.14.0-0'

/** What to write instead of a name that people know from elsewhere: the next CPU below it that Julia knows. */
const known: Readonly<Record<string, string>> = {
  'x86-64-v2': 'nehalem',
  'x86-64-v3': 'haswell',
  'x86-64-v4': 'skylake-avx512',
  'neoverse-512tvb': 'neoverse-v1',
  'neoverse-v2': 'neoverse-v1'
}

/** Name of the CPU that Julia knows for one that it does not know. */
export const knownNameFor = (name: string): string | undefined => known[name]

/** Whether a Julia has no entry for a CPU name, so that it can never choose code for it (FACTS §2). */
export function isUnknownName(name: string, version: string, platform: Platform): boolean {
  if (!isBefore(version, firstWithLlvmNames)) return false
  return cpus[platform.arch]?.includes(name) === false
}

/**
 * Whether a Julia has no entry for a feature: it hands it on to LLVM and does not ask a machine whether it has it.
 *
 * @param feature with or without its sign
 */
export function isUnknownFeature(feature: string, version: string, platform: Platform): boolean {
  if (!isBefore(version, firstWithLlvmNames)) return false
  return features[platform.arch]?.includes(feature.replace(/^[+-]/, '')) === false
}
