import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { checkServerToken, secretSpecs } from '../../src/bake/index.ts'
import { UserError } from '../../src/errors.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('secretSpecs', () => {
  it('keeps values off the command line, in files that only this user may read', async () => {
    const pem = '-----BEGIN KEY-----\na,b="c"\n-----END KEY-----'
    expect(await secretSpecs(['TOKEN=abc=', `KEY=${pem}`], folder)).toEqual([
      `id=TOKEN,src=${join(folder, 'secret-0')}`,
      `id=KEY,src=${join(folder, 'secret-1')}`
    ])
    expect(readFileSync(join(folder, 'secret-0'), 'utf8')).toBe('abc=')
    expect(readFileSync(join(folder, 'secret-1'), 'utf8')).toBe(pem)
    expect(readdirSync(folder).map(name => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600])
  })

  it('passes on what buildx reads itself', async () => {
    const specs = ['id=TOKEN,env=MY_TOKEN', 'id=KEY,src=key.pem']
    expect(await secretSpecs(specs, folder)).toEqual(specs)
    expect(readdirSync(folder)).toEqual([])
  })

  it('keeps an empty value', async () => {
    expect(await secretSpecs(['EMPTY='], folder)).toEqual([`id=EMPTY,src=${join(folder, 'secret-0')}`])
    expect(readFileSync(join(folder, 'secret-0'), 'utf8')).toBe('')
  })

  it.each(['=hush-hush', 'hush-hush'])('refuses "%s" without telling it', async secret => {
    await expect(secretSpecs(['TOKEN=abc', secret], folder)).rejects.toThrow(
      new UserError('secrets: line 2 is not of the form NAME=value. Put each secret on a line of its own.')
    )
  })
})

describe('checkServerToken', () => {
  it.each([
    { description: 'no token', secrets: ['TOKEN=a'], pkgServer: '' },
    { description: 'an empty token, as forks have it', secrets: ['julia_auth='], pkgServer: '' },
    { description: 'a secure server', secrets: ['julia_auth=a'], pkgServer: 'https://pkg.example' },
    {
      description: 'a server without a scheme, for which Julia takes https',
      secrets: ['julia_auth=a'],
      pkgServer: 'pkg.example'
    },
    { description: 'a server on this machine', secrets: ['julia_auth=a'], pkgServer: 'http://127.0.0.1:8000' }
  ])('takes $description', ({ secrets, pkgServer }) => {
    expect(() => checkServerToken({ secrets, pkgServer })).not.toThrow()
  })

  it.each([
    {
      description: 'a token for no server',
      secrets: ['id=julia_auth,env=TOKEN'],
      pkgServer: '',
      message:
        'secrets: julia_auth is the token of a package server, but no server is named. Set pkg-server, such as https://packages.example.com.'
    },
    {
      description: 'a token for a server to which Julia does not send it',
      secrets: ['julia_auth=a'],
      pkgServer: 'http://pkg.example',
      message:
        'pkg-server: Julia sends no token to "http://pkg.example", since the connection is not secure. Name the server with https://, or leave julia_auth out of secrets.'
    }
  ])('refuses $description', ({ secrets, pkgServer, message }) => {
    expect(() => checkServerToken({ secrets, pkgServer })).toThrow(new UserError(message))
  })
})
