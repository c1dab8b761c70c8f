import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, readdirSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/**
 * Packs what is in a folder so that the same content gives the same bytes: sorted, one fixed time, no owner names.
 *
 * @param {string} folder
 * @param {string} file the `.tar.gz` to write
 * @param {Date} time
 */
export async function packTree(folder, file, time) {
  const fixed = [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--format=gnu',
    '--mode=u+rwX,go+rX,go-w'
  ]
  const what = [`--mtime=@${time.getTime() / 1000}`, '-cf', '-', ...readdirSync(folder)]
  const tar = spawn('tar', ['-C', folder, ...fixed, ...what], { stdio: ['ignore', 'pipe', 'inherit'] })
  /** @type {Promise<number | null>} */
  const ended = new Promise(resolve => tar.once('close', resolve))
  await pipeline(tar.stdout, createGzip({ level: 6 }), createWriteStream(file))
  const code = await ended
  if (code !== 0) throw new Error(`tar failed (${String(code)}) on ${folder}`)
}

/**
 * @param {string} file
 * @returns {Promise<string>} SHA-256 in lower-case hexadecimal
 */
export async function sha256Of(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
