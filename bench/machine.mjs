import { readFileSync } from 'node:fs'
import { arch, cpus, release, totalmem, type } from 'node:os'
import { tryRun } from '../testbed/process.mjs'

/** @returns {string | undefined} the model as the kernel tells it, which is not always as Node does */
const cpuModel = () => /^model name\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]

/** @returns {Readonly<Record<string, string | number>>} what the figures were measured on */
export function describeMachine() {
  return {
    cpu: cpuModel() ?? cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`
  }
}

/** @param {string} julia version @returns {Promise<Readonly<Record<string, string>>>} */
export async function describeVersions(julia) {
  const [engine, buildx, git] = await Promise.all([
    tryRun('docker', ['version', '--format', '{{.Server.Version}}']),
    tryRun('docker', ['buildx', 'version']),
    tryRun('git', ['describe', '--always', '--dirty'])
  ])
  return {
    julia,
    node: process.version,
    engine: engine ?? '?',
    buildx: buildx?.split(' ')[1] ?? '?',
    buildkit: 'v0.25.2',
    commit: git ?? '?'
  }
}
