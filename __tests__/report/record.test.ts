import { describe, expect, it } from '@jest/globals'
import { makeRecord, parseRecord, type PlatformRecord } from '../../src/report/index.ts'
import { makePackage, makePlatformReport, makeReport } from './make-report.ts'

const load = { project: '/app', uid: '0', cpu: 'native', seconds: 0.9, packages: [] }
const report = makeReport({ commit: 'c0ffee', ref: 'refs/heads/main' })

const cold = makePlatformReport({
  imageBytes: 90_000_000,
  unpacked: { julia: 450, depot: 120, project: 30 },
  verified: [load]
})

const record: PlatformRecord = {
  version: 1,
  juliaVersion: '1.12.7',
  commit: 'c0ffee',
  ref: 'refs/heads/main',
  depotBytes: 34_000_000,
  imageBytes: 90_000_000,
  unpackedBytes: 600,
  pace: 1,
  packages: [
    { uuid: 'uuid of Words', name: 'Words', version: '1.0.0', seconds: 1.5, bytes: 2500 },
    { uuid: 'uuid of Poems', name: 'Poems', version: '1.0.0', seconds: 12.34, bytes: 1_250_000 }
  ],
  app: [{ name: 'App', seconds: 2 }],
  loads: [{ project: '/app', uid: '0', cpu: 'native', seconds: 0.9 }]
}

describe('makeRecord', () => {
  it('keeps what later runs compare themselves with', () => {
    expect(makeRecord(report, cold)).toEqual(record)
  })

  it('takes over what an exact hit did not do anew, so that the last run is always the one that is compared', () => {
    const packages = [
      makePackage('Words', { compiled: false, seconds: null }),
      makePackage('Poems', { compiled: false, seconds: null, bytes: 1_250_000 })
    ]
    const exact = makePlatformReport({ cache: 'exact', packages, app: [], verified: [], base: record })
    const made = makeRecord(report, {
      ...exact,
      steps: { restore: 0, instantiate: 0, precompile: 0, prune: 0 }
    })
    const { imageBytes, unpackedBytes, ...same } = record
    expect([imageBytes, unpackedBytes, made]).toEqual([90_000_000, 600, same])
  })

  it('knows how much faster several workers are than one', () => {
    const steps = { restore: 0, instantiate: 0, precompile: 6.92, prune: 0 }
    expect(makeRecord(report, makePlatformReport({ steps })).pace).toBeCloseTo(0.5)
  })
})

describe('parseRecord', () => {
  it('reads what was stored', () => {
    expect(parseRecord(JSON.stringify(record))).toEqual(record)
  })

  it.each(['', '{', '[]', 'null', '{"version":2}'])('passes over what is no record: %s', text => {
    expect(parseRecord(text)).toBeUndefined()
  })

  it('leaves out what has another type', () => {
    expect(
      parseRecord('{"version":1,"depotBytes":"7","commit":1,"packages":[1,{"name":"A","seconds":"2"}]}')
    ).toEqual({
      version: 1,
      juliaVersion: '',
      depotBytes: 0,
      packages: [{ uuid: '', name: 'A', bytes: 0 }],
      app: [],
      loads: []
    })
  })
})
