import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { arch, cpus, release, tmpdir, type } from 'node:os'
import { join } from 'node:path'
import { makeFiles } from './manifests.mjs'
import { bundleProduct } from './product.mjs'

const counts = [10, 100, 400, 1000]
const rounds = 50
const juliaVersion = '1.12.5'

/**
 * @typedef {typeof import('../src/project/index.ts') & Pick<typeof import('../src/cache/index.ts'), 'composeKey'>
 *   & Pick<typeof import('../src/platform.ts'), 'parsePlatform'>} Product
 */

/** Prints how long a plan takes, for manifests of several sizes. */
export async function plan() {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const product = /** @type {Product} */ (
      await bundleProduct(folder, {
        'project/index.ts': '*',
        'cache/index.ts': '{ composeKey }',
        'platform.ts': '{ parsePlatform }'
      })
    )
    console.log(
      `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} (${cpus().length} logical), ${type()} ${release()} ${arch()}`
    )
    console.log(`Milliseconds, medians of ${rounds} rounds after as many to warm up.\n`)
    console.log(writeRow(['packages', 'parse', 'hash tree', 'recipe', 'key', 'total']))
    for (const count of counts)
      console.log(writeRow([String(count), ...(await measure(product, folder, count))]))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** @param {readonly string[]} cells */
const writeRow = cells => cells.map(cell => cell.padStart(10)).join('')

/**
 * @param {Product} product
 * @param {string} folder
 * @param {number} count
 * @returns {Promise<readonly string[]>} times of each step and of all
 */
async function measure(product, folder, count) {
  const files = makeFiles(count)
  await writeFile(join(folder, 'Project.toml'), files.project)
  await writeFile(join(folder, 'Manifest.toml'), files.manifest)
  const environment = product.requireManifest(await product.readEnvironment(folder, { juliaVersion }))
  const tree = product.hashTree(environment, { juliaVersion })
  if (tree.nodes.length !== count) throw new Error(`${tree.nodes.length} of ${count} packages can be reached`)
  const recipes = [product.makeRecipe(environment, tree)]
  const platform = product.parsePlatform('linux/amd64')
  const steps = [
    () => [
      product.parseProject(files.project, 'Project.toml'),
      product.parseManifest(files.manifest, 'Manifest.toml')
    ],
    () => product.hashTree(environment, { juliaVersion }),
    () => product.makeRecipe(environment, tree),
    () =>
      product.composeKey({
        prefix: 'bench',
        trust: 'main',
        juliaVersion,
        platform,
        passes: ['generic;haswell'],
        recipes: recipes.map(({ rootHash }) => rootHash),
        baseImage: 'debian:trixie-slim'
      })
  ]
  const medians = steps.map(medianTime)
  return [...medians, medians.reduce((sum, time) => sum + time, 0)].map(time => time.toFixed(2))
}

/** @param {() => unknown} step */
function medianTime(step) {
  const times = Array.from({ length: 2 * rounds }, () => {
    const start = performance.now()
    step()
    return performance.now() - start
  })
  return times.slice(rounds).sort((a, b) => a - b)[rounds / 2] ?? Number.NaN
}
