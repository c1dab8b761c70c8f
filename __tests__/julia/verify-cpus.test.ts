import { describe, expect, it } from '@jest/globals'
import { UserError } from '../../src/errors.ts'
import { cpusToVerify, parseVerifyCpus } from '../../src/julia/verify-cpus.ts'
import { parsePlatform } from '../../src/platform.ts'

describe('parseVerifyCpus', () => {
  it.each([
    { description: 'nothing', text: '', fallback: ['auto'], lines: [] },
    {
      description: 'a list',
      text: 'native, generic,haswell',
      fallback: ['native', 'generic', 'haswell'],
      lines: []
    },
    {
      description: 'a list on several lines',
      text: 'native\n\n generic ',
      fallback: ['native', 'generic'],
      lines: []
    },
    {
      description: 'lines of platforms beside a list',
      text: 'generic\nlinux/aarch64=generic,cortex-a57\nlinux/amd64/v3 = native',
      fallback: ['generic'],
      lines: [
        ['linux/arm64', ['generic', 'cortex-a57']],
        ['linux/amd64/v3', ['native']]
      ]
    },
    {
      description: 'lines of platforms alone, where the others get what is usual',
      text: 'linux/arm64=native',
      fallback: ['auto'],
      lines: [['linux/arm64', ['native']]]
    }
  ] as const)('reads $description', ({ text, fallback, lines }) => {
    expect(parseVerifyCpus(text)).toEqual({ fallback, byPlatform: new Map<string, readonly string[]>(lines) })
  })

  it.each([
    { line: 'generic,,haswell', reason: 'a name is missing' },
    { line: 'linux/amd64=', reason: 'a name is missing' },
    { line: 'generic;haswell', reason: '"generic;haswell" is not a name of a CPU' },
    { line: 'linux/amd64=haswell,-rdrnd', reason: '"-rdrnd" is not a name of a CPU' },
    { line: 'linux/riscv64=generic', reason: '"linux/riscv64" is not a platform that Julia is built for' },
    { line: 'linux/arm64=native', reason: 'it is a second line for linux/arm64' }
  ])('refuses "$line": $reason', ({ line, reason }) => {
    expect(() => parseVerifyCpus(`linux/aarch64=native\n${line}`)).toThrow(
      new UserError(
        `verify-cpus: "${line}": ${reason}. Allowed: auto, or names of CPUs as Julia has them (native is the machine that builds), such as "native, generic, haswell", for all platforms or as a line platform=cpu,cpu for each.`
      )
    )
  })
})

describe('cpusToVerify', () => {
  const official = 'generic;sandybridge,-xsaveopt,clone_all;haswell,-rdrnd,base(1)'

  it.each([
    { platform: 'linux/amd64', target: official, cpus: ['native', 'generic', 'sandybridge', 'haswell'] },
    { platform: 'linux/amd64/v3', target: official, cpus: ['native', 'generic', 'sandybridge', 'haswell'] },
    { platform: 'linux/amd64', target: 'generic', cpus: ['native', 'generic', 'sandybridge', 'haswell'] },
    { platform: 'linux/amd64', target: 'sysimage', cpus: ['native', 'generic', 'sandybridge', 'haswell'] },
    { platform: 'linux/arm64', target: 'generic;carmel', cpus: ['native', 'generic', 'cortex-a57'] },
    { platform: 'linux/amd64', target: 'haswell,-rdrnd', cpus: ['native', 'haswell'] },
    { platform: 'linux/amd64', target: 'native', cpus: ['native'] },
    { platform: 'linux/amd64', target: '', cpus: ['native'] },
    { platform: 'linux/386', target: 'pentium4', cpus: ['native'] },
    { platform: 'linux/ppc64le', target: 'pwr8', cpus: ['native'] }
  ])('asks on $platform of "$target" without a word of the user for $cpus', ({ platform, target, cpus }) => {
    expect(cpusToVerify(parseVerifyCpus(''), parsePlatform(platform), target)).toEqual(cpus)
  })

  it.each([
    { description: 'the list', platform: 'linux/ppc64le', cpus: ['pwr8'] },
    { description: 'the line of its platform', platform: 'linux/arm64', cpus: ['carmel'] },
    { description: 'the line of the variant', platform: 'linux/amd64/v3', cpus: ['haswell'] },
    {
      description: 'the line of the architecture for a variant',
      platform: 'linux/amd64/v2',
      cpus: ['generic']
    }
  ])('takes $description', ({ platform, cpus }) => {
    const input = parseVerifyCpus('pwr8\nlinux/arm64=carmel\nlinux/amd64=generic\nlinux/amd64/v3=haswell')
    expect(cpusToVerify(input, parsePlatform(platform), official)).toEqual(cpus)
  })

  it('puts what is usual where auto stands, each CPU once', () => {
    const input = parseVerifyCpus('haswell,auto,znver3')
    expect(cpusToVerify(input, parsePlatform('linux/amd64'), official)).toEqual([
      'haswell',
      'native',
      'generic',
      'sandybridge',
      'znver3'
    ])
  })
})
