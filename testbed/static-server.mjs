import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'
import { pipeline } from 'node:stream'

/**
 * One request, when its answer is done: `bytes` of its body; `path` as it was asked for.
 * @typedef {Readonly<{ time: string, method: string, path: string, status: number, bytes: number }>} Access
 */

/**
 * Serves the files of a folder on loopback. Links are followed; there are no listings.
 *
 * @param {{ port: number, folder: string, log?: (access: Access) => void, admits?: (request: import('node:http').IncomingMessage) => boolean }} options
 *   port 0 takes a free one; who is not admitted gets a 401
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} `url` without a trailing slash
 */
export async function serveFolder({ port, folder, log = () => undefined, admits = () => true }) {
  const server = createServer((request, response) => {
    const { method = '', url: path = '/' } = request
    const found =
      (method === 'GET' || method === 'HEAD') && admits(request) ? findFile(folder, path) : undefined
    response.once('close', () => {
      const bytes = method === 'GET' && found ? found.size : 0
      log({ time: new Date().toISOString(), method, path, status: response.statusCode, bytes })
    })
    if (!admits(request))
      return void response.writeHead(401, { 'content-type': 'text/plain' }).end('Who are you?\n')
    if (!found)
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end(`No ${path} here.\n`)
    const type = found.file.endsWith('.json') ? 'application/json' : 'application/octet-stream'
    response.writeHead(200, {
      'content-type': type,
      'content-length': found.size,
      'cache-control': 'no-cache'
    })
    if (method === 'HEAD') response.end()
    // A client that goes away early is no error of this server.
    else pipeline(createReadStream(found.file), response, () => undefined)
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined))
  })
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

/**
 * @param {string} folder
 * @param {string} url path and query of a request
 * @returns {{ file: string, size: number } | undefined} undefined if no file is there
 */
function findFile(folder, url) {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname))
    const file = join(folder, path)
    const stat = statSync(file)
    return stat.isFile() ? { file, size: stat.size } : undefined
  } catch {
    return undefined
  }
}
