import { describe, expect, it } from '@jest/globals'
import { compiledNow, parseDepotReport, readFileEvent } from '../../src/report/index.ts'
import { makePackage } from './make-report.ts'

const nothing = {
  platform: '',
  julia: '',
  packages: [],
  seconds: { restore: 0, instantiate: 0, precompile: 0, prune: 0 }
}

describe('parseDepotReport', () => {
  it('reads what a depot stage writes', () => {
    const file = {
      path: 'compiled/v1.12/Words/a_b.ji',
      bytes: 2500,
      targets: ['generic', 'haswell'],
      recipes: ['1', '2']
    }
    const report = {
      platform: 'linux/amd64',
      julia: '1.12.7',
      packages: [
        { name: 'Words', uuid: 'u1', compiled: true, seconds: 1.5, bytes: 2500, files: [file] },
        { name: 'Poems', uuid: 'u2', compiled: false, seconds: null, bytes: 10, files: [] },
        {
          name: 'Rhymes',
          uuid: 'u3',
          compiled: false,
          seconds: null,
          bytes: 10,
          files: [{ ...file, targets: null }]
        }
      ],
      seconds: { restore: 0.5, instantiate: 3, precompile: 14.25, prune: 1 }
    }
    expect(parseDepotReport(JSON.stringify(report))).toEqual(report)
  })

  it.each([
    { description: 'an older form without any of it', text: '{}', report: nothing },
    { description: 'no object', text: '[1]', report: nothing },
    {
      description: 'other types',
      text: '{"platform":1,"packages":[1,{"name":2,"compiled":"yes","bytes":"3"}],"seconds":4}',
      report: {
        ...nothing,
        packages: [{ name: '', uuid: '', compiled: false, seconds: null, bytes: 0, files: [] }]
      }
    }
  ])('takes $description for empty', ({ text, report }) => {
    expect(parseDepotReport(text)).toEqual(report)
  })

  it('fails for half a file', () => {
    expect(() => parseDepotReport('{"packages":')).toThrow('JSON')
  })
})

describe('readFileEvent', () => {
  const file = { path: 'compiled/v1.12/App/a_b.ji', bytes: 10, targets: ['generic'] }

  it('reads the package and the file of an image stage', () => {
    expect(readFileEvent(`App ${JSON.stringify(file)}`)).toEqual({ name: 'App', file })
  })

  it.each(['App', 'App {', 'App 1'])('passes over what it cannot read: "%s"', event => {
    expect(readFileEvent(event)).toBeUndefined()
  })
})

describe('compiledNow', () => {
  const [words, poems] = [makePackage('Words'), makePackage('Poems')]

  it.each([
    { description: 'all', names: ['Words', 'Poems'], packages: [words, poems] },
    { description: 'one', names: ['Words'], packages: [words, { ...poems, compiled: false, seconds: null }] },
    {
      description: 'none, after an exact hit',
      names: [],
      packages: [words, poems].map(each => ({ ...each, compiled: false, seconds: null }))
    }
  ])('tells which packages this run compiled: $description', ({ names, packages }) => {
    expect(compiledNow([words, poems], new Set(names))).toEqual(packages)
  })
})
