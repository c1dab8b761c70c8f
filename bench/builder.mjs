import { rmSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildDaemon, configuration } from '../testbed/buildkitd.mjs'
import { run, startDaemon, stopDaemon, tryRun, waitForDaemon } from '../testbed/process.mjs'
import { benchAddresses } from './servers.mjs'

/** Name of the bench's own builder, so that no other one's cache is pruned or profited from. */
export const builder = 'julia-bake-bench'

const daemon = 'buildkitd-bench'

/**
 * A builder that has nothing in its cache, as on a new runner.
 *
 * @param {string} folder of the bench
 * @throws {Error} where there is no Go to build it
 */
export async function startFreshBuilder(folder) {
  const file = await buildDaemon(console.log)
  if (file === undefined)
    throw new Error('The comparison needs a BuildKit of its own, which is built with Go: install Go.')
  await stopBuilder(folder)
  const [root, config] = [join(folder, 'buildkit'), join(folder, 'buildkitd.toml')]
  mkdirSync(root, { recursive: true })
  writeFileSync(
    config,
    configuration({ root, address: benchAddresses.buildkitd, registry: benchAddresses.registry })
  )
  startDaemon({ name: daemon, file, args: ['--config', config] })
  await tryRun('docker', ['buildx', 'rm', builder])
  await run('docker', ['buildx', 'create', '--name', builder, '--driver', 'remote', benchAddresses.buildkitd])
  await waitForDaemon(daemon, async () =>
    /^BuildKit version: *\S/m.test((await tryRun('docker', ['buildx', 'inspect', builder])) ?? '')
  )
}

/** @param {string} folder of the bench */
export async function stopBuilder(folder) {
  await stopDaemon(daemon)
  await tryRun('docker', ['buildx', 'rm', builder])
  rmSync(join(folder, 'buildkit'), { recursive: true, force: true })
}
