import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from './apt.mjs'
import { isEmulated, registerEmulation } from './emulation.mjs'
import { buildCacheLimit, state } from './layout.mjs'
import { commandLine, runningPid, startDaemon, stopDaemon, tryRun, waitForDaemon } from './process.mjs'

export const name = 'engine'

const daemon = 'dockerd'
const dataRoot = join(state, 'docker')
const configFile = join(state, 'daemon.json')

/** @type {readonly import('./apt.mjs').Package[]} */
const packages = [
  { name: 'docker.io', from: 'forky' },
  { name: 'docker-cli', from: 'forky' },
  { name: 'docker-buildx', from: 'forky' },
  { name: 'containerd', from: 'forky' },
  { name: 'tini-static', from: 'forky' },
  { name: 'runc' },
  { name: 'iptables' },
  { name: 'qemu-user-static', from: 'backports' }
]

/**
 * Brings up a Docker Engine with the containerd image store, buildx and emulation of the other architecture. An engine
 * that runs already is used as it is.
 *
 * @param {import('./process.mjs').Log} log
 * @throws {Error} if there is none and none can be started
 */
export async function up(log) {
  const running = await inspect()
  if (running && running.buildx !== undefined) {
    checkDataRoot(running.dataRoot)
    if (!running.containerdStore)
      log('the running engine lacks the containerd image store: some tests will fail')
    if (!isEmulated()) await emulate(log)
    return
  }
  // Beside an engine that runs, only what it lacks: another one's packages could replace it.
  const lacking = running
    ? packages.filter(entry => ['docker-buildx', 'qemu-user-static'].includes(entry.name))
    : packages
  await installPackages(lacking, log)
  await registerEmulation(log)
  if (running) return
  removeStalePidFiles()
  mkdirSync(dataRoot, { recursive: true })
  writeFileSync(configFile, JSON.stringify(configuration(), null, 2))
  startDaemon({ name: daemon, file: 'dockerd', args: ['--config-file', configFile] })
  await waitForDaemon(daemon, inspect)
}

/** Settings of `dockerd`. BuildKit's own limit is a share of the whole disk: a day of end-to-end tests would fill it. */
function configuration() {
  return {
    features: { 'containerd-snapshotter': true },
    'data-root': dataRoot,
    'max-concurrent-uploads': 2,
    builder: { gc: { enabled: true, defaultMaxUsedSpace: buildCacheLimit } }
  }
}

/** Stops the engine if this testbed started it. Its images stay in the state folder. */
export async function down() {
  return stopDaemon(daemon, 60)
}

/** @returns {Promise<string>} what runs, in one line */
export async function status() {
  const running = await inspect()
  if (!running) return 'down'
  const owner = runningPid(daemon) === undefined ? 'not started by the testbed' : `pid ${runningPid(daemon)}`
  const store = running.containerdStore ? 'containerd image store' : 'no containerd image store'
  const emulation = isEmulated() ? 'emulation' : 'no emulation'
  return `up: Docker Engine ${running.version}, buildx ${running.buildx ?? 'missing'}, ${store}, ${emulation} (${owner})`
}

/**
 * @returns {Promise<{ version: string, dataRoot: string, containerdStore: boolean, buildx: string | undefined } |
 *   undefined>} the engine that answers on the client's present context, undefined if none does
 */
export async function inspect() {
  const format = '{{.ServerVersion}}\n{{.DockerRootDir}}\n{{json .DriverStatus}}'
  const answer = await tryRun('docker', ['info', '--format', format], { timeout: 10_000 })
  const [version, root, driver = ''] = answer?.split('\n') ?? []
  if (!version || !root) return undefined
  const buildx = (await tryRun('docker', ['buildx', 'version']))?.split(' ')[1]
  return { version, dataRoot: root, containerdStore: driver.includes('io.containerd.snapshotter'), buildx }
}

/** @param {import('./process.mjs').Log} log */
async function emulate(log) {
  if (process.getuid?.() !== 0) {
    log('no emulation of the other architecture: run the testbed as root once')
    return
  }
  await installPackages(
    packages.filter(entry => entry.name === 'qemu-user-static'),
    log
  )
  await registerEmulation(log)
}

/**
 * An engine whose folder is gone still answers, and then fails in odd ways: say so at once.
 *
 * @param {string} folder
 */
function checkDataRoot(folder) {
  const ours = runningPid(daemon) ?? systemPid()
  // Another machine's or a desktop's engine has its folder elsewhere; only one of this machine can be checked.
  if (ours === undefined || existsSync(folder)) return
  throw new Error(
    `The running engine keeps its data in ${folder}, which was moved or deleted. ` +
      `Stop it (\`kill ${ours}\`) and run this again.`
  )
}

const systemPidFile = '/var/run/docker.pid'

/** @returns {number | undefined} process id of the `dockerd` of this machine, whoever started it */
function systemPid() {
  if (!existsSync(systemPidFile)) return undefined
  const pid = Number(readFileSync(systemPidFile, 'utf8'))
  return commandLine(pid)?.[0]?.endsWith('dockerd') ? pid : undefined
}

/** `dockerd` refuses to start, or waits for ever, when a killed engine's pid file names a process of another program. */
function removeStalePidFiles() {
  for (const [file, program] of [
    [systemPidFile, 'dockerd'],
    ['/var/run/docker/containerd/containerd.pid', 'containerd']
  ]) {
    if (!file || !program || !existsSync(file)) continue
    const pid = Number(readFileSync(file, 'utf8'))
    if (!commandLine(pid)?.[0]?.endsWith(program)) rmSync(file)
  }
}
