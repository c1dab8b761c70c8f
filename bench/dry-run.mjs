import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../testbed/layout.mjs'
import { runAction } from '../testbed/runner.mjs'
import { serveFolder } from '../testbed/static-server.mjs'
import { makeFiles } from './manifests.mjs'

const rounds = 5

/** Prints the wall time of a dry run of the committed bundle, as a process, with no program on its PATH. */
export async function dryRun() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  for (const name of ['work', 'mirror/bin']) mkdirSync(join(folder, name), { recursive: true })
  cpSync(join(root, '__tests__/julia/fixtures/versions.json'), join(folder, 'mirror/bin/versions.json'))
  const mirror = await serveFolder({ port: 0, folder: join(folder, 'mirror') })
  try {
    for (const count of [10, 400, 1000]) {
      const files = makeFiles(count)
      writeFileSync(join(folder, 'work/Project.toml'), files.project)
      writeFileSync(join(folder, 'work/Manifest.toml'), files.manifest)
      const times = []
      for (let round = 0; round < rounds; round++) times.push(await time(folder, mirror.url))
      const sorted = times.sort((a, b) => a - b).map(each => each.toFixed(2))
      console.log(
        `${String(count).padStart(5)} packages  ${sorted[rounds >> 1] ?? ''} s  (${sorted.join(', ')})`
      )
    }
  } finally {
    await mirror.close()
    rmSync(folder, { recursive: true })
  }
}

/** @param {string} folder @param {string} mirror @returns {Promise<number>} seconds */
async function time(folder, mirror) {
  const start = performance.now()
  const { exitCode, log } = await runAction({
    inputs: { 'julia-mirror': mirror, 'julia-version': '1.10.5', 'dry-run': 'true' },
    workspace: join(folder, 'work'),
    home: join(folder, 'home'),
    env: { PATH: join(folder, 'empty'), JULIA_BAKE_CACHE_DIR: join(folder, 'depots') }
  })
  if (exitCode !== 0) throw new Error(log)
  return (performance.now() - start) / 1000
}
