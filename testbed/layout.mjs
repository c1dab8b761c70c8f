import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The one folder (git-ignored) that keeps everything which the testbed downloads, builds or writes. */
export const state = process.env.JULIA_BAKE_TESTBED_DIR ?? join(root, '.testbed')

/** Loopback ports of the testbed's servers. */
const first = Number(process.env.JULIA_BAKE_TESTBED_PORT ?? 15600)
export const ports = {
  registry: first,
  mirror: first + 1,
  packages: first + 2,
  cache: first + 3,
  buildkitd: first + 4
}

export const addresses = {
  registry: `localhost:${ports.registry}`,
  mirror: `http://127.0.0.1:${ports.mirror}`,
  packages: `http://127.0.0.1:${ports.packages}`,
  cache: `http://127.0.0.1:${ports.cache}`,
  buildkitd: `tcp://127.0.0.1:${ports.buildkitd}`
}

/** Reference of the multi-arch Debian base image in the local registry. */
export const baseImage = `${addresses.registry}/debian:base`

/** What each of the two builders may keep of its layer cache. */
export const buildCacheLimit = '15GB'
