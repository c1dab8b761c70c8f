import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { installPackages } from './apt.mjs'
import { baseImage } from './layout.mjs'
import { digestOf, hasImage, pushBlob, pushManifest } from './registry.mjs'
import { epoch, makeRoot } from './roots.mjs'

export const name = 'base-images'

/** @type {readonly import('./roots.mjs').Architecture[]} */
const architectures = ['amd64', 'arm64']

/**
 * Pushes the multi-arch Debian base image to the local registry, unless it is there.
 *
 * @param {import('./process.mjs').Log} log
 */
export async function up(log) {
  if (await hasImage(baseImage)) return
  await installPackages([{ name: 'mmdebstrap' }], log)
  const manifests = []
  for (const architecture of architectures) manifests.push(await pushPlatform(architecture, log))
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
 * @param {import('./roots.mjs').Architecture} architecture
 * @param {import('./process.mjs').Log} log
 */
async function pushPlatform(architecture, log) {
  const tar = await readFile(await makeRoot(architecture, log))
  // Level 1: the image never leaves this machine.
  const compressed = await promisify(gzip)(tar, { level: 1 })
  const layer = await pushBlob(baseImage, 'application/vnd.oci.image.layer.v1.tar+gzip', compressed)
  const platform = { architecture, os: 'linux', ...(architecture === 'arm64' ? { variant: 'v8' } : {}) }
  const settings = {
    created: new Date(epoch * 1000).toISOString(),
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
