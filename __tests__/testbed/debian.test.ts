import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { targetOf } from '../../testbed/apt.mjs'
import { debianMirror } from '../../testbed/debian.mjs'

const deb822 = `Types: deb
# http://snapshot.example/archive/debian/20250520T000000Z
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
`

function etc(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'julia-bake-apt-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const mirrors = [
  {
    description: 'in a deb822 file, past a comment',
    files: { 'sources.list.d/debian.sources': deb822 },
    expected: 'http://mirror.example/debian'
  },
  {
    description: 'in a one-line file, with options and a trailing slash',
    files: { 'sources.list': 'deb [arch=amd64] https://mirror.example/a/debian/ bookworm main\n' },
    expected: 'https://mirror.example/a/debian'
  },
  {
    description: 'after sources that are not Debian itself',
    files: {
      'sources.list': '# nothing here\n',
      'sources.list.d/a.sources': 'Types: deb\nURIs: https://other.example/debian-security\nSuites: x\n',
      'sources.list.d/b.list': 'deb http://mirror.example/debian bookworm main\n'
    },
    expected: 'http://mirror.example/debian'
  }
]

test.each(mirrors)('The Debian mirror is found $description', ({ files, expected }) => {
  expect(debianMirror(etc(files))).toBe(expected)
})

test('A machine without a Debian mirror is told what the testbed needs', () => {
  expect(() =>
    debianMirror(etc({ 'sources.list': 'deb http://mirror.example/ubuntu noble main\n' }))
  ).toThrow(/No Debian mirror in .*sources\.list.*run it on Debian/)
})

const targets = [
  { entry: { name: 'runc' }, codename: 'bookworm', expected: 'runc' },
  { entry: { name: 'docker.io', from: 'forky' }, codename: 'bookworm', expected: 'docker.io/forky' },
  { entry: { name: 'docker.io', from: 'forky' }, codename: 'forky', expected: 'docker.io' },
  { entry: { name: 'qemu', from: 'backports' }, codename: 'bookworm', expected: 'qemu/bookworm-backports' },
  { entry: { name: 'qemu', from: 'backports' }, codename: 'trixie', expected: 'qemu' }
] as const

test.each(targets)('On $codename apt is asked for $expected', ({ entry, codename, expected }) => {
  expect(targetOf(entry, codename)).toBe(expected)
})
