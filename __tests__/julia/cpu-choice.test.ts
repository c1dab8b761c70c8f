import { describe, expect, it } from '@jest/globals'
import { chooseByFamily } from '../../src/julia/index.ts'
import { parsePlatform } from '../../src/platform.ts'

const x86 = 'generic;sandybridge,-xsaveopt,clone_all;haswell,-rdrnd,base(1)'
const arm = 'generic;cortex-a57;thunderx2t99;carmel,clone_all;apple-m1,base(3)'

/** Targets by family, oldest first; `-` where none fits. */
function choose(version: string, platform: string, passes: readonly string[], inside?: readonly string[]) {
  const source = {
    version,
    platform: parsePlatform(platform),
    passes,
    ...(inside === undefined ? {} : { inside })
  }
  return chooseByFamily(source).map(({ target = '-' }) => target)
}

describe('chooseByFamily', () => {
  it('names the families of an architecture, and CPUs beyond them that the targets name', () => {
    const platform = parsePlatform('linux/amd64')
    expect(chooseByFamily({ version: '1.12.7', platform, passes: ['generic;haswell;znver3'] })).toEqual([
      { family: 'Before Sandy Bridge (no AVX)', target: 'generic' },
      { family: 'Sandy Bridge, Ivy Bridge (AVX)', target: 'generic' },
      { family: 'Haswell and later, AMD Zen (AVX2)', target: 'haswell' },
      { family: 'Skylake-X, Ice Lake, Sapphire Rapids, AMD Zen 4 (AVX-512)', target: 'haswell' },
      { family: 'znver3', target: 'znver3' }
    ])
  })

  it.each([
    ['1.12.7', 'linux/amd64', [x86], 'generic sandybridge haswell haswell'],
    ['1.12.7', 'linux/arm64', [arm], 'cortex-a57 thunderx2t99 carmel apple-m1'],
    ['1.10.12', 'linux/amd64', ['generic', 'haswell,-rdrnd'], 'generic generic haswell haswell'],
    ['1.11.1', 'linux/arm64', ['generic', 'carmel'], 'generic generic carmel carmel'],
    ['1.12.7', 'linux/amd64/v3', ['generic;haswell,-rdrnd,clone_all'], 'generic generic haswell haswell'],
    [
      '1.14.0-DEV.321',
      'linux/amd64',
      [`${x86};x86-64-v4,-rdrnd,base(1)`],
      'generic sandybridge haswell x86-64-v4'
    ],
    ['1.13.0', 'linux/amd64', [`${x86};x86-64-v4,-rdrnd,base(1)`], 'generic sandybridge haswell haswell'],
    ['1.12.7', 'linux/amd64', ['haswell'], '- - haswell haswell'],
    ['1.12.7', 'linux/amd64', ['generic;skylake-avx512;haswell'], 'generic generic haswell skylake-avx512'],
    ['1.12.7', 'linux/amd64', ['generic;sandybridge,avx2'], 'generic generic sandybridge sandybridge'],
    ['1.12.7', 'linux/amd64', ['native'], '- - - - native'],
    ['1.12.7', 'linux/386', ['pentium4'], ''],
    ['1.8.5', 'linux/amd64', [''], '']
  ])('on Julia %s for %s takes of %j: %s', (version, platform, passes, targets) => {
    expect(choose(version, platform, passes).join(' ')).toBe(targets)
  })

  it.each([
    ['takes nothing that is not inside', ['generic;haswell'], ['generic'], 'generic generic generic generic'],
    [
      "knows Julia's other words for generic",
      ['generic;haswell'],
      ['x86-64', 'haswell'],
      'generic generic haswell haswell'
    ],
    [
      'reads what is inside for the list of the system image',
      ['sysimage'],
      ['generic', 'haswell'],
      'generic generic haswell haswell'
    ],
    ['tells nothing of the system image where it is not known', ['sysimage'], undefined, '']
  ])('%s', (_description, passes, inside, targets) => {
    expect(choose('1.13.0', 'linux/amd64', passes, inside).join(' ')).toBe(targets)
  })
})
