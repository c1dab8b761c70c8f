import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { median, unionLength, watchFolder } from '../../bench/measure.mjs'

test.each([
  { description: 'an odd number of values', values: [3, 1, 2], expected: 2 },
  { description: 'an even number', values: [4, 1, 2, 3], expected: 2.5 },
  { description: 'one', values: [7], expected: 7 },
  { description: 'none', values: [], expected: Number.NaN }
])('the median of $description', ({ values, expected }) => {
  expect(median(values)).toBe(expected)
})

test.each([
  {
    description: 'apart',
    spans: [
      [0, 1],
      [2, 4]
    ],
    expected: 3
  },
  {
    description: 'that overlap',
    spans: [
      [2, 5],
      [0, 3]
    ],
    expected: 5
  },
  {
    description: 'one inside the other',
    spans: [
      [0, 10],
      [2, 3]
    ],
    expected: 10
  }
] as const)('the length of spans $description', ({ spans, expected }) => {
  expect(unionLength(spans)).toBe(expected)
})

test('counts the bytes that were read from a folder and written to it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-watch-'))
  writeFileSync(join(folder, 'old'), 'x'.repeat(100))
  writeFileSync(join(folder, 'other'), 'x'.repeat(1000))
  const moved = watchFolder(folder)
  readFileSync(join(folder, 'old'))
  writeFileSync(join(folder, 'new'), 'x'.repeat(10))
  expect(moved()).toEqual({ read: 100, written: 10 })
  rmSync(folder, { recursive: true })
})
