import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { UserError } from '../../src/errors.ts'
import { repackJulia } from '../../src/julia/repack.ts'
import { makeTarball, mtime, program, readTar, type Entry } from './make-tarball.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repack-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function repack(tarball: Buffer) {
  await writeFile(join(folder, 'in.tar.gz'), tarball)
  return repackJulia(join(folder, 'in.tar.gz'), join(folder, 'out.tar'))
}

const output = (): Promise<Buffer> => readFile(join(folder, 'out.tar'))
const long = `${'a'.repeat(90)}/${'b'.repeat(120)}.jl`
const owner = { uid: 0, gid: 0 }
const parent = { type: 'directory', mode: '755', mtime: new Date(1000), ...owner }

describe('repackJulia', () => {
  it('moves every kind of entry to its full path with its time and mode', async () => {
    await repack(
      await makeTarball([
        { name: 'julia-1.12.7/', type: 'directory', mode: 0o700 },
        { name: 'julia-1.12.7/bin/', type: 'directory', mode: 0o755 },
        program,
        { name: 'julia-1.12.7/lib/libjulia.so.1', mode: 0o4755, text: 'so', mtime: new Date(0) },
        { name: 'julia-1.12.7/lib/libjulia.so', type: 'symlink', linkname: 'libjulia.so.1', mode: 0o777 },
        { name: 'julia-1.12.7/lib/again', type: 'link', linkname: 'julia-1.12.7/lib/libjulia.so.1' },
        { name: './julia-1.12.7/share/ünïcode.jl', text: '1' },
        { name: `julia-1.12.7/${long}`, text: 'long' },
        { name: 'julia-1.12.7/etc/long', type: 'symlink', linkname: `../${long}`, mode: 0o777 },
        { name: 'julia-1.12.7/etc/hard', type: 'link', linkname: `julia-1.12.7/${long}` },
        { name: 'julia-1.12.7/etc/empty', text: '' }
      ])
    )
    const at = { mtime, ...owner }
    expect(await readTar(await output())).toEqual([
      { name: 'usr/', ...parent },
      { name: 'usr/local/', ...parent },
      { name: 'usr/local/julia/', ...parent },
      { name: 'usr/local/julia/bin/', type: 'directory', mode: '755', ...at },
      { name: 'usr/local/julia/bin/julia', type: 'file', mode: '755', ...at, text: 'ELF' },
      {
        name: 'usr/local/julia/lib/libjulia.so.1',
        type: 'file',
        mode: '755',
        mtime: new Date(0),
        ...owner,
        text: 'so'
      },
      {
        name: 'usr/local/julia/lib/libjulia.so',
        type: 'symlink',
        mode: '777',
        ...at,
        linkname: 'libjulia.so.1'
      },
      {
        name: 'usr/local/julia/lib/again',
        type: 'link',
        mode: '644',
        ...at,
        linkname: 'usr/local/julia/lib/libjulia.so.1'
      },
      { name: 'usr/local/julia/share/ünïcode.jl', type: 'file', mode: '644', ...at, text: '1' },
      { name: `usr/local/julia/${long}`, type: 'file', mode: '644', ...at, text: 'long' },
      { name: 'usr/local/julia/etc/long', type: 'symlink', mode: '777', ...at, linkname: `../${long}` },
      {
        name: 'usr/local/julia/etc/hard',
        type: 'link',
        mode: '644',
        ...at,
        linkname: `usr/local/julia/${long}`
      },
      { name: 'usr/local/julia/etc/empty', type: 'file', mode: '644', ...at, text: '' }
    ])
  })

  it('writes the same bytes for the same tarball, however large its files', async () => {
    const text = randomBytes(3_000_001).toString('latin1')
    const tarball = await makeTarball([program, { name: 'julia-1.12.7/lib/sys.so', text }])
    await repack(tarball)
    const first = await output()
    await repack(tarball)
    expect((await output()).equals(first)).toBe(true)
    expect(await readTar(first)).toContainEqual(
      expect.objectContaining({ name: 'usr/local/julia/lib/sys.so', text })
    )
  })

  const commit = '0123456789abcdef0123456789abcdef01234567'
  const nightly = (...entries: readonly Entry[]): readonly Entry[] =>
    [program, ...entries].map(entry => ({
      ...entry,
      name: entry.name.replace('1.12.7', commit.slice(0, 10))
    }))
  const version: Entry = {
    name: 'julia-1.12.7/include/julia/julia_version.h',
    text: '// generated\n#define JULIA_VERSION_STRING "1.14.0-DEV.321"\n#define JULIA_VERSION_MAJOR 1\n'
  }
  const git: Entry = {
    name: 'julia-1.12.7/share/julia/base/version_git.jl',
    text: `const GIT_VERSION_INFO = GitVersionInfo(\n    "${commit}",\n    "0123456789",\n    "master",\n`
  }
  it.each([
    ['the version and the whole commit', nightly(version, git), { version: '1.14.0-DEV.321', commit }],
    [
      'the commit from the top folder where there is no other',
      nightly(version),
      { version: '1.14.0-DEV.321', commit: commit.slice(0, 10) }
    ],
    ['nothing where nothing is said', [program], {}]
  ])('reads %s', async (_description, entries, facts) => {
    expect(await repack(await makeTarball(entries))).toEqual(facts)
  })

  it.each<[string, readonly Entry[], string]>([
    [
      'a path that leads outside',
      [program, { name: 'julia-1.12.7/../../etc/passwd', text: 'x' }],
      'entry "julia-1.12.7/../../etc/passwd": its path leads outside with ".."'
    ],
    [
      'an absolute path',
      [program, { name: '/etc/passwd', text: 'x' }],
      'entry "/etc/passwd": its path is absolute'
    ],
    [
      'a hard link to outside',
      [program, { name: 'julia-1.12.7/a', type: 'link', linkname: '../../etc/shadow' }],
      'entry "../../etc/shadow": its path leads outside'
    ],
    [
      'a file written through a link',
      [
        program,
        { name: 'julia-1.12.7/a', type: 'symlink', linkname: '/etc' },
        { name: 'julia-1.12.7/a/b/passwd', text: 'x' }
      ],
      'entry "julia-1.12.7/a/b/passwd": a folder above it is a link'
    ],
    [
      'a second top folder',
      [program, { name: 'julia-1.12.6/bin/x', text: 'x' }],
      'entry "julia-1.12.6/bin/x": all should be in one folder julia-VERSION'
    ],
    ['another top folder', [{ name: 'python/bin/julia', text: 'x' }], 'all should be in one folder'],
    ['a file in place of the top folder', [{ name: 'julia-1.12.7', text: 'x' }], 'it is not inside a folder'],
    [
      'a device',
      [program, { name: 'julia-1.12.7/null', type: 'character-device' }],
      `entry "julia-1.12.7/null": Julia's have no character-device`
    ],
    ['a tarball without entries', [], 'The tarball holds no bin/julia'],
    [
      'a tarball without Julia',
      [{ name: 'julia-1.12.7/LICENSE', text: 'x' }],
      'The tarball holds no bin/julia'
    ]
  ])('refuses %s', async (_description, entries, message) => {
    const refused = repack(await makeTarball(entries))
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(message)
  })

  it.each<[string, (whole: Buffer) => Buffer]>([
    ['a file of no bytes', () => Buffer.alloc(0)],
    ['a page in place of a tarball', () => Buffer.from('<html>not found</html>')],
    ['a tarball that was cut off', whole => whole.subarray(0, whole.length / 2)],
    [
      'a tarball with a wrong byte',
      whole => Buffer.from(whole.map((byte, i) => (i === 400_000 ? ~byte : byte)))
    ],
    ['compressed garbage', () => gzipSync(randomBytes(2000))],
    ['a tar that was cut off before it was compressed', () => gzipSync(Buffer.alloc(100))]
  ])('refuses %s', async (_description, damage) => {
    const text = randomBytes(1_000_000).toString('base64')
    const whole = await makeTarball([program, { name: 'julia-1.12.7/lib/sys.so', text }])
    const refused = repack(damage(whole))
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(/cannot be unpacked: .*damaged|holds no bin\/julia/)
  })

  it('does not blame the tarball for a full disk', async () => {
    await writeFile(join(folder, 'in.tar.gz'), await makeTarball([program]))
    await expect(repackJulia(join(folder, 'in.tar.gz'), '/dev/full')).rejects.toThrow(
      /could not be repacked on this machine: .*ENOSPC.* Free some space/
    )
  })
})
