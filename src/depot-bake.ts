import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  depotDefinition,
  depotTarget,
  digestOf,
  runBake,
  type BakeResult,
  type DepotOutput,
  type StageEvent
} from './bake/index.ts'
import { entryFiles, readLayout, writeFacts, type DepotPush, type Facts, type Layout } from './cache/index.ts'
import { annotationAt } from './annotation.ts'
import type { PreparedPlatform, Workshop } from './depot.ts'
import { messageOf } from './errors.ts'
import { entryKeys, writeHashTree } from './project/index.ts'

/** A depot layout that a bake has made, what there is to tell of it, and the save that is under way. */
type MadeDepot = Readonly<{ layout: Layout; facts: Facts; saving: Promise<string> }>

/** How a platform's depot bake ended. */
export type DepotBake = Readonly<{
  seconds: number
  /** Names of the packages that were compiled just now. */
  compiled: ReadonlySet<string>
  made: MadeDepot | Readonly<{ failure: string }>
}>

/** One platform's bakes: all of the same stages, each with another output. */
type DepotBaker = Readonly<{
  shop: Workshop
  prepared: PreparedPlatform
  /** Seconds of all bakes so far. */
  seconds: () => number
  /** Compiles the depot. */
  bake: (output: DepotOutput) => Promise<BakeResult>
  /** Gives what was compiled once more: BuildKit has it in its cache, whatever the user says of that. */
  bakeAgain: (title: string, output: DepotOutput) => Promise<BakeResult>
}>

function openBaker(
  shop: Workshop,
  prepared: PreparedPlatform,
  onEvent: (event: StageEvent) => void
): DepotBaker {
  const { inputs, deps, folder, secrets } = shop
  const { platform, julia, hit } = prepared
  const { baseImage, pkgServer, builder, allow } = inputs
  let total = 0
  const run = async (title: string, output: DepotOutput, image: typeof inputs): Promise<BakeResult> => {
    const definition = depotDefinition(
      { platform, distribution: julia.folder },
      { plan: join(folder, 'depot-plan'), baseImage, pkgServer, secrets, image },
      output,
      hit && { context: hit.layout.context, reuse: hit.tier === 'packages' ? 'packages' : 'compiled' }
    )
    const bake = { title: `${title} ${platform.name}`, definition, builder, allow, folder }
    const result = await shop.timeline.watch([platform.name], () => runBake(bake, deps, onEvent))
    total += result.seconds
    return result
  }
  return {
    shop,
    prepared,
    seconds: () => total,
    bake: output => run('depot', output, inputs),
    bakeAgain: (title, output) => run(title, output, { ...inputs, noCache: false })
  }
}

/** The depot in the registry. Any trouble on the way there is told, and the build goes on without. */
async function pushDepot(
  { shop: { cache, deps }, prepared: { platform, key }, bakeAgain }: DepotBaker,
  push: DepotPush,
  facts: Facts
): Promise<Layout | undefined> {
  try {
    const result = await bakeAgain('push of depot', { push: push.target(key, facts) })
    if (result.failure !== undefined) throw new Error(result.failure)
    return await push.find(digestOf(result, depotTarget(platform)) ?? '')
  } catch (error) {
    deps.log.warning(`${platform.name}: not saved to ${cache.name}: ${messageOf(error)}`)
    return undefined
  }
}

/** Saves the depot in the entry's folder; that goes on while the image is baked. */
async function saveEntry({ shop, prepared }: DepotBaker, entry: string, facts: Facts): Promise<MadeDepot> {
  await writeFacts(entry, facts)
  const layout = await readLayout(entryFiles(entry).layout)
  return { layout, facts, saving: shop.cache.save(prepared.platform, prepared.key.key, entry) }
}

/** Gives the depot that was just compiled to the store: from the builder, or by way of this machine. */
async function keepDepot(baker: DepotBaker, entry: string, facts: Facts): Promise<DepotBake['made']> {
  const { push } = baker.shop.cache
  if (push !== undefined) {
    const layout = await pushDepot(baker, push, facts)
    if (layout !== undefined) return { layout, facts, saving: Promise.resolve('saved') }
    const { failure } = await baker.bakeAgain('export of depot', { layout: entryFiles(entry).layout })
    if (failure !== undefined) return { failure }
  }
  return saveEntry(baker, entry, facts)
}

/** Shows in the manifest which package could not be fetched. */
function tellUnfetched(
  { shop: { plan, deps }, prepared: { platform } }: DepotBaker,
  events: readonly StageEvent[]
): void {
  const failed = events.find(({ kind, text }) => kind === 'error' && text.startsWith('fetch '))
  const name = failed?.text.split(' ')[1]
  const manifests = plan.projects.map(({ environment }) => environment.manifest)
  const manifest = manifests.find(({ entries }) => entries.some(entry => entry.name === name))
  if (name === undefined || manifest === undefined) return
  deps.log.error(
    `${platform.name}: ${name} could not be fetched: it is private, or this version is no longer there. The log says more.`,
    annotationAt(deps.env, 'Package out of reach', { file: manifest.file, keys: entryKeys(name) })
  )
}

async function makeDepot(
  baker: DepotBaker,
  folder: Readonly<{ entry: string; report: string }>
): Promise<Pick<DepotBake, 'compiled' | 'made'>> {
  const { cache, plan } = baker.shop
  // What is pushed carries its report, which has to be there first: compiling is a bake, and the push another.
  const output = cache.push === undefined ? { layout: entryFiles(folder.entry).layout } : {}
  const { failure, transcript } = await baker.bake({ ...output, report: folder.report })
  const done = transcript.events.filter(({ kind }) => kind === 'done')
  const compiled = new Set(done.map(({ text }) => text.split(' ')[0] ?? ''))
  if (failure !== undefined) {
    tellUnfetched(baker, transcript.events)
    return { compiled, made: { failure } }
  }
  const facts = {
    report: await readFile(join(folder.report, 'report.json'), 'utf8'),
    trees: plan.projects.map(({ tree }) => writeHashTree(tree)).join('')
  }
  return { compiled, made: await keepDepot(baker, folder.entry, facts) }
}

/**
 * Step 4 for a platform without an exact hit: compiles its depot, and gives it to the store. A failure is part of the
 * result.
 */
export async function bakeDepot(
  shop: Workshop,
  prepared: PreparedPlatform,
  onEvent: (event: StageEvent) => void
): Promise<DepotBake> {
  const { id } = prepared.platform
  const folder = { entry: join(shop.folder, `depot-${id}`), report: join(shop.folder, `report-${id}`) }
  await mkdir(folder.entry, { recursive: true })
  const baker = openBaker(shop, prepared, onEvent)
  const made = await makeDepot(baker, folder)
  return { ...made, seconds: baker.seconds() }
}
