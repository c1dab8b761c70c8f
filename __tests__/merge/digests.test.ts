import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { UserError } from '../../src/errors.ts'
import { readReferences, repositoryOf } from '../../src/merge/digests.ts'
import { makeReport } from '../report/make-report.ts'
import { digest } from './make-registry.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'digests-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const tags = ['registry.example:5000/app:1.0', 'other.example/app:latest']
const here = (digit: string): string => `registry.example:5000/app@${digest(digit)}`

/** Writes files with their folders; a name that ends in `/` is an empty folder. */
function writeFiles(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name.replace(/[^/]*$/, '')), { recursive: true })
    if (!name.endsWith('/')) writeFileSync(join(folder, name), text)
  }
}

const reportOf = (digit: string): string =>
  JSON.stringify(makeReport({ image: { seconds: 1, tags: [], digest: digest(digit) } }))

describe('repositoryOf', () => {
  it.each([
    { reference: 'app', repository: 'app' },
    { reference: 'ghcr.io/acme/app:1.0', repository: 'ghcr.io/acme/app' },
    { reference: 'localhost:5000/app', repository: 'localhost:5000/app' },
    { reference: `localhost:5000/app:1.0@${digest('a')}`, repository: 'localhost:5000/app' }
  ])('of $reference is $repository', ({ reference, repository }) => {
    expect(repositoryOf(reference)).toBe(repository)
  })
})

describe('readReferences', () => {
  it.each([
    {
      description: 'digests, of the first tag’s repository',
      digests: [digest('a'), 'b'.repeat(64)],
      references: [here('a'), here('b')]
    },
    {
      description: 'references as they are',
      digests: [`other.example/app@${digest('a')}`, `other.example/app:1@${digest('b')}`],
      references: [`other.example/app@${digest('a')}`, `other.example/app:1@${digest('b')}`]
    }
  ])('takes $description', async ({ digests, references }) => {
    expect(await readReferences({ tags, digests })).toEqual(references)
  })

  it.each([
    {
      description: 'a folder of reports, each in the folder of its artifact',
      files: {
        'digest-arm64/report-linux-arm64-7.json': reportOf('b'),
        'digest-amd64/report-linux-amd64-7.json': reportOf('a')
      },
      paths: ['']
    },
    {
      description: 'a folder of empty files named by digest',
      files: { ['a'.repeat(64)]: '', ['b'.repeat(64)]: '' },
      paths: ['']
    },
    {
      description: 'files by name, a report and one named by digest',
      files: { 'report.json': reportOf('a'), [digest('b')]: '' },
      paths: ['report.json', digest('b')]
    }
  ])('reads $description', async ({ files, paths }) => {
    writeFiles(files)
    const digests = paths.map(path => join(folder, path))
    expect(await readReferences({ tags, digests })).toEqual([here('a'), here('b')])
  })

  it.each([
    {
      description: 'an entry that is nothing',
      files: {},
      message: `digests: "FOLDER/digests" is neither a digest (sha256: and 64 hex digits, with or without "repository@" in front) nor a file or folder. Check the path of actions/download-artifact.`
    },
    {
      description: 'an empty folder',
      files: { 'digests/': '' },
      message:
        'digests: the folder FOLDER/digests is empty. Upload the file that the output "report" names in each build job, and check the pattern of actions/download-artifact.'
    },
    {
      description: 'a file of another kind',
      files: { 'digests/notes.txt': 'hello' },
      message:
        'digests: FOLDER/digests/notes.txt is neither a report of julia-bake (a .json file) nor named by a digest (64 hex digits). Download the digests into a folder of their own.'
    },
    {
      description: 'a report that was cut off',
      files: { 'digests/report.json': '{"image":' },
      message:
        'digests: FOLDER/digests/report.json is not JSON. Pass on the file that the output "report" names.'
    },
    {
      description: 'the report of a failed build',
      files: { 'digests/report.json': JSON.stringify(makeReport({ image: null })) },
      message:
        'digests: FOLDER/digests/report.json reports no digest: that build failed or pushed nothing. It needs an output such as "type=image,name=REPOSITORY,push-by-digest=true,name-canonical=true,push=true".'
    },
    {
      description: 'a digest that is there twice',
      files: { 'digests/one.json': reportOf('a'), 'digests/two.json': reportOf('a') },
      message: `digests: ${digest('a')} is there twice, from FOLDER/digests/one.json and from FOLDER/digests/two.json. Each platform is built by one job: check the matrix, and merge only what one workflow run has built.`
    }
  ])('refuses $description', async ({ files, message }) => {
    writeFiles(files)
    await expect(readReferences({ tags, digests: [join(folder, 'digests')] })).rejects.toThrow(
      new UserError(message.replaceAll('FOLDER', folder))
    )
  })
})
