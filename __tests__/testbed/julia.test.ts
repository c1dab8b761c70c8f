import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { downloadOfficial, newestForAll } from '../../testbed/julia-official.mjs'
import { byVersion, makeEntry, parseName } from '../../testbed/julia-release.mjs'
import { root } from '../../testbed/layout.mjs'

const content = { size: 1, sha256: 'ab'.repeat(32) }

function release(version: string, archs: string[]) {
  return {
    stable: !version.includes('-'),
    files: archs.map(arch => makeEntry(`julia-${version}-linux-${arch}.tar.gz`, content))
  }
}

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('julia mirror', () => {
  it('keeps the signature of an official release beside it', async () => {
    const file = 'julia-1.12.7-linux-x86_64.tar.gz'
    const sha256 = createHash('sha256').update('Julia').digest('hex')
    const server = createServer((request, response) => {
      const url = `http://${request.headers.host ?? ''}/${file}`
      const entry = { ...makeEntry(file, { size: 5, sha256 }), url, asc: 'signature' }
      const index = JSON.stringify({ '1.12.7': { stable: true, files: [entry] } })
      response.end(request.url === `/${file}` ? 'Julia' : index)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const host = typeof bound === 'object' && bound ? `http://127.0.0.1:${bound.port}` : ''
    await downloadOfficial({ host, archs: ['x86_64'], folder }, () => undefined)
    await new Promise(resolve => server.close(resolve))
    expect(readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'utf8')])).toEqual([
      [file, 'Julia'],
      [`${file}.asc`, 'signature']
    ])
  })

  it('offers the signature that lies beside a tarball of a folder of your own', () => {
    const own = join(folder, 'own')
    const base = join(folder, 'state/julia/bin/linux')
    for (const path of [own, base]) mkdirSync(path, { recursive: true })
    for (const arch of ['x86_64', 'aarch64'])
      writeFileSync(join(base, `julia-1.5.3-linux-${arch}.tar.gz`), '')
    writeFileSync(join(own, 'julia-1.12.7-linux-x86_64.tar.gz'), 'Julia')
    writeFileSync(join(own, 'julia-1.12.7-linux-x86_64.tar.gz.asc'), 'signature')
    const up = `import { up } from ${JSON.stringify(join(root, 'testbed/julia.mjs'))}; await up(() => {})`
    execFileSync(process.execPath, ['--input-type=module', '-e', up], {
      env: { JULIA_BAKE_TESTBED_DIR: join(folder, 'state'), JULIA_BAKE_TESTBED_JULIA: own }
    })
    const index: unknown = JSON.parse(readFileSync(join(folder, 'state/julia/bin/versions.json'), 'utf8'))
    expect(index).toMatchObject({ '1.12.7': { files: [{ size: 5, asc: 'signature' }] } })
    expect(index).not.toHaveProperty(['1.5.3', 'files', '0', 'asc'])
  })

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
