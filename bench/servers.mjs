import { createServer, request as forward } from 'node:http'
import { mirrorFolder } from '../testbed/julia.mjs'
import { ports } from '../testbed/layout.mjs'
import { serveFolder } from '../testbed/static-server.mjs'

/** Beside the testbed's own; always the same ones, for they are part of what layers and keys are made from. */
const first = ports.registry + 40
export const benchPorts = { registry: first, packages: first + 1, mirror: first + 2, buildkitd: first + 3 }

export const benchAddresses = {
  registry: `localhost:${benchPorts.registry}`,
  packages: `http://127.0.0.1:${benchPorts.packages}`,
  mirror: `http://127.0.0.1:${benchPorts.mirror}`,
  buildkitd: `tcp://127.0.0.1:${benchPorts.buildkitd}`
}

/**
 * Starts the Julia mirror, the package server and, in front of the testbed's registry, a server that counts the bytes
 * which are uploaded to it.
 *
 * @param {string} packages root of the package server
 * @returns {Promise<Readonly<{ uploaded: () => number, close: () => Promise<void> }>>}
 */
export async function startServers(packages) {
  const mirror = await serveFolder({ port: benchPorts.mirror, folder: mirrorFolder })
  const store = await serveFolder({ port: benchPorts.packages, folder: packages })
  const registry = await countUploads()
  return {
    uploaded: registry.uploaded,
    close: async () => {
      await Promise.all([mirror.close(), store.close(), registry.close()])
    }
  }
}

async function countUploads() {
  let uploaded = 0
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request
    const onward = forward({ port: ports.registry, host: '127.0.0.1', method, path, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.on('data', (/** @type {Buffer} */ piece) => {
      uploaded += piece.length
    })
    request.pipe(onward)
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(benchPorts.registry, '127.0.0.1', () => resolve(undefined))
  })
  return {
    uploaded: () => uploaded,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve(undefined))
        server.closeAllConnections()
      })
  }
}
