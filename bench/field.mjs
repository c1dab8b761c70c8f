import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dance } from './contestants/dance.mjs'
import { copySeconds, floor } from './contestants/floor.mjs'
import { layers } from './contestants/layers.mjs'
import { ours } from './contestants/ours.mjs'
import { startFreshBuilder } from './builder.mjs'
import { watchFolder } from './measure.mjs'
import { writeProject } from './project.mjs'
import { benchAddresses } from './servers.mjs'

/** Who runs, in this order within each scenario. @type {readonly import('./contestants/buildx.mjs').Contestant[]} */
export const contestants = [layers, dance, ours, floor]

/**
 * What all runs have in common.
 * @typedef {Readonly<{ folder: string, graph: readonly import('./packages.mjs').Node[], packages: string,
 *   julia: import('./julia.mjs').Julia, uploaded: () => number }>} Field
 * @typedef {Readonly<{ scenario: import('./scenarios.mjs').Scenario, contestant: import('./contestants/buildx.mjs').Contestant,
 *   repetition: number }>} Turn
 */

/** @param {Field} field @param {Turn} turn @returns {string} what a cold run left: the others start from a copy */
export const coldStore = ({ folder, graph }, { scenario, contestant, repetition }) =>
  join(
    folder,
    'stores',
    [contestant.name, scenario.platform.split('/')[1], graph.length, repetition].join('-')
  )

/**
 * Runs one contestant once in one scenario, on a builder that knows nothing.
 *
 * @param {Field} field
 * @param {Turn} turn
 * @returns {Promise<import('./results.mjs').Run>}
 */
export async function takeTurn(field, turn) {
  const { scenario, contestant, repetition } = turn
  const { store, stamp } = layStore(field, turn)
  const home = mkdtempSync(join(tmpdir(), 'bench-home-'))
  const workspace = layWorkspace(field, turn)
  const tag = `${benchAddresses.registry}/bench/${contestant.name}-${stamp}${scenario.variant.second ? '-second' : ''}:latest`
  try {
    if (contestant !== floor) await startFreshBuilder(field.folder)
    // The floor's store is a depot, whose times may not be touched.
    const moved = contestant === floor ? () => ({ read: 0, written: 0 }) : watchFolder(store)
    const [uploaded, started] = [field.uploaded(), performance.now()]
    const told = await contestant.run({
      workspace,
      store,
      home,
      platform: scenario.platform,
      tag,
      julia: field.julia
    })
    const wall = (performance.now() - started) / 1000
    const bytes = moved()
    if (scenario.cold) keepStore(store, { cold: coldStore(field, turn), stamp })
    return {
      scenario: scenario.name,
      contestant: contestant.name,
      repetition,
      packages: field.graph.length,
      wall,
      ...told,
      ...bytes,
      pushed: field.uploaded() - uploaded,
      image: contestant === floor ? 0 : await imageBytes(tag)
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/**
 * Node's own copy loses what is below a microsecond of a file's time, which Julia compares.
 *
 * @param {string} from
 * @param {string} to is made, or was empty
 */
function copyFolder(from, to) {
  mkdirSync(to, { recursive: true })
  execFileSync('cp', ['-a', `${from}/.`, to])
}

/** @param {Field} field @param {Turn} turn */
function layStore(field, turn) {
  const [store, cold] = [join(field.folder, 'store', turn.contestant.name), coldStore(field, turn)]
  rmSync(store, { recursive: true, force: true })
  mkdirSync(store, { recursive: true })
  if (turn.scenario.cold) return { store, stamp: Date.now().toString(36) }
  if (!existsSync(cold))
    throw new Error(`${turn.scenario.name} starts from what a cold run left: run that first.`)
  copyFolder(cold, store)
  return { store, stamp: readFileSync(`${cold}.stamp`, 'utf8') }
}

/** @param {string} store @param {Readonly<{ cold: string, stamp: string }>} place */
function keepStore(store, { cold, stamp }) {
  rmSync(cold, { recursive: true, force: true })
  copyFolder(store, cold)
  // The repository that the cold run pushed to: what is there already is not pushed again.
  writeFileSync(`${cold}.stamp`, stamp)
}

/** @param {Field} field @param {Turn} turn @returns {string} the same path in all scenarios */
function layWorkspace(field, { scenario, contestant }) {
  const workspace = join(field.folder, 'workspace', contestant.name)
  rmSync(workspace, { recursive: true, force: true })
  mkdirSync(workspace, { recursive: true })
  writeProject(workspace, scenario.variant, {
    graph: field.graph,
    packages: field.packages,
    juliaVersion: field.julia.version
  })
  return workspace
}

/**
 * What the floor has to move: the bytes that ours moved in the same scenario.
 *
 * @param {Field} field
 * @param {import('./results.mjs').Run} run of the floor
 * @param {import('./results.mjs').Run | undefined} ours
 * @returns {Promise<import('./results.mjs').Run>}
 */
export async function moveBytes(field, run, ours) {
  if (ours === undefined) return run
  const copy = await copySeconds(join(field.folder, 'moved'), ours.read + ours.written + ours.pushed)
  rmSync(join(field.folder, 'moved'))
  return { ...run, wall: (run.steps['process'] ?? 0) + copy, steps: { ...run.steps, copy } }
}

const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json'

/** @param {string} repository @param {string} reference @returns {Promise<unknown>} */
async function readManifest(repository, reference) {
  const address = `http://${benchAddresses.registry}/v2/${repository}/manifests/${reference}`
  const response = await fetch(address, { headers: { accept } })
  return response.json()
}

/** @param {string} tag @returns {Promise<number>} compressed bytes of the image's layers */
async function imageBytes(tag) {
  const repository = tag.replace(/^[^/]+\//, '').replace(/:latest$/, '')
  const index = /** @type {{ manifests?: { digest: string, platform?: { os: string } }[] }} */ (
    await readManifest(repository, 'latest')
  )
  const digest = index.manifests?.find(({ platform }) => platform?.os === 'linux')?.digest
  const manifest = /** @type {{ layers?: { size: number }[] }} */ (
    await readManifest(repository, digest ?? 'latest')
  )
  return (manifest.layers ?? []).reduce((sum, { size }) => sum + size, 0)
}

export { floor }
