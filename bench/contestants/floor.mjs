import { mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../testbed/process.mjs'
import { benchAddresses } from '../servers.mjs'
import { here } from './buildx.mjs'

/**
 * Seconds that it takes to write this many bytes to the disk.
 *
 * @param {string} file
 * @param {number} bytes
 */
export async function copySeconds(file, bytes) {
  const piece = Buffer.alloc(8 * 1024 * 1024, 'some bytes to be moved ')
  const started = performance.now()
  const handle = await open(file, 'w')
  for (let left = bytes; left > 0; left -= piece.length)
    await handle.write(piece, 0, Math.min(left, piece.length))
  await handle.sync()
  await handle.close()
  return (performance.now() - started) / 1000
}

/** Julia alone on this machine, without a container: compiles what has to be compiled.
 * @type {import('./buildx.mjs').Contestant} */
export const floor = {
  name: 'floor',
  run: async ({ workspace, store, home, julia }) => {
    const depot = join(store, 'depot')
    mkdirSync(depot, { recursive: true })
    // Julia compiles for the path of the project: it has to be the same in all runs.
    const env = {
      JULIA_DEPOT_PATH: `${depot}:`,
      JULIA_PROJECT: workspace,
      JULIA_CPU_TARGET: julia.cpuTarget('linux/amd64'),
      JULIA_PKG_SERVER: benchAddresses.packages,
      HOME: home
    }
    const program = await julia.onHost()
    const script = (/** @type {string[]} */ ...args) =>
      run(program, ['--startup-file=no', join(here, 'precompile.jl'), ...args], { env })
    await run(program, ['--startup-file=no', '-e', 'using Pkg; Pkg.instantiate()'], { env })
    const started = performance.now()
    const output = await script('--app')
    const seconds = Number(/^bench precompile ([\d.e-]+)$/m.exec(output)?.[1] ?? Number.NaN)
    return { julia: seconds, steps: { process: (performance.now() - started) / 1000 } }
  }
}
