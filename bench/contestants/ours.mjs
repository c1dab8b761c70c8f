import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '../../testbed/json.mjs'
import { runAction } from '../../testbed/runner.mjs'
import { builder } from '../builder.mjs'
import { unionLength } from '../measure.mjs'
import { benchAddresses } from '../servers.mjs'
import { baseImage } from './buildx.mjs'

/** @typedef {import('../../src/report/index.ts').Report} Report */

/** Writes the peak of the action's own resident memory, in KiB, when it ends. */
const peakScript = `process.on('exit', () =>
  require('fs').writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS)))\n`

/** Notes when each call of docker begins and ends, and what it was. */
const dockerScript = (/** @type {string} */ docker) => `#!/bin/bash
start=$EPOCHREALTIME
${docker} "$@"
code=$?
echo "$start $EPOCHREALTIME $*" >> "$BENCH_DOCKER"
exit $code\n`

/** @returns {string} path of the real docker */
function findDocker() {
  const folders = (process.env.PATH ?? '').split(':')
  const found = folders.map(folder => join(folder, 'docker')).find(file => existsSync(file))
  if (found === undefined) throw new Error('docker was not found on the PATH.')
  return found
}

/**
 * Writes the scripts that watch a run; gives what its environment needs for them.
 *
 * @param {string} home
 * @returns {Readonly<{ env: Record<string, string>, peak: () => number, calls: () => (readonly [number, number])[] }>}
 *   `calls` in seconds
 */
export function watchProcess(home) {
  const [bin, peak, calls] = [join(home, 'bin'), join(home, 'peak'), join(home, 'docker-calls')]
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(home, 'peak.cjs'), peakScript)
  writeFileSync(join(bin, 'docker'), dockerScript(findDocker()), { mode: 0o755 })
  return {
    env: {
      PATH: `${bin}:${process.env.PATH ?? ''}`,
      NODE_OPTIONS: `--require=${join(home, 'peak.cjs')}`,
      BENCH_PEAK: peak,
      BENCH_DOCKER: calls
    },
    peak: () => Number(readFileSync(peak, 'utf8')) * 1024,
    calls: () => {
      const lines = existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').filter(Boolean) : []
      return lines.map(line => {
        const [from = '', to = ''] = line.split(' ')
        return /** @type {const} */ ([Number(from), Number(to)])
      })
    }
  }
}

/** @param {Report} report @returns {number} seconds that Julia compiled dependencies, and the app */
function juliaSeconds({ platforms }) {
  const of = platforms.map(({ steps, app }) => ({
    depot: steps?.precompile ?? 0,
    app: app.reduce((sum, { seconds }) => sum + seconds, 0)
  }))
  return of.reduce((sum, { depot, app }) => sum + depot + app, 0)
}

/** The committed bundle as a workflow would run it.
 * @type {import('./buildx.mjs').Contestant} */
export const ours = {
  name: 'ours',
  run: async ({ workspace, store, home, platform, tag, julia }) => {
    const watch = watchProcess(home)
    const started = performance.now()
    let first = 0
    const result = await runAction({
      workspace,
      home: join(home, 'runner'),
      env: { ...watch.env, JULIA_BAKE_CACHE_DIR: store },
      inputs: {
        'julia-mirror': benchAddresses.mirror,
        'pkg-server': benchAddresses.packages,
        'base-image': baseImage,
        'julia-version': julia.version,
        builder,
        platforms: platform,
        network: 'host',
        allow: 'network.host',
        tags: tag,
        push: 'true'
      },
      onLine: () => {
        first ||= performance.now() - started
      }
    })
    const wall = (performance.now() - started) / 1000
    if (result.exitCode !== 0) throw new Error(`julia-bake failed:\n${result.log}`)
    const report = /** @type {Report} */ (readJson(result.outputs['report'] ?? ''))
    const [row] = report.platforms
    const compiled = [
      ...(row?.packages ?? []).filter(each => each.compiled).map(({ name }) => name),
      ...(row?.app ?? []).map(({ name }) => name)
    ]
    const install = row?.steps?.instantiate ?? 0
    return {
      julia: juliaSeconds(report),
      compiled,
      peak: watch.peak(),
      steps: {
        depot: row?.depotSeconds ?? 0,
        dependencies: row?.steps?.precompile ?? 0,
        image: report.image?.seconds ?? 0,
        export: report.image?.exportSeconds ?? 0,
        install,
        own: wall - unionLength(watch.calls()),
        firstLine: first / 1000
      }
    }
  }
}
