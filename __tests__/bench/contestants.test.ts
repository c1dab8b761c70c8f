import { expect, test } from '@jest/globals'
import { toldSeconds } from '../../bench/contestants/buildx.mjs'
import { readOptions } from '../../bench/options.mjs'

test('adds up what Julia told in all steps of a build, and nothing of a cached one', () => {
  const lines = [
    '#12 9.101 bench instantiate 1.5',
    '#12 20.22 bench precompile 10.25',
    '#14 3.4 bench precompile 2e-1',
    '#15 CACHED'
  ]
  expect(toldSeconds(lines, 'precompile')).toBeCloseTo(10.45)
  expect(toldSeconds(lines, 'instantiate')).toBe(1.5)
  expect(toldSeconds(['#12 CACHED'], 'precompile')).toBe(0)
})

test.each([
  { description: 'nothing', args: [], expected: { packages: 60, repetitions: 3, quick: false } },
  { description: '--quick', args: ['--quick'], expected: { packages: 20, repetitions: 1, quick: true } },
  {
    description: 'figures of its own',
    args: ['--quick', '--packages', '200', '--scenario', 'leaf', '--scenario', 'app', '--contestant', 'ours'],
    expected: { packages: 200, scenarios: ['leaf', 'app'], only: ['ours'] }
  }
])('reads the options of $description', ({ args, expected }) => {
  expect(readOptions(args)).toMatchObject(expected)
})
