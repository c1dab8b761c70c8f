import { createReadStream, existsSync, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/**
 * The part of Azure's block blob protocol that `@actions/cache` uses.
 * https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 *
 * @typedef {{ store: import('./cache-service.mjs').Store, id: number, url: URL, signed: boolean,
 *   request: import('./cache-service.mjs').Incoming, response: import('./cache-service.mjs').Response, record: (request: Request) => void }} Exchange
 * @typedef {import('./cache-service.mjs').Request} Request
 */

const version = '2025-11-05'

/**
 * @param {import('./cache-service.mjs').Response} response
 * @param {number} status
 * @param {string} code one of Azure's error codes
 */
function refuse(response, status, code) {
  const text = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`
  const headers = { 'content-type': 'application/xml', 'x-ms-error-code': code, connection: 'close' }
  response.writeHead(status, headers).end(text)
}

/** @param {import('./cache-service.mjs').Incoming} request */
async function readText(request) {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/**
 * Takes a whole blob, one block of it, or the list of its blocks.
 *
 * @param {Exchange} exchange
 */
export async function receiveBlob({ store, id, url, request, response, signed, record }) {
  const entry = store.entry(id)
  const method = url.searchParams.get('comp') === 'blocklist' ? 'commit' : 'upload'
  const key = entry?.key ?? ''
  if (!signed || entry?.state !== 'reserved') {
    const status = signed ? 409 : 403
    record({ method, key, bytes: 0, status, outcome: 'refused' })
    refuse(response, status, signed ? 'BlobImmutableDueToPolicy' : 'AuthenticationFailed')
    return
  }
  const list = method === 'commit' ? await readText(request) : ''
  const names = [...list.matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)].map(
    ([, name]) => name ?? ''
  )
  const block = url.searchParams.get('blockid') ?? undefined
  const size =
    method === 'commit' ? await store.join(id, names) : await store.receive({ id, block, body: request })
  const headers = { etag: `"${id}"`, 'x-ms-version': version, 'last-modified': new Date().toUTCString() }
  record({ method, key, bytes: method === 'commit' ? 0 : size, status: 201, outcome: 'ok' })
  response.writeHead(201, headers).end()
}

/**
 * Reads a byte range as Azure's clients ask for it: `bytes=0-`, `bytes=0-1023`.
 *
 * @param {string | string[] | undefined} header
 * @param {number} size of the blob
 * @returns {{ start: number, end: number } | 'whole' | 'unsatisfiable'} `end` is the last byte's offset
 */
function readRange(header, size) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(String(header ?? '')) ?? []
  if (from === undefined) return 'whole'
  const start = Number(from)
  if (start >= size) return 'unsatisfiable'
  return { start, end: to ? Math.min(Number(to), size - 1) : size - 1 }
}

/**
 * @param {{ signed: boolean, found: boolean, range: ReturnType<typeof readRange> }} asked
 * @returns {readonly [number, string] | undefined} status and error code
 */
function refusal({ signed, found, range }) {
  if (!signed) return [403, 'AuthenticationFailed']
  if (!found) return [404, 'BlobNotFound']
  return range === 'unsatisfiable' ? [416, 'InvalidRange'] : undefined
}

/**
 * Sends a blob, a range of it, or only its headers.
 *
 * @param {Exchange} exchange
 */
export async function sendBlob({ store, id, request, response, signed, record }) {
  const path = store.blobPath(id)
  const method = 'download'
  const key = store.entry(id)?.key ?? ''
  const found = store.entry(id)?.state === 'saved' && existsSync(path)
  const size = found ? statSync(path).size : 0
  const range = readRange(request.headers['x-ms-range'] ?? request.headers.range, size)
  const refused = refusal({ signed, found, range })
  if (refused) {
    const [status, code] = refused
    record({ method, key, bytes: 0, status, outcome: 'refused' })
    refuse(response, status, code)
    return
  }
  const { start, end } = typeof range === 'string' ? { start: 0, end: size - 1 } : range
  const status = typeof range === 'string' ? 200 : 206
  const length = end - start + 1
  const empty = request.method === 'HEAD' || length === 0
  record({ method, key, bytes: empty ? 0 : length, status, outcome: 'ok' })
  response.writeHead(status, {
    'content-type': 'application/octet-stream',
    'content-length': length,
    'accept-ranges': 'bytes',
    etag: `"${id}"`,
    'last-modified': statSync(path).mtime.toUTCString(),
    'x-ms-version': version,
    'x-ms-blob-type': 'BlockBlob',
    ...(status === 206 ? { 'content-range': `bytes ${start}-${end}/${size}` } : {})
  })
  if (empty) response.end()
  else await pipeline(createReadStream(path, { start, end }), response)
}
