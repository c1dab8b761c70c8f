import { describe, expect, it } from '@jest/globals'
import { makeRecord, renderSummary, type PlatformRecord } from '../../src/report/index.ts'
import { makePackage, makePlatformReport, makeReport } from './make-report.ts'

const load = { project: '/app', uid: '0', cpu: 'native', seconds: 0.9, packages: [] }

const base: PlatformRecord = makeRecord(
  makeReport({ commit: 'c0ffee0123', ref: 'refs/heads/main' }),
  makePlatformReport({
    imageBytes: 90_000_000,
    unpacked: { julia: 450_000_000, depot: 120_000_000, project: 1000 },
    verified: [load, { ...load, cpu: 'haswell', seconds: 1 }],
    packages: [makePackage('Words'), makePackage('Poems', { seconds: 12 }), makePackage('Old')]
  })
)

/** What a pull request changes: Poems has a new version, New comes, Old goes. */
const changed = makePlatformReport({
  cache: 'partial',
  base,
  depotBytes: 35_000_000,
  imageBytes: 91_000_000,
  unpacked: { julia: 450_000_000, depot: 118_000_000, project: 1000 },
  verified: [
    { ...load, seconds: 1.4 },
    { ...load, cpu: 'haswell', seconds: 1.5 }
  ],
  packages: [
    makePackage('Words', { compiled: false, seconds: null }),
    makePackage('Poems', { version: '1.1.0', seconds: 30 }),
    makePackage('New', { seconds: 3 })
  ]
})

/** Lines of the section that compares, and of the advice. */
function compare(...platforms: Parameters<typeof makePlatformReport>[0][]) {
  const lines = renderSummary(
    makeReport({ platforms: platforms.map(each => makePlatformReport(each)) })
  ).split('\n')
  const from = lines.findIndex(line => line.startsWith('### Compared'))
  const section =
    from < 0
      ? []
      : lines.slice(
          from,
          lines.findIndex((line, at) => at > from && line.startsWith('### '))
        )
  return {
    section: section.filter(line => line !== ''),
    advice: lines.filter(line => line.startsWith('> - '))
  }
}

describe('the comparison with the last trusted run', () => {
  it('tells what a pull request changes: packages, sizes, load time, seconds of the same packages', () => {
    expect(compare(changed)).toEqual({
      section: [
        '### Compared with the last run on `main` (c0ffee0)',
        '- 🔼 Other versions: **Poems** 1.0.0 → 1.1.0',
        '- ➕ Added: **New** 1.0.0',
        '- ➖ Removed: **Old** 1.0.0',
        '|  | `linux/amd64` |',
        '| --- | --- |',
        '| Image, compressed | 90.0 MB → 91.0 MB<br>▲ 1.0 MB (+1.1 %) |',
        '| Depot, compressed | 34.0 MB → 35.0 MB<br>▲ 1.0 MB (+2.9 %) |',
        '| Unpacked, beside the base image | 570.0 MB → 568.0 MB<br>▼ 2.0 MB (−0.4 %) |',
        '| Load time | 1.0 s → 1.5 s<br>▲ 0.5 s (+50 %) |',
        '| Seconds of what was compiled again | 14.0 s → 32.0 s<br>▲ 18.0 s (+129 %) |'
      ],
      advice: [
        '> - `linux/amd64`: loading takes 1.5 s instead of 1.0 s. `@time_imports using …` shows which package it is.',
        '> - `linux/amd64`: what was compiled took 32.0 s instead of 14.0 s. Machines differ; if it stays, see the slowest packages.'
      ]
    })
  })

  it('says once what is the same on all platforms, and of which one it is where they differ', () => {
    const other = { ...changed, platform: 'linux/arm64' }
    expect(compare(changed, other).section.filter(line => line.startsWith('- '))).toHaveLength(3)
    const without = { ...other, packages: changed.packages.slice(0, 2) }
    expect(compare(changed, without).section.filter(line => line.includes('Added'))).toEqual([
      '- `linux/amd64`: ➕ Added: **New** 1.0.0'
    ])
  })

  it('says of a run that changes nothing just that', () => {
    const { packages } = makePlatformReport({ packages: base.packages.map(({ name }) => makePackage(name)) })
    const { section } = compare({ base: { ...base, juliaVersion: '1.12.7' }, packages, app: [] })
    expect(section[1]).toBe('Same Julia, same packages in the same versions.')
    expect(section).toContain('| Depot, compressed | 34.0 MB → 34.0 MB<br>±0 |')
  })

  it('tells of another Julia', () => {
    expect(compare({ ...changed, base: { ...base, juliaVersion: '1.11.9' } }).section[1]).toBe(
      '- 🔼 **Julia** 1.11.9 → 1.12.7'
    )
  })

  it.each([
    { description: 'there was no such run', platform: {} },
    { description: 'the platform failed', platform: { ...changed, failure: 'no' } }
  ])('is left out where $description', ({ platform }) => {
    expect(compare(platform).section).toEqual([])
  })

  it('stands in the table of platforms, too', () => {
    const lines = renderSummary(makeReport({ platforms: [changed] })).split('\n')
    expect(lines).toContain('| **Depot layout, compressed** | 35.0 MB ▲ 1.0 MB (+2.9 %) |')
  })
})
