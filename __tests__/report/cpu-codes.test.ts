import { expect, it } from '@jest/globals'
import { cpuCodes } from '../../src/report/cpu-codes.ts'
import type { PackageReport, PlatformReport } from '../../src/report/index.ts'
import { makePackage, makePlatformReport, makeReport } from './make-report.ts'

type Files = PackageReport['files']

/** A package with a compiled file for each of these lists of targets. */
const compiledFor = (name: string, ...targets: readonly Files[number]['targets'][]): PackageReport =>
  makePackage(name, {
    files: targets.map((each, at) => ({
      path: `compiled/v1.12/${name}/a_${at}.ji`,
      bytes: 1,
      targets: each,
      projects: ['.']
    }))
  })

/** The codes that each family runs, of one platform with some of it otherwise. */
const codes = (overrides: Partial<PlatformReport>): readonly (string | undefined)[] =>
  cpuCodes(makeReport({ platforms: [makePlatformReport(overrides)] })).flatMap(block =>
    block.kind === 'details'
      ? block.blocks.flatMap(each => (each.kind === 'table' ? each.rows.map(row => row[2]) : []))
      : []
  )

const fallback = 'none that fits: compiled again at run time'

it.each([
  {
    description: 'the targets that every package has',
    overrides: {
      packages: [compiledFor('Words', ['generic', 'haswell']), compiledFor('Poems', ['generic'])]
    },
    expected: ['`generic`', '`generic`', '`generic`', '`generic`']
  },
  {
    description: 'targets in files of their own, one for each pass',
    overrides: {
      passes: ['generic', 'haswell,-rdrnd'],
      packages: [compiledFor('Words', ['generic'], ['haswell'])]
    },
    expected: ['`generic`', '`generic`', '`haswell`', '`haswell`']
  },
  {
    description: 'what the image stage compiled',
    overrides: {
      packages: [],
      app: [
        {
          name: 'App',
          seconds: 1,
          files: [{ path: 'compiled/v1.12/App/a.ji', bytes: 1, targets: ['haswell'] }]
        }
      ]
    },
    expected: [fallback, fallback, '`haswell`', '`haswell`']
  },
  {
    description: 'what was asked for where Julia cannot tell',
    overrides: { packages: [compiledFor('Words', ['generic'], null)] },
    expected: ['`generic`', '`generic`', '`haswell`', '`haswell`']
  },
  {
    description: 'nothing before Julia 1.9',
    overrides: { passes: [''], packages: [compiledFor('Words', [])] },
    expected: []
  },
  { description: 'nothing of a platform that failed', overrides: { failure: 'no' }, expected: [] }
])('tells of $description', ({ overrides, expected }) => {
  expect(codes(overrides)).toEqual(expected)
})
