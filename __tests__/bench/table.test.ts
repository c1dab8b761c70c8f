import { expect, test } from '@jest/globals'
import { renderChart } from '../../bench/chart.mjs'
import { addRun, type Results, type Run } from '../../bench/results.mjs'
import { renderTable } from '../../bench/table.mjs'

const makeRun = (overrides: Partial<Run>): Run => ({
  scenario: 'cold',
  contestant: 'ours',
  repetition: 1,
  packages: 60,
  wall: 10,
  julia: 5,
  read: 0,
  written: 2_000_000,
  pushed: 3_000_000,
  image: 4_000_000,
  steps: {},
  ...overrides
})

const makeResults = (runs: readonly Run[]): Results => ({
  date: '2026-11-24',
  machine: { cpu: 'A & B', cores: 2, memoryGiB: 8 },
  versions: { julia: '1.12.7', buildkit: 'v1', buildx: 'v2' },
  packages: 60,
  repetitions: 3,
  quick: false,
  notes: [],
  runs
})

const results = makeResults([
  makeRun({ wall: 10, peak: 90_000_000 }),
  makeRun({ repetition: 2, wall: 30, peak: 70_000_000 }),
  makeRun({ repetition: 3, wall: 20, peak: 80_000_000 }),
  makeRun({ contestant: 'layers', wall: 40 }),
  makeRun({ contestant: 'floor', wall: 5, scenario: 'leaf' })
])

test('the table has medians, and ratios to ours in the same scenario', () => {
  expect(renderTable(results).split('\n')).toEqual([
    '2026-11-24, A & B, 2 cores, 8 GiB: Julia 1.12.7, BuildKit v1, buildx v2, 60 packages, medians of 3 runs.',
    '',
    '| scenario | contestant | wall s | / ours | Julia s | store read MB | store written MB | pushed MB | image MB | peak MB |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| cold | ours | 20.0 | 1.00 | 5.0 | 0.0 | 2.0 | 3.0 | 4.0 | 80.0 |',
    '| cold | layers | 40.0 | 2.00 | 5.0 | 0.0 | 2.0 | 3.0 | 4.0 |  |',
    '| leaf | floor | 5.0 |  | 5.0 |  |  |  |  |  |'
  ])
})

test('the chart draws a bar per contestant and scenario, to one scale', () => {
  const chart = renderChart(results)
  const widths = [...chart.matchAll(/width="([\d.]+)" height="12" fill="#\w+" fill-opacity/g)].map(([, w]) =>
    Number(w)
  )
  expect(widths).toEqual([590, 295, 73.8])
  expect(chart).toContain('A &amp; B')
})

test('a run takes the place of an older one of the same kind', () => {
  const added = addRun(results, makeRun({ repetition: 2, wall: 31 }))
  expect(added.runs.filter(({ contestant }) => contestant === 'ours').map(({ wall }) => wall)).toEqual([
    10, 20, 31
  ])
})
