import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { outputsOf, writeOutputs } from '../src/outputs.ts'
import { renderSummary, writeSummaryText } from '../src/report/index.ts'
import { readFileCommands } from '../testbed/workflow-commands.mjs'
import { makePlanReport, makePlatformReport, makeReport } from './report/make-report.ts'

type Action = Readonly<{ outputs: Readonly<Record<string, unknown>> }>

const declared = parse(readFileSync(new URL('../action.yml', import.meta.url), 'utf8')) as Action
const image = {
  seconds: 31,
  digest: 'sha256:index',
  imageId: 'sha256:config',
  metadata: { 'containerimage.digest': 'sha256:index' },
  apps: {}
}
const before = { env: process.env, write: process.stdout.write.bind(process.stdout) }

let root: string
let written: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'outputs-'))
  written = ''
  for (const name of ['output', 'summary']) writeFileSync(join(root, name), '')
  process.env = {
    ...before.env,
    RUNNER_TEMP: join(root, 'temp'),
    GITHUB_OUTPUT: join(root, 'output'),
    GITHUB_STEP_SUMMARY: join(root, 'summary')
  }
  process.stdout.write = text => {
    written += String(text)
    return true
  }
})

afterEach(() => {
  process.stdout.write = before.write
  process.env = before.env
  rmSync(root, { recursive: true })
})

describe('outputsOf', () => {
  it('gives all that a run has to tell', () => {
    expect(outputsOf({ report: makeReport(), image }, '/temp/report.json')).toEqual({
      'julia-version': '1.12.7',
      'cpu-targets': '{"linux/amd64":"generic;haswell,-rdrnd","linux/arm64":"generic;cortex-a57"}',
      'manifest-hash': 'ab'.repeat(32),
      'cache-hit': 'false',
      'cache-keys':
        '{"linux/amd64":"julia-bake-v1-main-amd64-new","linux/arm64":"julia-bake-v1-main-arm64-new"}',
      digest: 'sha256:index',
      metadata: '{"containerimage.digest":"sha256:index"}',
      'image-id': 'sha256:config',
      report: '/temp/report.json',
      plan: '{}'
    })
  })

  it.each([
    { description: 'a whole run', result: { report: makeReport(), image } },
    { description: 'a run without an image', result: { report: makeReport({ image: null }) } },
    { description: 'a dry run', result: { plan: makePlanReport() } }
  ])('gives every output that action.yml declares, and no other, for $description', ({ result }) => {
    expect(Object.keys(outputsOf(result, '')).sort()).toEqual(Object.keys(declared.outputs).sort())
  })

  it('gives all that a plan has to tell', () => {
    const plan = makePlanReport()
    expect(outputsOf({ plan })).toEqual({
      'julia-version': '1.12.7',
      'cpu-targets': '{"linux/amd64":"generic;haswell,-rdrnd"}',
      'manifest-hash': 'ab'.repeat(32),
      'cache-hit': 'false',
      'cache-keys': '{"linux/amd64":"julia-bake-v1-main-amd64-new"}',
      digest: '',
      metadata: '{}',
      'image-id': '',
      report: '',
      plan: JSON.stringify(plan)
    })
    expect(outputsOf({ report: makeReport({ plan }), image })['plan']).toBe(JSON.stringify(plan))
  })

  it('leaves empty what a run without an image has not', () => {
    expect(outputsOf({ report: makeReport({ image: null }) }, '')).toMatchObject({
      digest: '',
      metadata: '{}',
      'image-id': ''
    })
  })

  it.each([
    { description: 'every platform', caches: ['exact', 'exact'] as const, hit: 'true' },
    { description: 'some', caches: ['exact', 'partial'] as const, hit: 'false' },
    { description: 'none', caches: ['none', 'none'] as const, hit: 'false' }
  ])('says "$hit" to cache-hit when exact hits were for $description', ({ caches, hit }) => {
    const platforms = caches.map(cache => makePlatformReport({ cache }))
    expect(outputsOf({ report: makeReport({ platforms }) }, '')['cache-hit']).toBe(hit)
  })
})

describe('writeOutputs', () => {
  it('sets the outputs, keeps the report and writes the summary to the runner and to the log', async () => {
    const report = makeReport()
    await writeOutputs({ report, image })
    const file = join(root, 'temp/julia-bake', `report-linux-amd64-linux-arm64-${process.pid}.json`)
    const outputs = readFileCommands(readFileSync(join(root, 'output'), 'utf8'))
    expect(outputs).toEqual(outputsOf({ report, image }, file))
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(report)
    expect(readFileSync(join(root, 'summary'), 'utf8').trimEnd()).toBe(renderSummary(report).trimEnd())
    expect(written).toBe(`::group::Summary\n${writeSummaryText(report)}\n::endgroup::\n`)
  })

  it('of a dry run are the plan, and no report', async () => {
    const plan = makePlanReport()
    // The toolkit keeps the path of its first summary; the bundle's own test looks at that of a dry run.
    Reflect.deleteProperty(process.env, 'GITHUB_STEP_SUMMARY')
    await writeOutputs({ plan })
    expect(readFileCommands(readFileSync(join(root, 'output'), 'utf8'))).toEqual(outputsOf({ plan }))
    expect(existsSync(join(root, 'temp'))).toBe(false)
  })
})
