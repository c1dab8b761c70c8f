import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { byVersion } from './julia-release.mjs'
import { sha256Of } from './tarball.mjs'

const probeMilliseconds = 5000

/**
 * Downloads the newest stable release 1.x that exists for all wanted architectures, each signature beside its tarball.
 *
 * @param {{ host: string, archs: readonly string[], folder: string }} wanted
 * @param {import('./process.mjs').Log} log
 * @returns {Promise<string | undefined>} its version, undefined if the server is out of reach
 */
export async function downloadOfficial({ host, archs, folder }, log) {
  const index = await readIndex(`${host}/bin/versions.json`)
  if (!index) {
    log(`${host} is out of reach`)
    return undefined
  }
  const entries = newestForAll(index, archs)
  for (const entry of entries) {
    log(`downloading Julia ${entry.version} for ${entry.arch}`)
    await download(entry, join(folder, entry.url.slice(entry.url.lastIndexOf('/') + 1)))
  }
  return entries[0]?.version
}

/**
 * @typedef {import('./julia-release.mjs').Entry} Entry
 * @typedef {Record<string, { stable: boolean, files: Entry[] }>} Index
 */

/**
 * @param {string} url
 * @returns {Promise<Index | undefined>}
 */
async function readIndex(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(probeMilliseconds) })
    return answer.ok ? /** @type {Index} */ (await answer.json()) : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {Index} index
 * @param {readonly string[]} archs
 * @returns {Entry[]} the newest stable 1.x that all architectures have: one file for each
 */
export function newestForAll(index, archs) {
  const stable = Object.keys(index).filter(version => index[version]?.stable && version.startsWith('1.'))
  for (const version of stable.sort(byVersion).reverse()) {
    const files = archs.map(arch =>
      index[version]?.files.find(
        file => file.triplet === `${arch}-linux-gnu` && file.kind === 'archive' && file.extension === 'tar.gz'
      )
    )
    if (files.every(file => file !== undefined)) return files
  }
  throw new Error(`The official index has no stable release for all of ${archs.join(', ')}.`)
}

/**
 * @param {Entry} entry
 * @param {string} file
 */
async function download(entry, file) {
  const answer = await fetch(entry.url)
  if (!answer.ok || !answer.body) throw new Error(`${entry.url} answered ${answer.status}.`)
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file))
  const actual = await sha256Of(file)
  if (actual !== entry.sha256) throw new Error(`${entry.url} has SHA-256 ${actual}, not ${entry.sha256}.`)
  if (entry.asc) await writeFile(`${file}.asc`, entry.asc)
}
