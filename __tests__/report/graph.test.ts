import { describe, expect, it } from '@jest/globals'
import { renderSummary } from '../../src/report/index.ts'
import { makePackage, makePlatformReport, makeReport } from './make-report.ts'

const id = (name: string): string => `uuid of ${name}`

/** Lines of the picture of what was compiled again. */
function draw(...platforms: Parameters<typeof makePlatformReport>[0][]) {
  const summary = renderSummary(makeReport({ platforms: platforms.map(each => makePlatformReport(each)) }))
  return /```mermaid\n(flowchart[^]*?)\n```/
    .exec(summary)?.[1]
    ?.split('\n')
    .map(line => line.trim())
}

const packages = [
  makePackage('Words', { compiled: false, seconds: null }),
  makePackage('Phrases', { reason: 'version 1.0.0 → 1.1.0', seconds: 2, needs: [id('Words')] }),
  makePackage('Poems', { reason: 'depends on Phrases', seconds: 3, needs: [id('Phrases'), id('Words')] })
]

describe('the graph of what was compiled again', () => {
  it('shows what set it off, and what had to follow', () => {
    expect(draw({ cache: 'partial', packages })).toEqual([
      'flowchart LR',
      'p0["<b>Phrases</b><br><i>version 1.0.0 → 1.1.0</i><br>2.0 s"]:::cause',
      'p1["<b>Poems</b><br>3.0 s"]',
      'p0 --> p1',
      'classDef cause fill:#fff1c2,stroke:#d4a72c,color:#3d2e00'
    ])
  })

  it('shows forty packages at most, causes first and then the slowest', () => {
    const many = Array.from({ length: 50 }, (_, at) =>
      makePackage(`P${at}`, { reason: 'depends on Phrases', seconds: at, needs: [id('Phrases')] })
    )
    const lines = draw({ cache: 'partial', packages: [...many, ...packages] }) ?? []
    const nodes = lines.filter(line => /^p\d+\[/.test(line))
    expect([nodes.length, nodes[0], nodes[1]]).toEqual([
      40,
      'p0["<b>Phrases</b><br><i>version 1.0.0 → 1.1.0</i><br>2.0 s"]:::cause',
      'p1["<b>P49</b><br>49.0 s"]'
    ])
  })

  it.each([
    { description: 'nothing was restored', platform: { packages } },
    {
      description: 'everything was compiled for one reason',
      platform: {
        cache: 'partial' as const,
        packages: packages.map(each => ({
          ...each,
          compiled: true,
          reason: 'restored for other CPU targets'
        }))
      }
    },
    {
      description: 'nothing was compiled',
      platform: { cache: 'partial' as const, packages: packages.slice(0, 1) }
    }
  ])('is left out where $description', ({ platform }) => {
    expect(draw(platform)).toBeUndefined()
  })
})
