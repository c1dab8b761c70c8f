import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parseReleases } from '../../src/julia/index.ts'
import { indexUrl, mirrored } from '../../src/julia/releases.ts'

const real: unknown = JSON.parse(readFileSync(new URL('fixtures/versions.json', import.meta.url), 'utf8'))
const file = {
  url: 'https://julialang-s3.julialang.org/bin/linux/x64/1.10/julia-1.10.5-linux-x86_64.tar.gz',
  triplet: 'x86_64-linux-gnu',
  kind: 'archive'
}

describe('parseReleases', () => {
  it('keeps the Linux tarballs of a real index by triplet', () => {
    const releases = parseReleases(real)
    expect([...releases.keys()]).toEqual(['1.5.3', '1.10.5', '1.11.0-rc4'])
    expect([...(releases.get('1.10.5')?.distributions.keys() ?? [])].sort()).toEqual([
      'aarch64-linux-gnu',
      'x86_64-linux-gnu'
    ])
    expect(releases.get('1.11.0-rc4')?.stable).toBe(false)
    expect(releases.get('1.10.5')?.distributions.get('x86_64-linux-gnu')).toEqual({
      version: '1.10.5',
      triplet: 'x86_64-linux-gnu',
      url: file.url,
      sha256: '33497b93cf9dd65e8431024fd1db19cbfbe30bd796775a59d53e2df9a8de6dc0',
      asc: '-----BEGIN PGP SIGNATURE-----\n\n(cut)\n-----END PGP SIGNATURE-----\n',
      size: 173909866
    })
  })

  it.each([
    ['a file without the fields it needs', { '1.10.5': { stable: true, files: [{ triplet: 1 }, null] } }],
    ['an installer', { '1.10.5': { files: [{ ...file, kind: 'installer' }] } }],
    ['a package of another format', { '1.10.5': { files: [{ ...file, url: 'https://x.example/a.zip' }] } }],
    ['a release without files', { '1.10.5': {} }]
  ])('passes over %s', (_description, json) => {
    expect(parseReleases(json).get('1.10.5')?.distributions.size).toBe(0)
  })

  it.each([
    ['is not 64 hexadecimal digits', 'abc'],
    ['is not a text', 7]
  ])('has no checksum where it %s', (_description, sha256) => {
    const releases = parseReleases({ '1.10.5': { files: [{ ...file, sha256, future: {} }], future: 1 } })
    expect(releases.get('1.10.5')?.distributions.get('x86_64-linux-gnu')).toEqual({
      version: '1.10.5',
      triplet: file.triplet,
      url: file.url
    })
  })

  it.each([
    ['an empty object', {}],
    ['an array', []],
    ['nothing', null],
    ['an object of other things', { latest: { files: [] }, '1.10.5': 'x' }]
  ])('refuses %s', (_description, json) => {
    expect(() => parseReleases(json)).toThrow('The release index holds no Julia version.')
  })
})

describe('mirrored', () => {
  it.each([
    ['leaves an official address without a mirror', file.url, '', file.url],
    [
      'keeps the path of the mirror',
      'https://julialang-s3.julialang.org/bin/a.tar.gz',
      'http://mirror.example:8080/julia/',
      'http://mirror.example:8080/julia/bin/a.tar.gz'
    ],
    ['leaves other addresses', 'https://x.example/a', 'https://mirror.example', 'https://x.example/a'],
    [
      'leaves a host that only begins like the official one',
      'https://julialang-s3.julialang.org.x.example/a',
      'https://mirror.example',
      'https://julialang-s3.julialang.org.x.example/a'
    ]
  ])('%s', (_description, url, mirror, expected) => {
    expect(mirrored(url, mirror)).toBe(expected)
  })

  it('gives the address of the index', () => {
    expect(indexUrl('')).toBe('https://julialang-s3.julialang.org/bin/versions.json')
    expect(indexUrl('https://mirror.example/x')).toBe('https://mirror.example/x/bin/versions.json')
  })

  it.each(['mirror.example', 'ftp://mirror.example', 'https//x'])('refuses the mirror %s', mirror => {
    expect(() => indexUrl(mirror)).toThrow(`julia-mirror: "${mirror}" is not a base URL.`)
  })
})
