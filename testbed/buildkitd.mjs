import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from './apt.mjs'
import { addresses, buildCacheLimit, ports, state } from './layout.mjs'
import { run, runningPid, startDaemon, stopDaemon, tryRun, waitForDaemon } from './process.mjs'

export const name = 'buildkitd'

/** Name of the second builder: a bare BuildKit, as most of GitHub's users have one, without the engine's images. */
export const remoteBuilder = 'julia-bake-remote'

const daemon = 'buildkitd'
const configFile = join(state, 'buildkitd.toml')
const skipped = 'skipped: no Go'

const buildkit = 'github.com/moby/buildkit'
/** The BuildKit that Docker Engine 28.5 has in it, so that a difference between the builders is one of the driver. */
const version = 'v0.25.2'

/**
 * Starts a BuildKit daemon and registers it with buildx, not as the default. Builds it first, which takes minutes.
 *
 * @param {import('./process.mjs').Log} log
 * @returns {Promise<string | undefined>} name of the builder, undefined where Go is missing
 */
export async function up(log) {
  const binary = await buildDaemon(log)
  if (binary === undefined) return undefined
  if (runningPid(daemon) === undefined) {
    await installPackages([{ name: 'runc' }], log)
    writeFileSync(configFile, configuration({ root: join(state, 'buildkit'), address: addresses.buildkitd }))
    startDaemon({ name: daemon, file: binary, args: ['--config', configFile] })
  }
  await register()
  await waitForDaemon(daemon, async () => (await builderVersion()) !== undefined)
  return remoteBuilder
}

/** Stops the daemon; its cache stays in the state folder. */
export async function down() {
  const stopped = await stopDaemon(daemon)
  // A builder of that name may belong to another checkout's testbed: it goes only with the daemon behind it.
  if (stopped) await tryRun('docker', ['buildx', 'rm', remoteBuilder])
  return stopped
}

/** @returns {Promise<string>} what runs, in one line */
export async function status() {
  const pid = runningPid(daemon)
  const running = pid === undefined ? undefined : await builderVersion()
  if (running !== undefined) return `up: BuildKit ${running}, builder ${remoteBuilder} (pid ${pid})`
  return (await findGo()) || existsSync(binaryFile()) ? 'down' : skipped
}

/** @returns {Promise<boolean>} whether the second builder can be used: else its tests are to say that they skip */
export async function hasRemoteBuilder() {
  return runningPid(daemon) !== undefined && (await builderVersion()) !== undefined
}

function binaryFile() {
  return join(state, 'bin', `buildkitd-${version}`)
}

function findGo() {
  return tryRun('go', ['version'])
}

/**
 * Builds the program once. `go install` refuses this module for its exclude directives; building in the module's own
 * folder also takes exactly the versions in its go.sum.
 *
 * @param {import('./process.mjs').Log} log
 * @returns {Promise<string | undefined>} path of the program, undefined where Go is missing
 */
export async function buildDaemon(log) {
  const file = binaryFile()
  if (existsSync(file)) return file
  if (!(await findGo())) return undefined
  log(`building buildkitd ${version}`)
  mkdirSync(join(state, 'bin'), { recursive: true })
  const env = { CGO_ENABLED: '0', GOFLAGS: '' }
  const module = await run('go', ['mod', 'download', '-json', `${buildkit}@${version}`], { env })
  const folder = /"Dir": "(.+)"/.exec(module)?.[1]
  if (!folder) throw new Error(`Go did not say where it keeps ${buildkit}: ${module}`)
  const linker = `-s -w -X ${buildkit}/version.Version=${version}`
  const what = [
    'build',
    '-C',
    folder,
    '-buildvcs=false',
    `-ldflags=${linker}`,
    '-o',
    `${file}.part`,
    './cmd/buildkitd'
  ]
  // It competes with what others do on a small machine.
  await run('nice', ['-n', '15', 'go', ...what], { env })
  renameSync(`${file}.part`, file)
  return file
}

/**
 * Settings of a daemon in TOML, whose strings JSON's are.
 *
 * @param {Readonly<{ root: string, address: string, registry?: string }>} daemon folder of its state, where it listens,
 *   and a registry without TLS
 */
export function configuration({ root, address, registry = addresses.registry }) {
  return [
    `root = ${JSON.stringify(root)}`,
    'insecure-entitlements = ["network.host"]',
    '[grpc]',
    `address = [${JSON.stringify(address)}]`,
    '[otel]',
    `socketPath = ${JSON.stringify(join(root, 'otel.sock'))}`,
    '[worker.containerd]',
    'enabled = false',
    '[worker.oci]',
    `maxUsedSpace = ${JSON.stringify(buildCacheLimit)}`,
    `[registry.${JSON.stringify(registry)}]`,
    'http = true',
    ''
  ].join('\n')
}

async function register() {
  const known = await tryRun('docker', ['buildx', 'inspect', remoteBuilder])
  if (known?.includes(`:${ports.buildkitd}`)) return
  if (known !== undefined) await tryRun('docker', ['buildx', 'rm', remoteBuilder])
  await run('docker', [
    'buildx',
    'create',
    '--name',
    remoteBuilder,
    '--driver',
    'remote',
    addresses.buildkitd
  ])
}

/** @returns {Promise<string | undefined>} version of the BuildKit behind the builder, undefined if it does not answer */
async function builderVersion() {
  const text = await tryRun('docker', ['buildx', 'inspect', remoteBuilder], { timeout: 10_000 })
  return /^BuildKit version: *(\S+)/m.exec(text ?? '')?.[1]
}
