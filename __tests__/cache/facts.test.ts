import { gzipSync } from 'node:zlib'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { packFacts, unpackFacts } from '../../src/cache/facts.ts'

const packed = (text: string): string => gzipSync(text).toString('base64')

/** A report and a hash tree of as many packages, with hashes that no packing makes smaller. */
function makeFacts(count: number) {
  const hash = (): string => randomBytes(32).toString('hex')
  const uuids = Array.from({ length: count }, () => hash().slice(0, 36))
  const nodes = uuids.map((uuid, at) => ({
    uuid,
    name: `Package${at}`,
    version: `1.${at}.0`,
    source: hash().slice(0, 40),
    preferences: '',
    extensions: '',
    stdlib: false,
    immutable: true,
    dependencies: uuids.slice(Math.max(0, at - 12), at),
    hash: hash()
  }))
  const packages = uuids.map((uuid, at) => ({
    name: `Package${at}`,
    uuid,
    compiled: true,
    seconds: at / 7,
    bytes: 123456 + at,
    files: [
      {
        path: `compiled/v1.12/Package${at}/${hash().slice(0, 5)}_${hash().slice(0, 5)}.ji`,
        bytes: 123456 + at,
        targets: ['generic', 'sandybridge', 'haswell'],
        recipes: ['1']
      }
    ]
  }))
  return {
    report: JSON.stringify({ packages }),
    trees: `${JSON.stringify({ format: 1, juliaVersion: '1.12.7', rootHash: hash(), nodes })}\n`
  }
}

describe('the facts of a depot as an annotation', () => {
  it('come back as they were, from one line that no file of buildx has to quote', () => {
    const facts = { report: '{"packages":["ä"]}\n', trees: '{"nodes":[]}\n{}\n' }
    expect(packFacts(facts)).toMatch(/^[A-Za-z\d+/]+=*$/)
    expect(unpackFacts(packFacts(facts))).toEqual(facts)
  })

  it('take less than 150 kB for 400 packages, of the 4 MiB that a registry takes', () => {
    const facts = makeFacts(400)
    expect(facts.report.length + facts.trees.length).toBeGreaterThan(350_000)
    expect(packFacts(facts).length).toBeLessThan(150_000)
  })

  it('are refused where no manifest could hold them', () => {
    const report = randomBytes(2_500_000).toString('base64')
    expect(() => packFacts({ report, trees: '' })).toThrow(
      /^what there is to tell of the depot takes \d{7} characters of 3145728$/
    )
  })

  it.each([
    { description: 'no base64 of gzip', text: 'AAAA', message: 'header' },
    { description: 'no JSON', text: packed('{"report":'), message: 'JSON' },
    { description: 'no object', text: packed('null'), message: 'no report or no trees' },
    { description: 'no trees', text: packed('{"report":"{}"}'), message: 'no report or no trees' },
    {
      description: 'other types',
      text: packed('{"report":1,"trees":""}'),
      message: 'no report or no trees'
    },
    {
      description: 'more than memory is for',
      text: gzipSync(Buffer.alloc(70 * 1024 * 1024)).toString('base64'),
      message: 'Cannot create a Buffer larger than'
    }
  ])('are not read from $description', ({ text, message }) => {
    expect(() => unpackFacts(text)).toThrow(message)
  })
})
