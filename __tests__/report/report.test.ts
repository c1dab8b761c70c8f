import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { compiledNow, readDepotReport } from '../../src/report/index.ts'
import { makePackage } from './make-report.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const read = (text: string) => {
  writeFileSync(join(folder, 'report.json'), text)
  return readDepotReport(join(folder, 'report.json'))
}

const nothing = {
  platform: '',
  julia: '',
  packages: [],
  seconds: { restore: 0, instantiate: 0, precompile: 0, prune: 0 }
}

describe('readDepotReport', () => {
  it('reads what a depot stage writes', async () => {
    const report = {
      platform: 'linux/amd64',
      julia: '1.12.7',
      packages: [
        { name: 'Words', uuid: 'u1', compiled: true, seconds: 1.5, bytes: 2500 },
        { name: 'Poems', uuid: 'u2', compiled: false, seconds: null, bytes: 10 }
      ],
      seconds: { restore: 0.5, instantiate: 3, precompile: 14.25, prune: 1 }
    }
    expect(await read(JSON.stringify(report))).toEqual(report)
  })

  it.each([
    { description: 'an older form without any of it', text: '{}', report: nothing },
    { description: 'no object', text: '[1]', report: nothing },
    {
      description: 'other types',
      text: '{"platform":1,"packages":[1,{"name":2,"compiled":"yes","bytes":"3"}],"seconds":4}',
      report: { ...nothing, packages: [{ name: '', uuid: '', compiled: false, seconds: null, bytes: 0 }] }
    }
  ])('takes $description for empty', async ({ text, report }) => {
    expect(await read(text)).toEqual(report)
  })

  it('fails for a file that is not there', async () => {
    await expect(readDepotReport(join(folder, 'nothing.json'))).rejects.toThrow('ENOENT')
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
