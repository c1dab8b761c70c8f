import { describe, expect, it } from '@jest/globals'
import { formatBytes, formatSeconds, renderSummary, writeSummaryText } from '../../src/report/index.ts'
import { makePackage, makePlatformReport, makeReport } from './make-report.ts'

const linesOf = (...given: Parameters<typeof makeReport>): readonly string[] =>
  renderSummary(makeReport(...given)).split('\n')

const failure =
  'linux/arm64: precompiling Brittle failed. Julia says:\n  ERROR: in `f`, or ```julia\n  f()```'

describe('renderSummary', () => {
  it('tells the whole story of a run', () => {
    expect(renderSummary(makeReport()))
      .toBe(`## 🫖 Image built in 2 min 50 s: \`ghcr.io/me/app:1\`, \`ghcr.io/me/app:2\`

Digest \`sha256:${'cd'.repeat(32)}\`

|  | \`linux/amd64\` | \`linux/arm64\` |
| --- | --- | --- |
| **Julia** | 1.12.7 | 1.12.7 |
| **CPU targets** | \`generic;haswell,-rdrnd\` | \`generic\`<br>\`cortex-a57\` |
| **Cache** | 🆕 no hit | ♻️ partial hit |
| **Dependencies** | 2 compiled, 0 reused | 1 compiled, 1 reused |
| **Depot bake** | 20.0 s | 2 min 05 s |
| **The project's own packages** | App 2.0 s | – |
| **Depot layout, compressed** | 34.0 MB | 34.0 MB |

### Bytes on \`linux/amd64\`

\`\`\`mermaid
%%{init: {"theme":"base","themeVariables":{"pieStrokeColor":"#ffffff","pieOuterStrokeWidth":"0px","pieLegendTextSize":"15px","pie1":"#0969da","pie2":"#8250df","pie3":"#1a7f37","pie4":"#bf8700","pie5":"#cf222e","pie6":"#1b7c83","pie7":"#bc4c00","pie8":"#bf3989","pie9":"#6e7781","pie10":"#afb8c1"}}}%%
pie
    "Poems: 1.3 MB" : 1250000
    "Words: 2.5 kB" : 2500
\`\`\`

<details><summary>Packages of the depot (2)</summary>

| Package | Version | \`linux/amd64\` | \`linux/arm64\` |
| --- | --- | --- | --- |
| Poems | 1.0.0 | 12.3 s, 1.3 MB | 98.7 s, 2.5 kB |
| Words | 1.0.0 | 1.5 s, 2.5 kB | ♻️ reused, 2.5 kB |

</details>

<details><summary>What each CPU runs</summary>

| Platform | CPU | Code |
| --- | --- | --- |
| \`linux/amd64\` | Before Sandy Bridge (no AVX) | \`generic\` |
| \`linux/amd64\` | Sandy Bridge, Ivy Bridge (AVX) | \`generic\` |
| \`linux/amd64\` | Haswell and later, AMD Zen (AVX2) | \`haswell\` |
| \`linux/amd64\` | Skylake-X, Ice Lake, Sapphire Rapids, AMD Zen 4 (AVX-512) | \`haswell\` |
| \`linux/arm64\` | Cortex-A53 to A73 (Raspberry Pi 4, Graviton 1) | \`generic\` |
| \`linux/arm64\` | ThunderX2 | \`generic\` |
| \`linux/arm64\` | Neoverse N1, V1 (Graviton 2, Graviton 3, Ampere Altra) | \`generic\` |
| \`linux/arm64\` | Apple M1 and later | \`generic\` |

</details>

Base image \`debian:trixie-slim\`, depots kept in GitHub's cache service, image bake 31.0 s.

<details><summary>Cache keys</summary>

**linux/amd64** \`julia-bake-v1-main-amd64-new\` (saved)

- \`julia-bake\`: input cache-prefix
- \`main\`: a trusted run

**linux/arm64** \`julia-bake-v1-main-arm64-new\` (saved)

restored from \`julia-bake-v1-main-arm64-old\`

- \`julia-bake\`: input cache-prefix
- \`main\`: a trusted run

</details>
`)
  })

  it('says of an exact hit that nothing was compiled', () => {
    const packages = ['Words', 'Poems'].map(name => makePackage(name, { compiled: false, seconds: null }))
    const platform = makePlatformReport({
      cache: 'exact',
      restoredKey: 'julia-bake-v1-main-amd64-new',
      packages,
      depotSeconds: 0,
      saved: 'already there',
      app: []
    })
    const lines = linesOf({ platforms: [platform], image: { seconds: 4, tags: [] }, seconds: 9 })
    expect(lines[0]).toBe('## 🫖 Image built in 9.0 s')
    expect(lines.filter(line => /^\| \*\*(Cache|Dep|The)/.test(line))).toEqual([
      '| **Cache** | ✅ exact hit |',
      '| **Dependencies** | 0 compiled, 2 reused |',
      '| **Depot bake** | skipped |',
      '| **Depot layout, compressed** | 34.0 MB |'
    ])
    expect(lines).toContain('**linux/amd64** `julia-bake-v1-main-amd64-new` (already there)')
    expect(lines.filter(line => /Digest|restored from/.test(line))).toEqual([])
  })

  it('begins with what failed, what to do, and what the other platforms achieved', () => {
    const failed = makePlatformReport({
      platform: 'linux/arm64',
      failure,
      packages: [],
      depotBytes: 0,
      app: []
    })
    const lines = linesOf({
      platforms: [makePlatformReport(), failed],
      image: null,
      outcome: { built: 'failed', verified: 'skipped', pushed: 'skipped' },
      failures: [failure, 'image: no'],
      seconds: 61
    })
    expect(lines.slice(0, 17)).toEqual([
      '## ❌ julia-bake failed after 1 min 01 s',
      '',
      '❌ not built &nbsp; ➖ not verified &nbsp; ➖ not pushed',
      '',
      '````text',
      ...failure.split('\n'),
      '````',
      '',
      '````text',
      'image: no',
      '````',
      '',
      '> [!WARNING]',
      '> - What was compiled for `linux/amd64` and `linux/arm64` is saved: the next run starts from there.',
      ''
    ])
    expect(lines).toContain('| **Cache** | 🆕 no hit | ❌ failed |')
  })

  it('says how far the image came, and how it loads', () => {
    const load = { project: '/app', uid: '0', cpu: 'native', seconds: 0.93, packages: [] }
    const verified = [load, { ...load, cpu: 'haswell', seconds: 1.24 }, { ...load, uid: '12345' }]
    const lines = linesOf({
      platforms: [
        makePlatformReport({ verified }),
        makePlatformReport({ platform: 'linux/arm64', verified: [load] }),
        makePlatformReport({ platform: 'linux/386', verified: [] }),
        makePlatformReport({ platform: 'linux/ppc64le' })
      ],
      outcome: { built: 'done', verified: 'done', pushed: 'skipped' },
      image: { seconds: 31, exportSeconds: 1.26, tags: [] }
    })
    expect([lines[0], lines[2]]).toEqual([
      '## 🫖 Image built and verified in 2 min 50 s',
      '✅ built &nbsp; ✅ verified: nothing compiles when it is loaded &nbsp; ➖ not pushed'
    ])
    expect(lines).toContain(
      "Base image `debian:trixie-slim`, depots kept in GitHub's cache service, image bake 31.0 s, 1.3 s of it to export the verified image."
    )
    expect(lines.filter(line => line.startsWith('✅ `'))).toEqual([
      "✅ `linux/amd64` loads in 1.2 s as the builder's own CPU and haswell, for UID 0 and 12345; nothing compiled.",
      "✅ `linux/arm64` loads in 0.9 s as the builder's own CPU, for UID 0; nothing compiled.",
      '✅ `linux/386` was verified before, and nothing in it has changed.'
    ])
  })

  it('keeps a table whole whatever stands in it', () => {
    const lines = linesOf({
      platforms: [makePlatformReport({ passes: [''], app: [{ name: 'A|B', seconds: 1, files: [] }] })]
    })
    expect(lines).toContain("| **CPU targets** | `Julia's default` |")
    expect(lines).toContain("| **The project's own packages** | A\\|B 1.0 s |")
  })

  it('lists the fifty packages that took longest', () => {
    const packages = Array.from({ length: 60 }, (_, at) => makePackage(`P${at}`, { seconds: at }))
    const lines = linesOf({ platforms: [makePlatformReport({ packages })] })
    const rows = lines.filter(line => /^\| P\d/.test(line))
    expect(lines).toContain('<details><summary>Packages of the depot (60)</summary>')
    expect([rows.length, rows[0], rows.at(-1)]).toEqual([
      50,
      '| P59 | 1.0.0 | 59.0 s, 2.5 kB |',
      '| P10 | 1.0.0 | 10.0 s, 2.5 kB |'
    ])
    expect(lines).toContain('… and 10 more in the report.')
  })

  it('leaves the seconds of a package open that nobody measured', () => {
    const packages = [makePackage('Words', { seconds: null })]
    expect(linesOf({ platforms: [makePlatformReport({ packages })] })).toContain(
      '| Words | 1.0.0 | compiled, 2.5 kB |'
    )
  })

  it('stays within what GitHub takes and Mermaid draws, however much there is to tell', () => {
    const names = Array.from({ length: 2000 }, (_, at) => `Package${at}`)
    const packages = names.map((name, at) =>
      makePackage(name, {
        reason: at === 0 ? 'version 1.0.0 → 1.1.0' : 'depends on Package0',
        needs: names.slice(0, 20).map(each => `uuid of ${each}`)
      })
    )
    const timeline = names.map((name, at) => ({
      platform: 'linux/amd64',
      name,
      kind: 'package' as const,
      from: at,
      to: at + 1
    }))
    const failures = Array.from({ length: 90 }, () => 'x'.repeat(30_000))
    const platforms = [makePlatformReport({ cache: 'partial', packages })]
    const calm = renderSummary(makeReport({ platforms, timeline }))
    const pictures = [...calm.matchAll(/```mermaid\n([^]*?)\n```/g)].map(([, picture = '']) => picture)
    const kinds = pictures.map(picture => /^(gantt|flowchart|pie)\b/m.exec(picture)?.[1])
    expect(kinds).toEqual(['gantt', 'flowchart', 'pie'])
    expect(Math.max(...pictures.map(({ length }) => length))).toBeLessThan(50_000)
    expect(pictures[1]?.match(/-->/g)?.length).toBeLessThanOrEqual(500)
    const loud = renderSummary(makeReport({ platforms, timeline, failures }))
    expect(Buffer.byteLength(loud)).toBeLessThan(1024 * 1024)
    expect(loud).toMatch(
      /^## ❌ .*parts are left out, since GitHub takes no more: the report has everything\._\n$/s
    )
  })
})

describe('writeSummaryText', () => {
  it('says the same without marks of Markdown', () => {
    const timeline = [
      { platform: 'linux/amd64', name: 'precompile', kind: 'step' as const, from: 10, to: 30 },
      { platform: 'linux/amd64', name: 'Poems', kind: 'package' as const, from: 20, to: 30 },
      { name: 'export', kind: 'step' as const, from: 30, to: 40 }
    ]
    const text = writeSummaryText(makeReport({ timeline, platforms: [makePlatformReport()] }))
    expect(text).not.toMatch(/\*\*|```|<br>|<details>|\| ---/)
    expect(text.split('\n').slice(0, 14)).toEqual([
      '🫖 Image built in 2 min 50 s: ghcr.io/me/app:1, ghcr.io/me/app:2',
      '='.repeat(64),
      '',
      `Digest sha256:${'cd'.repeat(32)}`,
      '',
      '                            linux/amd64',
      'Julia                       1.12.7',
      'CPU targets                 generic;haswell,-rdrnd',
      'Cache                       🆕 no hit',
      'Dependencies                2 compiled, 0 reused',
      'Depot bake                  20.0 s',
      "The project's own packages  App 2.0 s",
      'Depot layout, compressed    34.0 MB',
      ''
    ])
    const bars = text.split('\n').filter(line => line.includes('█') && /precompile|Poems$|export/.test(line))
    expect(
      bars.map(line => [line.indexOf('█') - 2, line.lastIndexOf('█') - 1, line.slice(43).trim()])
    ).toEqual([
      [10, 30, '20.0 s  precompile'],
      [20, 30, '10.0 s  Poems'],
      [30, 40, '10.0 s  export']
    ])
  })
})

describe('formatSeconds', () => {
  it.each([
    { seconds: 0, text: '0.0 s' },
    { seconds: 8.06, text: '8.1 s' },
    { seconds: 59.94, text: '59.9 s' },
    { seconds: 59.96, text: '1 min 00 s' },
    { seconds: 125, text: '2 min 05 s' },
    { seconds: 3599.6, text: '60 min 00 s' }
  ])('writes $seconds as $text', ({ seconds, text }) => {
    expect(formatSeconds(seconds)).toBe(text)
  })
})

describe('formatBytes', () => {
  it.each([
    { bytes: 0, text: '0 B' },
    { bytes: 999, text: '999 B' },
    { bytes: 1000, text: '1.0 kB' },
    { bytes: 999_940, text: '999.9 kB' },
    { bytes: 999_960, text: '1.0 MB' },
    { bytes: 34_000_000, text: '34.0 MB' },
    { bytes: 2_500_000_000, text: '2.5 GB' },
    { bytes: 3e12, text: '3000.0 GB' }
  ])('writes $bytes as $text', ({ bytes, text }) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})
