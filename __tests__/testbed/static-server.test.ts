import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type Access, serveFolder } from '../../testbed/static-server.mjs'

let folder: string
let server: Awaited<ReturnType<typeof serveFolder>>
let log: Access[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'julia-bake-static-'))
  log = []
  mkdirSync(join(folder, 'public', 'bin'), { recursive: true })
  writeFileSync(join(folder, 'public', 'bin', 'versions.json'), '{}')
  writeFileSync(join(folder, 'private'), 'nothing to see')
  server = await serveFolder({ port: 0, folder: join(folder, 'public'), log: access => log.push(access) })
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Unlike fetch, sends a path as it is. */
function ask(path: string, method = 'GET'): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const url = new URL(server.url)
    const sent = request({ host: url.hostname, port: url.port, path, method }, response => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    sent.on('error', reject).end()
  })
}

it('serves the files of its folder and tells which', async () => {
  expect(await ask('/bin/versions.json')).toEqual({ status: 200, body: '{}' })
  expect(await ask('/bin/versions.json?now', 'HEAD')).toEqual({ status: 200, body: '' })
  await server.close()
  expect(log.map(({ method, path, status, bytes }) => ({ method, path, status, bytes }))).toEqual([
    { method: 'GET', path: '/bin/versions.json', status: 200, bytes: 2 },
    { method: 'HEAD', path: '/bin/versions.json?now', status: 200, bytes: 0 }
  ])
})

it.each(['/', '/bin', '/bin/none.json', '/../private', '/%2e%2e/private', '/..%2fprivate', '/%'])(
  'has nothing at %s',
  async path => {
    expect((await ask(path)).status).toBe(404)
  }
)

it('takes no uploads', async () => {
  expect((await ask('/bin/versions.json', 'PUT')).status).toBe(404)
})
