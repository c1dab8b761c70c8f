import { createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { receiveBlob, sendBlob } from './cache-blobs.mjs'
import { openStore } from './cache-store.mjs'
import { grantedScopes, readableScopes, writableScope } from './cache-token.mjs'

export { runtimeToken } from './cache-token.mjs'

/**
 * One handled request, for tests to read. `method` is the Twirp method (`CreateCacheEntry`, …), `upload`,
 * `commit` (of uploaded blocks) or `download`; `key` is the entry's key, or the one asked for where there is
 * no entry; `bytes` counts what was sent or received as blob content.
 *
 * @typedef {{ method: string, key: string, bytes: number, status: number, outcome: string }} Request
 * @typedef {import('node:http').IncomingMessage} Incoming
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {ReturnType<typeof openStore>} Store
 * @typedef {{ store: Store, scopes: import('./cache-token.mjs').ScopeRight[], link: (id: number, right: string) => string }} Context
 * @typedef {{ status?: number, body: object, key: string, outcome: string }} Answer
 * @typedef {{ key: string, version: string, restore_keys?: string[], size_bytes?: string }} Call
 */

const service = '/twirp/github.actions.results.api.v1.CacheService/'

/** @type {Record<string, (call: Call, context: Context) => Answer>} */
const methods = {
  CreateCacheEntry({ key, version }, { store, scopes, link }) {
    const scope = writableScope(scopes)
    if (scope === undefined) {
      const message = 'cache write denied: token has no writable scopes'
      return { body: { ok: false, message }, key, outcome: 'denied' }
    }
    const entry = store.reserve({ scope, key, version })
    if (entry) return { body: { ok: true, signed_upload_url: link(entry.id, 'w') }, key, outcome: 'reserved' }
    const msg = 'cache entry with the same key, version, and scope already exists'
    return { status: 409, body: { code: 'already_exists', msg }, key, outcome: 'exists' }
  },

  FinalizeCacheEntryUpload({ key, version, size_bytes }, { store, scopes }) {
    const scope = writableScope(scopes) ?? ''
    const done = store.finalize({ scope, key, version, size: Number(size_bytes ?? 0) })
    return typeof done === 'string'
      ? { body: { ok: false, message: done }, key, outcome: 'refused' }
      : { body: { ok: true, entry_id: String(done.id) }, key, outcome: 'saved' }
  },

  GetCacheEntryDownloadURL({ key, version, restore_keys: restoreKeys = [] }, { store, scopes, link }) {
    const readable = readableScopes(scopes)
    if (readable.length === 0) {
      const msg = 'cache read denied: token has no readable scopes'
      return { status: 403, body: { code: 'permission_denied', msg }, key, outcome: 'denied' }
    }
    const entry = store.match({ key, restoreKeys, version, scopes: readable })
    if (!entry) return { body: { ok: false }, key, outcome: 'miss' }
    const body = { ok: true, signed_download_url: link(entry.id, 'r'), matched_key: entry.key }
    return { body, key: entry.key, outcome: 'hit' }
  }
}

/** @param {Incoming} request @returns {Promise<Call | undefined>} */
async function readCall(request) {
  request.setEncoding('utf8')
  let text = ''
  for await (const chunk of request) text += String(chunk)
  try {
    /** @type {unknown} */
    const parsed = JSON.parse(text)
    const call = /** @type {Partial<Call> | null} */ (parsed)
    return call?.key && call.version ? /** @type {Call} */ (call) : undefined
  } catch {
    return undefined
  }
}

/**
 * Answers one Twirp call. https://twitchtv.github.io/twirp/docs/spec_v7.html
 *
 * @param {Incoming} request
 * @param {{ name: string, store: Store, link: Context['link'] }} options
 * @returns {Promise<Answer>}
 */
async function answerCall(request, { name, store, link }) {
  const call = await readCall(request)
  const scopes = grantedScopes(request.headers.authorization)
  const key = call?.key ?? ''
  if (!scopes) {
    const body = { code: 'unauthenticated', msg: 'no valid token' }
    return { status: 401, body, key, outcome: 'unauthenticated' }
  }
  const method = methods[name]
  if (!method)
    return { status: 404, body: { code: 'bad_route', msg: `no method ${name}` }, key, outcome: 'bad' }
  if (!call) {
    const body = { code: 'invalid_argument', msg: 'key and version are needed' }
    return { status: 400, body, key, outcome: 'bad' }
  }
  return method(call, { store, scopes, link })
}

/** @param {Response} response @param {number} status @param {unknown} body */
function sendJson(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/**
 * Starts a cache service on loopback that speaks GitHub's version 2 protocol as `@actions/cache` does, with
 * its blob storage. Entries outlive the process. Nothing expires and no size limit is enforced.
 *
 * `GET /testbed/requests` and `GET /testbed/entries` show both lists to other processes.
 *
 * @param {{ port: number, folder: string, log?: (request: Request) => void }} options port 0 takes a free one
 */
export async function startCacheService({ port, folder, log }) {
  const store = openStore(folder)
  const secret = randomBytes(16)
  /** @type {Request[]} */
  const requests = []
  const base = { url: '' }

  /** @param {number} id @param {string} right */
  const sign = (id, right) => createHmac('sha256', secret).update(`${id}${right}`).digest('base64url')
  /** @param {number} id @param {string} right */
  const link = (id, right) => `${base.url}blobs/actions-cache/${id}?sp=${right}&sig=${sign(id, right)}`

  /** @param {Request} request */
  const record = request => {
    requests.push(request)
    log?.(request)
  }

  /** @param {Incoming} request @param {Response} response */
  const answer = async (request, response) => {
    const url = new URL(request.url ?? '/', base.url)
    const id = Number(/^\/blobs\/actions-cache\/(\d+)$/.exec(url.pathname)?.[1])
    if (url.pathname.startsWith(service)) {
      const name = url.pathname.slice(service.length)
      const { status = 200, body, key, outcome } = await answerCall(request, { name, store, link })
      record({ method: name, key, bytes: 0, status, outcome })
      sendJson(response, status, body)
    } else if (id) {
      const put = request.method === 'PUT'
      const signed = url.searchParams.get('sig') === sign(id, put ? 'w' : 'r')
      const exchange = { store, id, url, request, response, signed, record }
      await (put ? receiveBlob(exchange) : sendBlob(exchange))
    } else if (url.pathname === '/testbed/requests') sendJson(response, 200, requests)
    else if (url.pathname === '/testbed/entries') sendJson(response, 200, store.entries())
    else sendJson(response, 404, { code: 'bad_route', msg: url.pathname })
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((/** @type {unknown} */ error) => {
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { code: 'internal', msg: String(error) })
    })
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined))
  })
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  base.url = `http://127.0.0.1:${address.port}/`

  return {
    /** Value for `ACTIONS_RESULTS_URL`, with a trailing slash as GitHub's. */
    url: base.url,
    /** What was asked so far, oldest first. */
    requests,
    /** Every entry, oldest first. */
    entries: () => store.entries(),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve(undefined))
        server.closeAllConnections()
      })
  }
}
