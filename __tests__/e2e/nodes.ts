import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildDaemon, configuration } from '../../testbed/buildkitd.mjs'
import { noLog, poll, run, tryRun } from '../../testbed/process.mjs'

/** A builder's node: a BuildKit daemon of its own that is to build one platform. */
export type Node = Readonly<{ name: string; platform: string }>

/** What a node did: `PLATFORM TARGET` of each of its builds, each once, in order. */
type History = (node: string) => Promise<readonly string[]>

type Builder = Readonly<{ name: string; history: History; stop: () => Promise<void> }>

type Build = Readonly<{ Target?: string; Platform?: readonly string[] }>

const startDaemon = (binary: string, folder: string): ChildProcess => {
  const address = `unix://${join(folder, 'buildkitd.sock')}`
  const config = join(folder, 'buildkitd.toml')
  writeFileSync(config, configuration({ root: join(folder, 'root'), address }))
  const log = openSync(join(folder, 'buildkitd.log'), 'w')
  return spawn(binary, ['--config', config], { stdio: ['ignore', log, log] })
}

const stopDaemon = (daemon: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    daemon.once('exit', () => resolve())
    if (daemon.exitCode !== null || !daemon.kill()) resolve()
  })

async function readHistory(builder: string, node: string): Promise<readonly string[]> {
  const lines = await run('docker', ['buildx', 'history', 'ls', '--builder', builder, '--format', 'json'])
  const refs = lines
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as Readonly<{ ref: string }>).ref)
    .filter(ref => ref.startsWith(`${builder}/${node}/`))
    .map(ref => ref.split('/').at(-1) ?? '')
  const builds: string[] = []
  for (const ref of refs) {
    const text = await run('docker', [
      'buildx',
      'history',
      'inspect',
      '--builder',
      builder,
      ref,
      '--format',
      'json'
    ])
    const { Target = '', Platform = [] } = JSON.parse(text) as Build
    builds.push(...Platform.map(platform => `${platform} ${Target}`))
  }
  return [...new Set(builds)].sort()
}

/**
 * Makes a builder of several nodes as users do, each with its platform. Undefined where Go is missing.
 *
 * @param folder of their own, for all that the daemons keep
 */
export async function startBuilder(
  name: string,
  nodes: readonly Node[],
  folder: string
): Promise<Builder | undefined> {
  const binary = await buildDaemon(noLog)
  if (binary === undefined) return undefined
  const daemons: ChildProcess[] = []
  for (const [at, node] of nodes.entries()) {
    const place = join(folder, node.name)
    mkdirSync(place, { recursive: true })
    daemons.push(startDaemon(binary, place))
    await run('docker', [
      ...['buildx', 'create', '--name', name, ...(at === 0 ? [] : ['--append'])],
      ...['--node', node.name, '--driver', 'remote', '--platform', node.platform],
      `unix://${join(place, 'buildkitd.sock')}`
    ])
  }
  const running = async (): Promise<boolean> =>
    ((await tryRun('docker', ['buildx', 'inspect', name])) ?? '').split('BuildKit version').length >
    nodes.length
  if (!(await poll(running, 30))) throw new Error(`The nodes of ${name} do not start: see ${folder}`)
  return {
    name,
    history: node => readHistory(name, node),
    stop: async () => {
      await tryRun('docker', ['buildx', 'rm', name])
      await Promise.all(daemons.map(stopDaemon))
    }
  }
}
