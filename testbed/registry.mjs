import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from './apt.mjs'
import { addresses, ports, state } from './layout.mjs'
import { answers, logFile, runningPid, startDaemon, stopDaemon, waitForDaemon } from './process.mjs'

export const name = 'registry'

const daemon = 'registry'
const configFile = join(state, 'registry.json')
const base = `http://127.0.0.1:${ports.registry}/v2/`

/** Log of the registry, with a line in Apache's combined format for each request: what was pushed, what was not. */
export const accessLog = logFile(daemon)

/** Brings up Debian's `docker-registry` on loopback, without a password, its blobs in the state folder. */
export async function up(/** @type {import('./process.mjs').Log} */ log) {
  if (await answers(base)) return
  await installPackages([{ name: 'docker-registry' }], log)
  const storage = join(state, 'registry')
  mkdirSync(storage, { recursive: true })
  const config = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${ports.registry}` }
  }
  // JSON is YAML, and needs no thought about special characters in paths.
  writeFileSync(configFile, JSON.stringify(config, null, 2))
  startDaemon({ name: daemon, file: 'docker-registry', args: ['serve', configFile] })
  await waitForDaemon(daemon, () => answers(base))
}

/** Stops the registry if this testbed started it. What was pushed stays in the state folder. */
export async function down() {
  return stopDaemon(daemon)
}

/** @returns {Promise<string>} what runs, in one line */
export async function status() {
  if (!(await answers(base))) return 'down'
  const pid = runningPid(daemon)
  return `up: ${addresses.registry} (${pid === undefined ? 'not started by this testbed' : `pid ${pid}`})`
}

/**
 * @param {string} reference `localhost:PORT/repository:tag` in the local registry
 * @returns {Promise<boolean>} whether the registry has it
 */
export async function hasImage(reference) {
  const { repository, tag } = parse(reference)
  const response = await fetch(`${base}${repository}/manifests/${tag}`, {
    method: 'HEAD',
    headers: { accept: 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json' }
  })
  return response.ok
}

/**
 * A blob in a registry, as manifests name it.
 * @typedef {Readonly<{ mediaType: string, digest: string, size: number }>} Descriptor
 */

/**
 * @param {string} reference whose repository gets the blob
 * @param {string} mediaType
 * @param {Uint8Array} bytes
 * @returns {Promise<Descriptor>}
 */
export async function pushBlob(reference, mediaType, bytes) {
  const { repository } = parse(reference)
  const digest = digestOf(bytes)
  const started = await send(`${base}${repository}/blobs/uploads/`, { method: 'POST' })
  const upload = new URL(started.headers.get('location') ?? '', base)
  upload.searchParams.set('digest', digest)
  await send(upload, { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body: bytes })
  return { mediaType, digest, size: bytes.length }
}

/**
 * @param {string} reference
 * @param {Readonly<{ mediaType: string, [field: string]: unknown }>} manifest
 * @param {string} [tag] instead of that of the reference; `''` pushes by digest only
 * @returns {Promise<Descriptor>}
 */
export async function pushManifest(reference, manifest, tag = parse(reference).tag) {
  const { repository } = parse(reference)
  const bytes = Buffer.from(JSON.stringify(manifest))
  const digest = digestOf(bytes)
  await send(`${base}${repository}/manifests/${tag || digest}`, {
    method: 'PUT',
    headers: { 'content-type': manifest.mediaType },
    body: bytes
  })
  return { mediaType: manifest.mediaType, digest, size: bytes.length }
}

/** @param {Uint8Array} bytes */
export function digestOf(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** @param {string} reference */
function parse(reference) {
  const [, repository, tag] = /^[^/]+\/(.+):([^:/]+)$/.exec(reference) ?? []
  if (!repository || !tag) throw new Error(`${reference} is not of the form host/repository:tag.`)
  return { repository, tag }
}

/**
 * @param {string | URL} url
 * @param {RequestInit} init
 */
async function send(url, init) {
  const response = await fetch(url, init)
  const text = await response.text()
  if (!response.ok)
    throw new Error(
      `The local registry answered ${response.status} to ${init.method} ${String(url)}: ${text}`
    )
  return response
}
