import { describe, expect, it } from '@jest/globals'
import { composeKey, trustOf } from '../../src/cache/index.ts'
import { tierOf, type KeySource } from '../../src/cache/key.ts'
import { parsePlatform } from '../../src/platform.ts'
import { makeKeySource } from './make-entry.ts'

const key = (overrides: Partial<KeySource> = {}): string => composeKey(makeKeySource(overrides)).key

describe('composeKey', () => {
  it('composes a whole key and says why each part is in it', () => {
    expect(composeKey(makeKeySource())).toEqual({
      key: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-isa-85d351a49352-deps-58f6a4f22afa8a1b',
      parts: [
        { name: 'prefix', value: 'julia-bake', reason: 'input cache-prefix' },
        { name: 'version', value: 'v1', reason: 'form of the entries' },
        {
          name: 'trust',
          value: 'main',
          reason: 'a trusted run never restores what a pull request saved'
        },
        { name: 'julia', value: 'julia-1.12.7', reason: 'compiled files fit one exact Julia' },
        { name: 'platform', value: 'linux-arm64', reason: 'artifacts and native code' },
        { name: 'isa', value: 'isa-85d351a49352', reason: 'CPU targets: generic;cortex-a57' },
        {
          name: 'deps',
          value: 'deps-58f6a4f22afa8a1b',
          reason: 'immutable packages of the manifest, base image debian:trixie-slim'
        }
      ],
      fallbacks: [
        { prefix: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-isa-85d351a49352-', tier: 'compiled' },
        { prefix: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-', tier: 'packages' }
      ]
    })
  })

  it('lets a pull request read what trusted runs saved, an exact entry before any older one', () => {
    expect(composeKey(makeKeySource({ trust: 'pr' })).fallbacks).toEqual([
      {
        prefix: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-isa-85d351a49352-deps-58f6a4f22afa8a1b',
        tier: 'exact'
      },
      { prefix: 'julia-bake-v1-pr-julia-1.12.7-linux-arm64-isa-85d351a49352-', tier: 'compiled' },
      { prefix: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-isa-85d351a49352-', tier: 'compiled' },
      { prefix: 'julia-bake-v1-pr-julia-1.12.7-linux-arm64-', tier: 'packages' },
      { prefix: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-', tier: 'packages' }
    ])
  })

  it.each([
    {
      description: 'the prefix',
      change: { prefix: 'app' },
      changed: 'app-v1-main-julia-1.12.7-linux-arm64-isa-85d351a49352-deps-58f6a4f22afa8a1b'
    },
    {
      description: 'the trust',
      change: { trust: 'pr' as const },
      changed: 'julia-bake-v1-pr-julia-1.12.7-linux-arm64-isa-85d351a49352-deps-58f6a4f22afa8a1b'
    },
    {
      description: 'a nightly',
      change: { juliaVersion: '1.14.0-DEV.1+0123456789' },
      changed:
        'julia-bake-v1-main-julia-1.14.0-DEV.1+0123456789-linux-arm64-isa-85d351a49352-deps-58f6a4f22afa8a1b'
    },
    {
      description: 'the platform, its variant included',
      change: { platform: parsePlatform('linux/amd64/v3') },
      changed: 'julia-bake-v1-main-julia-1.12.7-linux-amd64-v3-isa-85d351a49352-deps-58f6a4f22afa8a1b'
    },
    {
      description: 'the passes',
      change: { passes: ['generic', 'cortex-a57'] },
      changed: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-isa-ce057863e5e8-deps-58f6a4f22afa8a1b'
    },
    {
      description: 'a recipe',
      change: { recipes: ['aa', 'bb'] },
      changed: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-isa-85d351a49352-deps-fcf3abc6d89a72ec'
    },
    {
      description: 'the base image',
      change: { baseImage: 'debian:bookworm-slim' },
      changed: 'julia-bake-v1-main-julia-1.12.7-linux-arm64-isa-85d351a49352-deps-51126a6e1425be41'
    }
  ])('changes with $description', ({ change, changed }) => {
    expect(key(change)).toBe(changed)
  })

  it('holds the CPU that native stands for, and says which that is', () => {
    const isaOf = (nativeCpu?: string) =>
      composeKey(
        makeKeySource({ passes: ['native'], ...(nativeCpu === undefined ? {} : { nativeCpu }) })
      ).parts.find(({ name }) => name === 'isa')
    expect(isaOf('znver3-0a1b2c3d')?.reason).toBe('CPU targets: native (native is znver3-0a1b2c3d)')
    const values = [isaOf(), isaOf('znver3-0a1b2c3d'), isaOf('znver3-00000000')].map(part => part?.value)
    expect(new Set(values).size).toBe(3)
  })

  it("names Julia's own default where there is one pass without a list", () => {
    const { parts } = composeKey(makeKeySource({ passes: [''] }))
    expect(parts.find(({ name }) => name === 'isa')?.reason).toBe("CPU targets: Julia's own default")
  })
})

describe('tierOf', () => {
  const [mine, trusted] = [
    composeKey(makeKeySource({ trust: 'pr' })),
    composeKey(makeKeySource({ trust: 'main' }))
  ]
  const other = (overrides: Partial<KeySource>) => key({ trust: 'pr', ...overrides })

  it.each([
    { description: 'the very key', found: mine.key, tier: 'exact' },
    { description: 'the same of a trusted run', found: trusted.key, tier: 'exact' },
    { description: 'other packages', found: other({ recipes: ['bb'] }), tier: 'compiled' },
    { description: 'other packages of a trusted run', found: key({ recipes: ['bb'] }), tier: 'compiled' },
    { description: 'other CPU targets', found: other({ passes: ['generic'] }), tier: 'packages' },
    { description: 'other CPU targets of a trusted run', found: key({ passes: ['x'] }), tier: 'packages' }
  ])('takes $description for $tier', ({ found, tier }) => {
    expect(tierOf(found, mine)).toBe(tier)
  })
})

describe('trustOf', () => {
  it.each([
    { event: 'pull_request', trust: 'pr' },
    { event: 'pull_request_target', trust: 'main' },
    { event: 'push', trust: 'main' },
    { event: 'schedule', trust: 'main' },
    { event: undefined, trust: 'main' }
  ])('takes the event $event for $trust', ({ event, trust }) => {
    expect(trustOf(event)).toBe(trust)
  })
})
