import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { entryFiles, readLayout } from '../../src/cache/index.ts'
import { linkTree } from '../../src/cache/entry.ts'
import { makeEntry } from './make-entry.ts'

let root: string
let layout: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'entry-'))
  layout = entryFiles(join(root, 'entry')).layout
})

afterEach(() => rmSync(root, { recursive: true }))

const blobs = (): readonly string[] => readdirSync(join(layout, 'blobs/sha256'))
const hexOf = (text: string): string =>
  blobs().find(hex => readFileSync(join(layout, 'blobs/sha256', hex), 'utf8') === text) ?? ''

describe('readLayout', () => {
  it('gives the context reference, the digest and the bytes of all blobs', async () => {
    const { digest, bytes } = makeEntry(join(root, 'entry'), 'one')
    expect(await readLayout(layout)).toEqual({ context: `oci-layout://${layout}@${digest}`, digest, bytes })
  })

  it('says which blob is not there in full', async () => {
    makeEntry(join(root, 'entry'), 'one layer')
    const hex = hexOf('one layer')
    writeFileSync(join(layout, 'blobs/sha256', hex), 'one')
    await expect(readLayout(layout)).rejects.toThrow(`sha256:${hex} has 3 bytes instead of 9`)
  })

  it('says which blob is missing', async () => {
    makeEntry(join(root, 'entry'), 'one layer')
    const hex = hexOf('one layer')
    rmSync(join(layout, 'blobs/sha256', hex))
    await expect(readLayout(layout)).rejects.toThrow(
      `ENOENT: no such file or directory, stat '${layout}/blobs/sha256/${hex}'`
    )
  })

  it.each([
    { description: 'no manifest', index: '{"manifests":[]}', message: 'a descriptor has no digest or size' },
    { description: 'no list of manifests', index: '{}', message: 'a descriptor has no digest or size' },
    {
      description: 'a digest that leads elsewhere',
      index: '{"manifests":[{"digest":"sha256:../../../secret","size":1}]}',
      message: 'a descriptor has no digest or size'
    },
    { description: 'no object', index: 'null', message: /index\.json is not a JSON object$/ },
    { description: 'half a file', index: '{"manifests":', message: /JSON/ }
  ])('refuses an index with $description', async ({ index, message }) => {
    makeEntry(join(root, 'entry'), 'one')
    writeFileSync(join(layout, 'index.json'), index)
    await expect(readLayout(layout)).rejects.toThrow(message)
  })
})

describe('linkTree', () => {
  it('gives a second tree of the same files, which outlives the first', async () => {
    makeEntry(join(root, 'entry'), 'one')
    const before = await readLayout(layout)
    const copy = entryFiles(join(root, 'deep/copy')).layout
    await linkTree(join(root, 'entry'), join(root, 'deep/copy'))
    expect(statSync(join(copy, 'index.json')).ino).toBe(statSync(join(layout, 'index.json')).ino)
    rmSync(join(root, 'entry'), { recursive: true })
    expect(await readLayout(copy)).toEqual({ ...before, context: `oci-layout://${copy}@${before.digest}` })
  })

  it('never writes into a file that is there already', async () => {
    mkdirSync(join(root, 'from'))
    mkdirSync(join(root, 'to'))
    writeFileSync(join(root, 'from/file'), 'new')
    writeFileSync(join(root, 'to/file'), 'old')
    await linkTree(join(root, 'to'), join(root, 'kept'))
    await expect(linkTree(join(root, 'from'), join(root, 'to'))).rejects.toThrow('EEXIST')
    expect(readFileSync(join(root, 'kept/file'), 'utf8')).toBe('old')
  })
})
