import { describe, expect, it } from '@jest/globals'
import { formatBytes, formatSeconds, renderSummary } from '../../src/report/index.ts'
import { makePackage, makePlatformReport, makeReport } from './make-report.ts'

const linesOf = (...given: Parameters<typeof makeReport>): readonly string[] =>
  renderSummary(makeReport(...given)).split('\n')

describe('renderSummary', () => {
  it('tells the whole story of a run', () => {
    expect(renderSummary(makeReport()))
      .toBe(`## 🫖 Image built in 2 min 50 s: \`ghcr.io/me/app:1\`, \`ghcr.io/me/app:2\`

Digest \`sha256:${'cd'.repeat(32)}\`

| Platform | Julia | CPU targets | Cache | Dependencies | Depot bake | Path packages | Depot layout |
| --- | --- | --- | --- | --- | --- | --- | --- |
| \`linux/amd64\` | 1.12.7 | \`generic;haswell,-rdrnd\` | 🆕 no hit | 2 compiled, 0 reused | 20.0 s | App 2.0 s | 34.0 MB |
| \`linux/arm64\` | 1.12.7 | \`generic\`<br>\`cortex-a57\` | ♻️ partial hit | 1 compiled, 1 reused | 2 min 05 s | – | 34.0 MB |

Base image \`debian:trixie-slim\`, depots kept in GitHub's cache service, image bake 31.0 s.

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

<details><summary>Compiled packages (3)</summary>

| Package | Platform | Seconds | Compiled files |
| --- | --- | --- | --- |
| Poems | linux/arm64 | 98.7 | 2.5 kB |
| Poems | linux/amd64 | 12.3 | 1.3 MB |
| Words | linux/amd64 | 1.5 | 2.5 kB |

</details>

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
    expect(lines).toContain(
      '| `linux/amd64` | 1.12.7 | `generic;haswell,-rdrnd` | ✅ exact hit | 0 compiled, 2 reused | 0.0 s | – | 34.0 MB |'
    )
    expect(lines).toContain('**linux/amd64** `julia-bake-v1-main-amd64-new` (already there)')
    expect(lines.filter(line => /Digest|Compiled packages|restored from/.test(line))).toEqual([])
  })

  it('begins with what failed, and shows what the other platforms achieved', () => {
    const failure =
      'linux/arm64: precompiling Brittle failed. Julia says:\n  ERROR: in `f`, or ```julia\n  f()```'
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
      failures: [failure, 'image: no'],
      seconds: 61
    })
    expect(lines.slice(0, 12)).toEqual([
      '## ❌ julia-bake failed after 1 min 01 s',
      '',
      '````text',
      ...failure.split('\n'),
      '````',
      '',
      '````text',
      'image: no',
      '````',
      ''
    ])
    expect(lines).toContain(
      '| `linux/arm64` | 1.12.7 | `generic;haswell,-rdrnd` | ❌ failed | 0 compiled, 0 reused | 20.0 s | – | 0 B |'
    )
    expect(lines).toContain('<details><summary>Compiled packages (2)</summary>')
  })

  it('says how the finished image loads, and what that cost', () => {
    const load = { project: '/app', uid: '0', cpu: 'native', seconds: 0.93, packages: [] }
    const verified = [load, { ...load, cpu: 'haswell', seconds: 1.24 }, { ...load, uid: '12345' }]
    const lines = linesOf({
      platforms: [
        makePlatformReport({ verified }),
        makePlatformReport({ platform: 'linux/arm64', verified: [load] }),
        makePlatformReport({ platform: 'linux/386', verified: [] }),
        makePlatformReport({ platform: 'linux/ppc64le' })
      ],
      image: { seconds: 31, exportSeconds: 1.26, tags: [] }
    })
    expect(lines).toContain(
      "Base image `debian:trixie-slim`, depots kept in GitHub's cache service, image bake 31.0 s, 1.3 s of it to export the verified image."
    )
    expect(lines.filter(line => line.startsWith('✅'))).toEqual([
      "✅ `linux/amd64` loads in 1.2 s as the builder's own CPU and haswell, for UID 0 and 12345; nothing compiled.",
      "✅ `linux/arm64` loads in 0.9 s as the builder's own CPU, for UID 0; nothing compiled.",
      '✅ `linux/386` was verified before, and nothing in it has changed.'
    ])
  })

  it('keeps a table whole whatever stands in it', () => {
    const app = [{ name: 'A|B', seconds: 1, files: [] }]
    expect(linesOf({ platforms: [makePlatformReport({ passes: [''], app })] })).toContain(
      "| `linux/amd64` | 1.12.7 | `Julia's default` | 🆕 no hit | 2 compiled, 0 reused | 20.0 s | A\\|B 1.0 s | 34.0 MB |"
    )
  })

  it('lists the fifty packages that took longest, so that GitHub takes the summary', () => {
    const packages = Array.from({ length: 60 }, (_, at) => makePackage(`P${at}`, { seconds: at }))
    const lines = linesOf({ platforms: [makePlatformReport({ packages })] })
    const rows = lines.filter(
      line => line.startsWith('| P') && !line.startsWith('| P' + 'ackage') && !line.startsWith('| Pl')
    )
    expect(lines).toContain('<details><summary>Compiled packages (60)</summary>')
    expect([rows.length, rows[0], rows.at(-1)]).toEqual([
      50,
      '| P59 | linux/amd64 | 59.0 | 2.5 kB |',
      '| P10 | linux/amd64 | 10.0 | 2.5 kB |'
    ])
    expect(lines).toContain('… and 10 more in the report.')
  })

  it('leaves the seconds of a package open that nobody measured', () => {
    const packages = [makePackage('Words', { seconds: null })]
    expect(linesOf({ platforms: [makePlatformReport({ packages })] })).toContain(
      '| Words | linux/amd64 |  | 2.5 kB |'
    )
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
