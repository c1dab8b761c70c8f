import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { builder } from '../builder.mjs'
import { benchAddresses } from '../servers.mjs'

/**
 * One run of a contestant. `store` is the folder that it keeps between runs, `home` one that is empty before and removed
 * after.
 *
 * @typedef {Readonly<{ workspace: string, store: string, home: string, platform: string, tag: string,
 *   julia: import('../julia.mjs').Julia }>} Job
 *
 * What a contestant tells of a run. `julia`: seconds that Julia compiled, by its own clock; `install`: that it installed
 * packages; `steps`: of whatever else is worth showing.
 * @typedef {Readonly<{ julia: number, compiled?: readonly string[], peak?: number, steps: Readonly<Record<string, number>> }>} Told
 * @typedef {Readonly<{ name: string, run: (job: Job) => Promise<Told> }>} Contestant
 */

export const here = fileURLToPath(new URL('.', import.meta.url))
export const baseImage = `${benchAddresses.registry}/debian:base`

/**
 * Runs `docker buildx build` on the bench's builder.
 *
 * @param {readonly string[]} args
 * @returns {Promise<Readonly<{ seconds: number, lines: readonly string[] }>>} wall time, and all that BuildKit said
 * @throws {Error} with the end of it, if the build fails
 */
export function build(args) {
  const started = performance.now()
  const command = ['buildx', 'build', '--builder', builder, '--progress=plain', ...args]
  return new Promise((resolve, reject) => {
    /** @type {string[]} */
    const lines = []
    const child = spawn('docker', command, { stdio: ['ignore', 'ignore', 'pipe'] })
    createInterface({ input: child.stderr }).on('line', line => lines.push(line))
    child.once('error', reject).once('close', code => {
      if (code === 0) resolve({ seconds: (performance.now() - started) / 1000, lines })
      else
        reject(
          new Error(`docker ${command.join(' ')} ended with ${String(code)}:\n${lines.slice(-40).join('\n')}`)
        )
    })
  })
}

/**
 * @param {readonly string[]} lines
 * @param {'instantiate' | 'precompile'} what
 * @returns {number} seconds that `precompile.jl` told, of all its runs
 */
export function toldSeconds(lines, what) {
  const found = lines.map(line => new RegExp(`^#\\d+ [\\d.]+ bench ${what} ([\\d.e-]+)$`).exec(line)?.[1])
  return found.reduce((sum, seconds) => sum + Number(seconds ?? 0), 0)
}

/**
 * @param {Job} job
 * @param {string} dockerfile
 * @returns {readonly string[]} arguments of a hand-written image's build
 */
export const imageArguments = ({ workspace, platform, tag, julia, store }, dockerfile) => [
  ...['--file', `${here}${dockerfile}`, '--platform', platform, '--network=host', '--allow=network.host'],
  ...['--build-context', `bench=${here}`],
  ...['--build-arg', `BASE_IMAGE=${baseImage}`, '--build-arg', `JULIA_URL=${julia.url(platform)}`],
  ...['--build-arg', `CPU_TARGET=${julia.cpuTarget(platform)}`],
  ...['--build-arg', `JULIA_PKG_SERVER=${benchAddresses.packages}`],
  ...['--cache-from', `type=local,src=${store}/layers`],
  ...['--cache-to', `type=local,dest=${store}/layers,mode=max`],
  ...['--tag', tag, '--push', workspace]
]
