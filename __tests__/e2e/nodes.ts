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

/** A target's builds on several nodes have one reference: so each node is asked alone, as a builder of its own. */
async function readHistory(node: string): Promise<readonly string[]> {
  const lines = await run('docker', ['buildx', 'history', 'ls', '--builder', node, '--format', 'json'])
  const refs = lines
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as Readonly<{ ref: string }>).ref.split('/').at(-1) ?? '')
  const builds: string[] = []
  for (const ref of refs) {
    const args = ['buildx', 'history', 'inspect', '--builder', node, ref, '--format', 'json']
    const { Target = '', Platform = [] } = JSON.parse(await run('docker', args)) as Build
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
    const create = async (builder: string, ...options: readonly string[]): Promise<unknown> =>
      run('docker', [
        ...['buildx', 'create', '--name', builder, '--driver', 'remote', ...options],
        `unix://${join(place, 'buildkitd.sock')}`
      ])
    const append = at === 0 ? [] : ['--append']
    await create(name, ...append, '--node', node.name, '--platform', node.platform)
    await create(`${name}-${node.name}`)
  }
  const running = async (): Promise<boolean> =>
    ((await tryRun('docker', ['buildx', 'inspect', name])) ?? '').split('BuildKit version').length >
    nodes.length
  if (!(await poll(running, 30))) throw new Error(`The nodes of ${name} do not start: see ${folder}`)
  return {
    name,
    history: node => readHistory(`${name}-${node}`),
    stop: async () => {
      for (const builder of [name, ...nodes.map(node => `${name}-${node.name}`)])
        await tryRun('docker', ['buildx', 'rm', builder])
      await Promise.all(daemons.map(stopDaemon))
    }
  }
}
