import { describe, expect, it } from '@jest/globals'
import { newestForAll } from '../../testbed/julia-official.mjs'
import { byVersion, makeEntry, parseName } from '../../testbed/julia-release.mjs'

const content = { size: 1, sha256: 'ab'.repeat(32) }

function release(version: string, archs: string[]) {
  return {
    stable: !version.includes('-'),
    files: archs.map(arch => makeEntry(`julia-${version}-linux-${arch}.tar.gz`, content))
  }
}

describe('julia mirror', () => {
  it('describes a tarball as the official index does', () => {
    expect(makeEntry('julia-1.5.3-linux-x86_64.tar.gz', content)).toEqual({
      url: 'https://julialang-s3.julialang.org/bin/linux/x64/1.5/julia-1.5.3-linux-x86_64.tar.gz',
      triplet: 'x86_64-linux-gnu',
      kind: 'archive',
      arch: 'x86_64',
      sha256: content.sha256,
      size: 1,
      version: '1.5.3',
      os: 'linux',
      extension: 'tar.gz'
    })
  })

  it.each([
    { name: 'julia-1.13.0-rc3-linux-aarch64.tar.gz', parsed: { version: '1.13.0-rc3', arch: 'aarch64' } },
    { name: 'julia-1.12.5-linux-x86_64.tar.gz.json', parsed: undefined },
    { name: 'julia-1.12.5-mac64.tar.gz', parsed: undefined }
  ])('reads the name $name', ({ name, parsed }) => {
    expect(parseName(name)).toEqual(parsed)
  })

  it('orders versions by value', () => {
    const sorted = ['1.5.3', '1.10.0', '1.12.0-rc2', '1.12.0-rc10', '1.12.0', '1.12.1']
    expect([...sorted].reverse().sort(byVersion)).toEqual(sorted)
  })

  it('takes the newest stable release that all architectures have', () => {
    const index = {
      '1.9.4': release('1.9.4', ['x86_64', 'aarch64']),
      '1.10.2': release('1.10.2', ['x86_64', 'aarch64']),
      '1.11.0': release('1.11.0', ['x86_64']),
      '1.12.0-rc1': release('1.12.0-rc1', ['x86_64', 'aarch64'])
    }
    expect(newestForAll(index, ['x86_64', 'aarch64']).map(({ version, arch }) => [version, arch])).toEqual([
      ['1.10.2', 'x86_64'],
      ['1.10.2', 'aarch64']
    ])
  })
})
