import { describe, expect, it } from '@jest/globals'
import { renderPlan, renderSummary, showPlan, type PlanReport } from '../../src/report/index.ts'
import { makeLog } from '../make-deps.ts'
import { makePlanReport, makeReport } from './make-report.ts'

const timed = {
  estimate: { seconds: 14.2, unknown: 1 },
  compile: [
    { uuid: 'u1', name: 'Phrases', reason: 'version 1.0.0 → 1.1.0', seconds: 12 },
    { uuid: 'u2', name: 'Poems → PoemsExt', reason: 'new' }
  ]
}

describe('renderPlan', () => {
  it('tells in one look what a run would do, and why', () => {
    expect(renderPlan(makePlanReport(timed))).toBe(`## 🗺️ Plan: nothing was built

|  | \`linux/amd64\` |
| --- | --- |
| **Julia** | 1.12.7 |
| **CPU targets** | \`generic;haswell,-rdrnd\` |
| **Cache** | ♻️ partial hit |
| **Dependencies** | 2 to compile, 38 reused |
| **The project's own packages** | App |
| **Compiling will take** | about 14.2 s and 1 package never compiled before |

<details><summary>To compile for linux/amd64 (2)</summary>

- **Phrases**: version 1.0.0 → 1.1.0 (12.0 s last time)
- **Poems → PoemsExt**: new

</details>

<details><summary>Cache keys</summary>

**linux/amd64** \`julia-bake-v1-main-amd64-new\`

restored from \`julia-bake-v1-main-amd64-old\`

- \`main\`: a trusted run

</details>

Base image \`debian:trixie-slim\`, depots kept in GitHub's cache service, manifest hash \`abababababababab\`.
`)
  })

  it('says once what is the reason for all', () => {
    const compile = ['A', 'B'].map(name => ({ uuid: name, name, reason: 'nothing restored' }))
    const lines = renderPlan(makePlanReport({ compile, cache: 'none' })).split('\n')
    expect(lines).toContain('<details><summary>To compile for linux/amd64 (2): nothing restored</summary>')
    expect(lines.filter(line => line.startsWith('- **'))).toEqual(['- **A**', '- **B**'])
  })

  it('lists a hundred packages, and says how many more there are', () => {
    const compile = Array.from({ length: 130 }, (_, at) => ({ uuid: `${at}`, name: `P${at}`, reason: 'new' }))
    const items = renderPlan(makePlanReport({ compile }))
      .split('\n')
      .filter(line => /^- (\*\*P|…)/.test(line))
    expect([items.length, items.at(-1)]).toEqual([101, '- … and 30 more in the output `plan`'])
  })

  it('says of a nightly that its key is not known yet', () => {
    const [platform] = makePlanReport({ cache: 'unknown' }).platforms
    const text = JSON.stringify({ ...makePlanReport(), platforms: [{ ...platform, key: undefined }] })
    const summary = renderPlan(JSON.parse(text) as PlanReport)
    expect(summary).toContain('| **Cache** | ❔ not known |')
    expect(summary).toContain(
      '**linux/amd64**: which nightly this is, only its download tells, and so its key.'
    )
  })
})

describe('renderSummary of a run with a plan', () => {
  it('holds what was about to be compiled, and why', () => {
    expect(renderSummary(makeReport({ plan: makePlanReport() }))).toContain(
      '- **Phrases**: version 1.0.0 → 1.1.0\n- **Poems**: depends on Phrases\n'
    )
  })
})

describe('showPlan', () => {
  it('tells the log a line for each platform, and then everything', () => {
    const { log, logged } = makeLog()
    showPlan(log, makePlanReport(timed))
    expect(logged).toEqual([
      "info: Plan: Julia 1.12.7 on debian:trixie-slim, depots kept in GitHub's cache service",
      'info: linux/amd64  partial hit, 2 to compile, 38 to reuse, about 14.2 s to compile and 1 new package',
      'group: linux/amd64: partial hit for julia-bake-v1-main-amd64-new',
      'info: Julia     https://julia.example/julia-1.12.7.tar.gz',
      'info: trust     main                     a trusted run',
      'info: restored  julia-bake-v1-main-amd64-old',
      'info: 2 packages to compile, 38 to reuse',
      'info:   Phrases                  version 1.0.0 → 1.1.0  (12.0 s last time)',
      'info:   Poems → PoemsExt         new'
    ])
  })
})
