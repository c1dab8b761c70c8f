import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { annotationAt } from '../src/annotation.ts'

const workspace = mkdtempSync(join(tmpdir(), 'annotation-'))
const file = join(workspace, 'Manifest.toml')
writeFileSync(file, 'manifest_format = "2.0"\n\n[[deps.Words]]\nuuid = "x"\n')
afterAll(() => rmSync(workspace, { recursive: true }))

describe('annotationAt', () => {
  const env = { GITHUB_WORKSPACE: workspace }
  const title = 'A title'
  const keys = [['deps', 'Words'], ['Words']]

  it.each([
    {
      description: 'the line of the first key that is there',
      place: { file, keys: [['Words'], ['deps', 'Words']] },
      properties: { title, file: 'Manifest.toml', startLine: 3 }
    },
    {
      description: 'a line',
      place: { file, line: 7 },
      properties: { title, file: 'Manifest.toml', startLine: 7 }
    },
    {
      description: 'the file where it has none of the keys',
      place: { file, keys: [['no']] },
      properties: { title, file: 'Manifest.toml' }
    },
    {
      description: 'the file where it cannot be read',
      place: { file: join(workspace, 'a', 'none'), keys },
      properties: { title, file: 'a/none' }
    },
    {
      description: 'no place outside of the checkout',
      place: { file: join(workspace, '..', 'x') },
      properties: { title }
    },
    { description: 'no place where there is none', place: undefined, properties: { title } }
  ])('gives $description', ({ place, properties }) => {
    expect(annotationAt(env, title, place)).toEqual(properties)
  })

  it('gives no place outside of a runner', () => {
    expect(annotationAt({}, title, { file, keys })).toEqual({ title })
  })
})
