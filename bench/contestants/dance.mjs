import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../testbed/process.mjs'
import { baseImage, build, here, imageArguments, toldSeconds } from './buildx.mjs'

/** @param {string} dockerfile @param {string} platform */
const danceArguments = (dockerfile, platform) => [
  ...['--file', `${here}${dockerfile}`, '--platform', platform],
  ...['--build-arg', `BASE_IMAGE=${baseImage}`, '--build-arg', `STAMP=${Date.now()}`]
]

/**
 * Puts the kept depot into the cache mount.
 *
 * @param {import('./buildx.mjs').Job} job
 */
async function inject({ store, home, platform }) {
  const kept = (existsSync(store) ? readdirSync(store) : []).find(name => name.endsWith('.tar.zst'))
  if (kept === undefined) return 0
  const started = performance.now()
  const folder = join(home, 'injected')
  mkdirSync(folder)
  await run('tar', ['--zstd', '-xf', join(store, kept), '-C', folder])
  await build([...danceArguments('inject.Dockerfile', platform), folder])
  return (performance.now() - started) / 1000
}

/**
 * Takes the depot out of the cache mount, unless it is kept under this key already.
 *
 * @param {import('./buildx.mjs').Job} job
 */
async function extract({ store, home, platform, workspace }) {
  const manifest = createHash('sha256')
    .update(readFileSync(join(workspace, 'Manifest.toml')))
    .digest('hex')
  const file = join(store, `${manifest.slice(0, 16)}.tar.zst`)
  if (existsSync(file)) return 0
  const started = performance.now()
  const empty = join(home, 'empty')
  mkdirSync(empty)
  writeFileSync(join(empty, 'x'), '')
  const tar = join(home, 'depot.tar')
  await build([...danceArguments('extract.Dockerfile', platform), '--output', `type=tar,dest=${tar}`, empty])
  // As actions/cache packs.
  await run('zstd', ['-q', '-T0', '--long=30', tar, '-o', file])
  rmSync(tar)
  return (performance.now() - started) / 1000
}

/** What buildkit-cache-dance does around a build: https://github.com/reproducible-containers/buildkit-cache-dance
 * @type {import('./buildx.mjs').Contestant} */
export const dance = {
  name: 'dance',
  run: async job => {
    const injecting = await inject(job)
    const { seconds, lines } = await build(imageArguments(job, 'dance.Dockerfile'))
    const extracting = await extract(job)
    return {
      julia: toldSeconds(lines, 'precompile'),
      steps: {
        inject: injecting,
        build: seconds,
        extract: extracting,
        install: toldSeconds(lines, 'instantiate')
      }
    }
  }
}
