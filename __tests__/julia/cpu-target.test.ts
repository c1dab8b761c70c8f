import { describe, expect, it } from '@jest/globals'
import semver from 'semver'
import { UserError } from '../../src/errors.ts'
import { hasNative, officialTarget, parseCpuTarget, resolveTarget } from '../../src/julia/index.ts'
import { parsePlatform } from '../../src/platform.ts'
import { published } from './make-releases.ts'

const x86 = 'generic;sandybridge,-xsaveopt,clone_all;haswell,-rdrnd,base(1)'
const x86Modern = `${x86};x86-64-v4,-rdrnd,base(1)`
const arm = 'generic;cortex-a57;thunderx2t99;carmel'
const armUsed = `${arm},clone_all;apple-m1,base(3)`
const armModern = `${armUsed};neoverse-512tvb,base(3)`
const armTrimmed = `${armUsed};neoverse-512tvb,-rand,-fpac,base(3)`

/** Versions that the copy of the index is too old for. */
const unlisted = ['1.11.1', '1.11.2', '1.13.0', '1.14.0-DEV.321']
const versions = semver.sort([...new Set([...Object.keys(published()), ...unlisted])])

/** What every version has, in order: where each begins, where it ends. */
function spansOf(triplet: string, ofVersion: (version: string) => string): readonly string[] {
  const built = versions.filter(version => published()[version]?.split(' ').includes(triplet) ?? true)
  const lists = built.map(ofVersion)
  const starts = lists.flatMap((list, index) => (list === lists[index - 1] ? [] : [index]))
  return starts.map((start, place) => {
    const end = (starts[place + 1] ?? lists.length) - 1
    return `${built[start] ?? ''} to ${built[end] ?? ''}: ${lists[start] ?? ''}`
  })
}

describe('officialTarget', () => {
  it.each([
    [
      'linux/amd64',
      'x86_64-linux-gnu',
      [
        `0.3.1 to 1.10.2: ${x86}`,
        `1.10.3 to 1.10.12: ${x86Modern}`,
        `1.11.0-alpha1 to 1.11.0-alpha1: ${x86}`,
        `1.11.0-alpha2 to 1.14.0-DEV.321: ${x86Modern}`
      ]
    ],
    [
      'linux/arm64',
      'aarch64-linux-gnu',
      [
        `0.6.1 to 1.10.2: ${arm}`,
        `1.10.3 to 1.10.11: ${armModern}`,
        `1.10.12 to 1.10.12: ${armTrimmed}`,
        `1.11.0-alpha1 to 1.11.0-alpha1: ${arm}`,
        `1.11.0-alpha2 to 1.12.6: ${armModern}`,
        `1.12.7 to 1.12.7: ${armTrimmed}`,
        `1.13.0-rc1 to 1.13.0-rc1: ${armModern}`,
        `1.13.0-rc3 to 1.14.0-DEV.321: ${armTrimmed}`
      ]
    ],
    [
      'linux/386',
      'i686-linux-gnu',
      [
        '0.3.1 to 1.8.5: unknown',
        '1.9.0-alpha1 to 1.9.1: pentium4;sandybridge,-xsaveopt,clone_all',
        '1.9.2 to 1.14.0-DEV.321: pentium4'
      ]
    ],
    [
      'linux/arm/v7',
      'armv7l-linux-gnueabihf',
      ['0.6.1 to 1.7.3: armv7-a;armv7-a,neon;armv7-a,neon,vfp4', '1.11.1 to 1.14.0-DEV.321: unknown']
    ],
    ['linux/ppc64le', 'powerpc64le-linux-gnu', ['0.5.0 to 1.14.0-DEV.321: pwr8']]
  ])('knows the list of every published version for %s', (platform, triplet, spans) => {
    const list = (version: string) => officialTarget(version, parsePlatform(platform)) ?? 'unknown'
    expect(spansOf(triplet, list)).toEqual(spans)
  })

  it.each([
    ['1.7.3', 'linux/arm/v7', 'armv7-a;armv7-a,neon;armv7-a,neon,vfp4'],
    ['1.8.0', 'linux/arm/v7', undefined],
    ['1.10.5', 'linux/ppc64le', 'pwr8'],
    ['1.11.9', 'linux/arm64', armModern],
    ['1.12.7', 'linux/amd64/v3', x86Modern],
    ['1.13.0', 'linux/arm64', armTrimmed]
  ])('knows the list of %s for %s', (version, platform, list) => {
    expect(officialTarget(version, parsePlatform(platform))).toBe(list)
  })
})

describe('parseCpuTarget', () => {
  it.each([
    ['a keyword', 'auto', 'auto', []],
    ['a list in canonical form', ' generic; haswell,+x ', 'generic;haswell,x', []],
    [
      'lines for platforms, with auto for the others',
      'linux/amd64=generic;haswell\nlinux/aarch64 = official\n',
      'auto',
      [
        ['linux/amd64', 'generic;haswell'],
        ['linux/arm64', 'official']
      ]
    ],
    ['a line for all others', 'generic\n\nlinux/arm64=sysimage', 'generic', [['linux/arm64', 'sysimage']]]
  ])('reads %s', (_description, text, fallback, lines) => {
    const input = parseCpuTarget(text)
    expect({ fallback: input.fallback, lines: [...input.byPlatform] }).toEqual({ fallback, lines })
  })

  it.each([
    ['nothing', ' \n ', 'cpu-target: it is empty. Allowed: auto, official'],
    ['two values for all', 'auto\ngeneric', 'cpu-target: "generic" is a second value for all platforms.'],
    [
      'two values for a platform',
      'linux/arm64=auto\nlinux/aarch64=generic',
      'cpu-target: "linux/aarch64=generic" is a second value for linux/arm64.'
    ],
    ['an unknown platform', 'linux/mips=auto', '"linux/mips" is not a platform that Julia is built for'],
    ['a platform without a value', 'linux/arm64=', 'at character 1: a CPU name is missing'],
    ['a mistake in a list', 'linux/arm64=generic;;x', 'cpu-target: "generic;;x": at character 9']
  ])('refuses %s', (_description, text, message) => {
    expect(() => parseCpuTarget(text)).toThrow(UserError)
    expect(() => parseCpuTarget(text)).toThrow(message)
  })
})

const resolve = (text: string, version: string, platform: string) =>
  resolveTarget(parseCpuTarget(text), { version, platform: parsePlatform(platform) })

describe('resolveTarget', () => {
  it.each([
    ['auto', '1.12.7', 'linux/amd64', x86],
    ['auto', '1.12.7', 'linux/arm64', armUsed],
    ['auto', '1.11.2', 'linux/arm64', armUsed],
    ['auto', '1.13.0', 'linux/amd64', x86],
    ['auto', '1.14.0-DEV.321', 'linux/amd64', x86Modern],
    ['auto', '1.12.7', 'linux/386', 'pentium4'],
    ['auto', 'nightly', 'linux/amd64', x86Modern],
    ['auto', '1.13-nightly', 'linux/arm64', armUsed],
    ['official', '1.11-nightly', 'linux/arm64', armModern],
    ['official', '1.12-nightly', 'linux/arm64', armTrimmed],
    ['sysimage', '1.13-nightly', 'linux/arm64', 'sysimage'],
    ['official', '1.12.7', 'linux/amd64', x86Modern],
    ['official', '1.13.0', 'linux/arm64', armTrimmed],
    ['sysimage', '1.13.0-rc3', 'linux/amd64', 'sysimage'],
    ['generic', '1.12.7', 'linux/amd64', 'generic'],
    ['native', '1.12.7', 'linux/amd64', 'native'],
    ['generic;haswell,-rdrnd,clone_all', '1.12.7', 'linux/amd64', 'generic;haswell,-rdrnd,clone_all']
  ])('%s on Julia %s for %s is one pass with the whole list', (text, version, platform, list) => {
    expect(resolve(text, version, platform)).toMatchObject({ list, passes: [list] })
  })

  it.each([
    ['auto', '1.10.12', 'linux/amd64', x86, ['generic', 'haswell,-rdrnd']],
    ['auto', '1.10-nightly', 'linux/amd64', x86, ['generic', 'haswell,-rdrnd']],
    ['auto', '1.9.0', 'linux/amd64', x86, ['generic', 'haswell,-rdrnd']],
    ['auto', '1.11.1', 'linux/arm64', armUsed, ['generic', 'carmel']],
    ['auto', '1.10.2', 'linux/arm64', arm, ['generic', 'carmel']],
    ['auto', '1.10.5', 'linux/386', 'pentium4', ['pentium4']],
    ['auto', '1.10.5', 'linux/ppc64le', 'pwr8', ['pwr8']],
    ['official', '1.10.5', 'linux/amd64', x86Modern, ['generic', 'sandybridge,-xsaveopt', 'haswell,-rdrnd']],
    [
      'generic;haswell,clone_all;skylake,base(1)',
      '1.11.1',
      'linux/amd64',
      undefined,
      ['generic', 'haswell', 'skylake']
    ],
    ['native', '1.10.5', 'linux/amd64', 'native', ['native']]
  ])(
    '%s on Julia %s for %s is a pass for each useful target',
    (...[text, version, platform, list, passes]) => {
      expect(resolve(text, version, platform)).toMatchObject({ list: list ?? text, passes })
    }
  )

  it.each(['auto', 'official', 'generic;haswell'])('%s does not matter before Julia 1.9', text => {
    expect(resolve(text, '1.8.5', 'linux/amd64')).toEqual({
      list: '',
      passes: [''],
      notes: [
        'Julia 1.8.5 keeps no native code in its caches, so cpu-target does not matter on linux/amd64 (from 1.9 it does).'
      ],
      warnings: []
    })
  })

  it.each([
    [
      'linux/amd64',
      'x86_64-linux-gnu',
      [
        '0.3.1 to 1.8.5: ',
        '1.9.0-alpha1 to 1.11.1: generic | haswell,-rdrnd',
        `1.11.2 to 1.13.0: ${x86}`,
        `1.14.0-DEV.321 to 1.14.0-DEV.321: ${x86Modern}`
      ]
    ],
    [
      'linux/amd64/v3',
      'x86_64-linux-gnu',
      [
        '0.3.1 to 1.8.5: ',
        '1.9.0-alpha1 to 1.11.1: generic | haswell,-rdrnd',
        '1.11.2 to 1.13.0: generic;haswell,-rdrnd,clone_all',
        '1.14.0-DEV.321 to 1.14.0-DEV.321: generic;haswell,-rdrnd,clone_all;x86-64-v4,-rdrnd,base(1)'
      ]
    ],
    [
      'linux/amd64/v4',
      'x86_64-linux-gnu',
      [
        '0.3.1 to 1.8.5: ',
        '1.9.0-alpha1 to 1.11.1: generic | haswell,-rdrnd',
        '1.11.2 to 1.13.0: generic;haswell,-rdrnd,clone_all',
        '1.14.0-DEV.321 to 1.14.0-DEV.321: generic;x86-64-v4,-rdrnd,clone_all'
      ]
    ],
    [
      'linux/arm64',
      'aarch64-linux-gnu',
      [
        '0.6.1 to 1.8.5: ',
        '1.9.0-alpha1 to 1.11.1: generic | carmel',
        `1.11.2 to 1.13.0: ${armUsed}`,
        `1.14.0-DEV.321 to 1.14.0-DEV.321: ${armTrimmed}`
      ]
    ],
    ['linux/386', 'i686-linux-gnu', ['0.3.1 to 1.8.5: ', '1.9.0-alpha1 to 1.14.0-DEV.321: pentium4']],
    ['linux/ppc64le', 'powerpc64le-linux-gnu', ['0.5.0 to 1.8.5: ', '1.9.0-beta2 to 1.14.0-DEV.321: pwr8']]
  ])('auto decides the passes of every published version for %s', (platform, triplet, spans) => {
    const passes = (version: string) => resolve('auto', version, platform).passes.join(' | ')
    expect(spansOf(triplet, passes)).toEqual(spans)
  })

  it('says what auto leaves out for the machines of a variant', () => {
    expect(resolve('auto', '1.12.7', 'linux/amd64/v3').notes).toEqual([
      'Left out of the official list for linux/amd64/v3: "x86-64-v4,-rdrnd,base(1)". Julia 1.12.7 has no such CPU in its tables and would never choose code for it.',
      'Left out of the official list for linux/amd64/v3: "sandybridge,-xsaveopt,clone_all". Its machines all have more and would never choose code for it.'
    ])
  })

  it('takes the value of an architecture for its variants, unless these have their own', () => {
    const text = 'linux/amd64=generic\nlinux/amd64/v4=official'
    expect(resolve(text, '1.12.7', 'linux/amd64/v3').list).toBe('generic')
    expect(resolve(text, '1.12.7', 'linux/amd64/v4').list).toBe(x86Modern)
  })

  it('takes the value of the platform before that of all', () => {
    const text = 'generic\nlinux/arm64=official'
    expect(resolve(text, '1.12.7', 'linux/arm64').list).toBe(armTrimmed)
    expect(resolve(text, '1.12.7', 'linux/amd64').list).toBe('generic')
  })

  it('says what auto leaves out and how many passes there are', () => {
    expect(resolve('auto', '1.10.5', 'linux/amd64')).toMatchObject({
      notes: [
        'Left out of the official list for linux/amd64: "x86-64-v4,-rdrnd,base(1)". Julia 1.10.5 has no such CPU in its tables and would never choose code for it.',
        'Julia 1.10.5 compiles only the first entry of a list into a cache (JuliaLang/julia#54471, mended in 1.11.2), so linux/amd64 is precompiled once for each of: generic haswell,-rdrnd.'
      ],
      warnings: []
    })
  })

  it('falls back to generic where no official list is known', () => {
    expect(resolve('auto', '1.12.7', 'linux/arm/v7')).toEqual({
      list: 'generic',
      passes: ['generic'],
      notes: ['No CPU target list of an official Julia 1.12.7 for linux/arm/v7 is known: "generic" is used.'],
      warnings: []
    })
  })

  const unknownName = (version: string, names: string, advice: string) =>
    `cpu-target: Julia ${version} knows no CPU called ${names}: code for it is compiled and never chosen on linux/amd64.${advice}`
  const unknownFeature = (features: string) =>
    `cpu-target: Julia 1.12.7 knows no feature ${features} (linux/amd64): it hands it on to the compiler, does not ask whether a machine has it, and may crash on one that has not. Check how it is written (sse4.2, avx512f), or leave it out.`

  it.each([
    [
      'a name that Julia does not know',
      'generic;x86-64-v3',
      [unknownName('1.12.7', 'x86-64-v3', ' For x86-64-v3 write haswell.')]
    ],
    [
      'several such names, each once',
      'generic;x86-64-v2;x86-64-v4;x86-64-v4,-aes',
      [
        unknownName(
          '1.12.7',
          'x86-64-v2, x86-64-v4',
          ' For x86-64-v2 write nehalem, for x86-64-v4 write skylake-avx512.'
        )
      ]
    ],
    ['a misspelt name', 'generic;haswel', [unknownName('1.12.7', 'haswel', '')]],
    ['the CPU of another architecture', 'generic;carmel', [unknownName('1.12.7', 'carmel', '')]],
    ['a feature that Julia does not know', 'generic;haswell,avx512', [unknownFeature('avx512 of haswell')]],
    [
      'features that Julia does not know, switched off too',
      'generic;haswell,-sse42;skylake,-sse4.2,neon',
      [unknownFeature('-sse42 of haswell, neon of skylake')]
    ],
    [
      'native',
      'native',
      [
        'cpu-target: native ties the image for linux/amd64 to the CPU that built it; other machines compile again at run time.'
      ]
    ],
    [
      'a list without generic',
      'haswell',
      [
        'cpu-target: "haswell" has no generic: machines that lack what its CPUs have compile again at run time. Begin it with generic.'
      ]
    ],
    [
      'a list that begins with another',
      'haswell;generic',
      [
        'cpu-target: "haswell;generic" has generic, but does not begin with it: precompiling needs a machine that has what its first CPU has. Put generic first.'
      ]
    ],
    ['nothing of a list that begins with generic', 'generic;haswell,-rdrnd,clone_all;znver3,base(1)', []],
    ['nothing of other names for what Julia knows', 'generic;core-avx2;skx', []],
    ['nothing of the official list', 'official', []]
  ])('warns of %s', (_description, text, warnings) => {
    expect(resolve(text, '1.12.7', 'linux/amd64').warnings).toEqual(warnings)
  })

  it.each([
    ['1.14.0-DEV.321', 'linux/amd64', 'generic;x86-64-v3,avx10.1', "names and features are LLVM's"],
    ['1.12.7', 'linux/arm64', 'generic;neoverse-n1,-rand;armv8.2-a,sve', 'ARM has its own'],
    ['1.11.2', 'linux/ppc64le', 'pwr9,altivec', 'Julia has no table of its own']
  ])('warns on Julia %s for %s of nothing in %s: %s', (version, platform, text) => {
    expect(resolve(text, version, platform).warnings).toEqual([])
  })

  it.each([
    ['1.12.7', 'linux/amd64', 'generic;neoverse-n1', 'no CPU called neoverse-n1'],
    ['1.12.7', 'linux/arm64', 'generic;neoverse-512tvb', 'For neoverse-512tvb write neoverse-v1.'],
    ['1.13.0', 'linux/arm64', 'generic;neoverse-v2', 'For neoverse-v2 write neoverse-v1.'],
    ['1.10.5', 'linux/386', 'pentium4;x86-64', 'no CPU called x86-64:']
  ])('warns on Julia %s for %s of %s: %s', (version, platform, text, warning) => {
    expect(resolve(text, version, platform).warnings).toEqual([expect.stringContaining(warning)])
  })

  it.each([
    [
      'sysimage before Julia 1.13',
      'sysimage',
      '1.12.7',
      'Julia 1.12.7 does not know "sysimage" (linux/amd64)'
    ],
    [
      'unknown names only',
      'x86-64-v3;x86-64-v4',
      '1.12.7',
      'cpu-target: Julia 1.12.7 knows no CPU called x86-64-v3, x86-64-v4 (linux/amd64). It would run such code on every machine and crash where instructions are missing. For x86-64-v3 write haswell, for x86-64-v4 write skylake-avx512. Put generic first, and name CPUs that `julia -C help` prints.'
    ],
    ['a misspelt name alone', 'haswel', '1.10.5', 'knows no CPU called haswel (linux/amd64)']
  ])('refuses %s', (_description, text, version, message) => {
    expect(() => resolve(text, version, 'linux/amd64')).toThrow(UserError)
    expect(() => resolve(text, version, 'linux/amd64')).toThrow(message)
  })
})

describe('hasNative', () => {
  it.each([
    ['native', '1.12.7', true],
    ['generic;native,-avx2,clone_all', '1.12.7', true],
    ['generic;native', '1.10.5', true],
    ['generic;haswell', '1.12.7', false],
    ['native', '1.8.5', false]
  ])('of %s on Julia %s is %s', (text, version, is) => {
    expect(hasNative(resolve(text, version, 'linux/amd64'))).toBe(is)
  })
})
