import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { installPackages } from './apt.mjs'
import { debianMirror } from './debian.mjs'
import { baseImage, state } from './layout.mjs'
import { run } from './process.mjs'
import { digestOf, hasImage, pushBlob, pushManifest } from './registry.mjs'

export const name = 'base-images'

/** Newer than Debian 12's, since the glibc of official Julia builds may ask for it; as users' `trixie-slim`. */
const suite = 'trixie'
/** Julia 1.5 downloads through curl. */
const extras = ['ca-certificates', 'curl']

const architectures = /** @type {const} */ (['amd64', 'arm64'])

// What a slim image leaves out, given to dpkg so that packages that are installed later follow it too.
const unwanted = ['man', 'doc', 'locale', 'info', 'lintian']

/** Times in images are fixed so that the same packages give the same bytes: 2025-08-09, the release of trixie. */
const epoch = '1754697600'

/**
 * Pushes the multi-arch Debian base image to the local registry, unless it is there.
 *
 * @param {import('./process.mjs').Log} log
 */
export async function up(log) {
  if (await hasImage(baseImage)) return
  await installPackages([{ name: 'mmdebstrap' }, { name: 'arch-test' }], log)
  const manifests = await Promise.all(architectures.map(architecture => pushPlatform(architecture, log)))
  await pushManifest(baseImage, {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests
  })
}

/** Nothing runs. */
export function down() {
  return Promise.resolve(false)
}

/** @returns {Promise<string>} whether the image is there */
export async function status() {
  const there = await hasImage(baseImage).catch(() => false)
  return there ? `up: ${baseImage}` : 'down'
}

/**
 * @param {typeof architectures[number]} architecture
 * @param {import('./process.mjs').Log} log
 */
async function pushPlatform(architecture, log) {
  const tar = await readFile(await makeRoot(architecture, log))
  // Level 1: the image never leaves this machine.
  const compressed = await promisify(gzip)(tar, { level: 1 })
  const layer = await pushBlob(baseImage, 'application/vnd.oci.image.layer.v1.tar+gzip', compressed)
  const platform = { architecture, os: 'linux', ...(architecture === 'arm64' ? { variant: 'v8' } : {}) }
  const settings = {
    created: new Date(Number(epoch) * 1000).toISOString(),
    ...platform,
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['bash'] },
    rootfs: { type: 'layers', diff_ids: [digestOf(tar)] }
  }
  const bytes = Buffer.from(JSON.stringify(settings))
  const config = await pushBlob(baseImage, 'application/vnd.oci.image.config.v1+json', bytes)
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = await pushManifest(baseImage, { schemaVersion: 2, mediaType, config, layers: [layer] }, '')
  return { ...manifest, platform }
}

/**
 * @param {string} architecture
 * @param {import('./process.mjs').Log} log
 * @returns {Promise<string>} path of a tar of a root file system, made once and then kept
 */
async function makeRoot(architecture, log) {
  const folder = join(state, 'roots')
  const file = join(folder, `${suite}-${architecture}.tar`)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  log(`making a ${suite} root for ${architecture}`)
  // An interrupted run leaves no half file under the final name.
  const partial = join(folder, `partial-${architecture}.tar`)
  await run('mmdebstrap', [...rootOptions(architecture), suite, partial, debianMirror()], {
    env: { SOURCE_DATE_EPOCH: epoch }
  })
  renameSync(partial, file)
  return file
}

/** @param {string} architecture */
function rootOptions(architecture) {
  return [
    '--variant=minbase',
    `--architectures=${architecture}`,
    `--include=${extras.join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    '--dpkgopt=force-unsafe-io',
    ...unwanted.map(folder => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
    '--skip=output/dev'
  ]
}
