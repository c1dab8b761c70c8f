import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { offeredJulia } from '../testbed/julia.mjs'
import { mirrorFolder } from '../testbed/julia.mjs'
import { run } from '../testbed/process.mjs'
import { benchAddresses } from './servers.mjs'

/**
 * The Julia that all contestants use. `url` is its tarball's address, `onHost` unpacks it and gives the program.
 * @typedef {Readonly<{ version: string, native: boolean, url: (platform: string) => string,
 *   cpuTarget: (platform: string) => string, onHost: () => Promise<string> }>} Julia
 */

/** The official lists of 1.10.3 and later (https://github.com/JuliaCI/julia-buildkite, utilities/build_envs.sh). */
const cpuTargets = {
  amd64: 'generic;sandybridge,-xsaveopt,clone_all;haswell,-rdrnd,base(1);x86-64-v4,-rdrnd,base(1)',
  arm64: 'generic;cortex-a57;thunderx2t99;carmel,clone_all;apple-m1,base(3);neoverse-512tvb,base(3)'
}

/**
 * @param {string} folder of the bench
 * @returns {Julia} the newest that the testbed offers for amd64 and arm64
 */
export function chooseJulia(folder) {
  const whole = offeredJulia().filter(({ archs }) => archs.includes('amd64') && archs.includes('arm64'))
  const offer = whole.at(-1)
  if (offer === undefined)
    throw new Error('The testbed offers no Julia for both architectures: npm run testbed -- up')
  const { version, files } = offer
  const archOf = (/** @type {string} */ platform) => (platform.endsWith('arm64') ? 'arm64' : 'amd64')
  const [major = 0, minor = 0] = version.split('.').map(Number)
  // Before 1.9 there is no native code to choose a target for.
  const native = major > 1 || minor >= 9
  return {
    version,
    native,
    url: platform => (files[archOf(platform)] ?? '').replace(mirrorFolder, benchAddresses.mirror),
    cpuTarget: platform => (native ? cpuTargets[archOf(platform)] : ''),
    onHost: () => unpack(files['amd64'] ?? '', join(folder, `julia-${version}`))
  }
}

/** @param {string} tarball @param {string} folder */
async function unpack(tarball, folder) {
  if (!existsSync(folder)) {
    rmSync(`${folder}.part`, { recursive: true, force: true })
    mkdirSync(`${folder}.part`, { recursive: true })
    await run('tar', ['-xzf', tarball, '-C', `${folder}.part`, '--strip-components=1'])
    renameSync(`${folder}.part`, folder)
  }
  return join(folder, 'bin', 'julia')
}
