import { describe, expect, it } from '@jest/globals'
import { formatTargetList, leaveOut, parseTargetList, raiseFloor } from '../../src/julia/cpu-list.ts'

describe('parseTargetList', () => {
  it('reads names, features, flags and bases', () => {
    expect(parseTargetList('generic;sandybridge,-xsaveopt,clone_all;armv7-a,+neon,vfp4,base(1)')).toEqual([
      { name: 'generic', features: [], flags: [] },
      { name: 'sandybridge', features: ['-xsaveopt'], flags: ['clone_all'] },
      { name: 'armv7-a', features: ['neon', 'vfp4'], flags: [], base: 1 }
    ])
  })

  it.each([
    ['drops blanks', ' generic ; haswell , -rdrnd ', 'generic;haswell,-rdrnd'],
    ['drops the plus sign', 'armv7-a,+neon', 'armv7-a,neon'],
    ['puts flags and the base last', 'a;b,base(0),clone_all,-x', 'a;b,-x,clone_all,base(0)'],
    ['drops a repeated flag', 'a,clone_all,+clone_all', 'a,clone_all'],
    ['keeps the order of features, since the last one counts', 'a,x,-x', 'a,x,-x'],
    ['keeps a flag that is switched off', 'a,-clone_all', 'a,-clone_all'],
    [
      'keeps an official list as it is',
      'generic;cortex-a57;thunderx2t99;carmel,clone_all;apple-m1,base(3);neoverse-512tvb,-rand,-fpac,base(3)',
      'generic;cortex-a57;thunderx2t99;carmel,clone_all;apple-m1,base(3);neoverse-512tvb,-rand,-fpac,base(3)'
    ]
  ])('has a canonical form: %s', (_description, text, canonical) => {
    expect(formatTargetList(parseTargetList(text))).toBe(canonical)
  })

  it.each([
    ['an empty list', '', 'at character 1: a CPU name is missing'],
    ['an empty entry', 'generic;;haswell', 'at character 9: a CPU name is missing'],
    ['a last semicolon', 'generic;', 'at character 9: a CPU name is missing'],
    ['a name that is none', 'generic;-haswell', 'at character 9: "-haswell" is not a CPU name'],
    ['an empty feature', 'haswell,,clone_all', 'at character 9: "" is not a feature, flag or base(n)'],
    ['a base without a number', 'a;b,base()', 'at character 5: "base()" is not a feature, flag or base(n)'],
    [
      'a base that points at nothing',
      'generic;haswell,-rdrnd,base(2)',
      'at character 24: base(2) should point at an entry before this one, which is entry 1 counted from 0'
    ],
    ['a base that points at itself', 'a;b,base(1)', 'at character 5: base(1) should point at an entry before']
  ])('refuses %s', (_description, text, message) => {
    expect(() => parseTargetList(text)).toThrow(`cpu-target: "${text}": ${message}`)
  })
})

describe('leaveOut', () => {
  it.each([
    ['leaves the last entry out', 'generic;a;x', 'generic;a', 'x'],
    [
      'renumbers the bases after an entry that is left out',
      'generic;x;a;b,base(2)',
      'generic;a;b,base(1)',
      'x'
    ],
    ['keeps bases before an entry that is left out', 'generic;a;x;b,base(1)', 'generic;a;b,base(1)', 'x'],
    ['keeps an entry that another is based on', 'generic;x;b,base(1)', 'generic;x;b,base(1)', ''],
    ['keeps the base of a base', 'generic;x;x,y,base(1);b,base(2)', 'generic;x;x,y,base(1);b,base(2)', ''],
    ['leaves out an entry with its base', 'generic;x;x,base(1)', 'generic', 'x;x,base(1)'],
    ['keeps the first entry', 'x;a', 'x;a', '']
  ])('%s', (_description, text, kept, left) => {
    const result = leaveOut(parseTargetList(text), target => target.name === 'x')
    expect(formatTargetList(result.kept)).toBe(kept)
    expect(formatTargetList(result.left)).toBe(left)
  })
})

describe('raiseFloor', () => {
  it.each([
    [
      'leaves all out but the last, which takes over what its base was cloned for',
      'generic;a,-x,clone_all;b,-y,base(1)',
      'generic;b,-y,clone_all',
      'a,-x,clone_all'
    ],
    [
      'puts what was based on what is left out on what stays',
      'generic;a,clone_all;b,base(1);x,base(1);y,base(3)',
      'generic;b,clone_all;x,base(1);y,base(2)',
      'a,clone_all'
    ],
    [
      'lets what comes before stand alone',
      'generic;a,clone_all;x,base(1);b,base(1)',
      'generic;x,clone_all;b,clone_all',
      'a,clone_all'
    ],
    [
      'follows bases of bases',
      'generic;a,clone_all;a,z,base(1);b,base(2)',
      'generic;b,clone_all',
      'a,clone_all;a,z,base(1)'
    ],
    ['keeps the first entry', 'a;b', 'a;b', ''],
    ['changes nothing where no CPU is named', 'generic;x;y,base(1)', 'generic;x;y,base(1)', '']
  ])('%s', (_description, text, kept, left) => {
    const result = raiseFloor(parseTargetList(text), ['a', 'b'])
    expect(formatTargetList(result.kept)).toBe(kept)
    expect(formatTargetList(result.left)).toBe(left)
  })
})
