import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from './json.mjs'
import { offeredJulia } from './julia.mjs'
import { addresses, baseImage, root, state } from './layout.mjs'
import { up } from './main.mjs'
import { changeVersion } from './packages.mjs'
import { runAction } from './runner.mjs'

/** @typedef {import('../src/report/index.ts').Report} Report */

const workspace = join(state, 'demo', 'hello')
const image = `${addresses.registry}/hello:latest`
const platforms = ['linux/amd64', 'linux/arm64']

/** The package whose version the third pass changes, and what depends on it. */
const bump = { name: 'Phrases', from: '1.0.0', to: '1.1.0' }

/** @param {string} text */
const headline = text => console.log(`\n\u001b[1m━━ ${text}\u001b[0m`)

/** The newest Julia that the testbed offers for all of the demo's platforms. */
function chooseJulia() {
  const archs = platforms.map(platform => platform.split('/')[1] ?? '')
  const whole = offeredJulia().filter(offer => archs.every(arch => offer.archs.includes(arch)))
  const newest = whole.at(-1)
  if (newest === undefined) throw new Error(`The testbed offers no Julia for ${platforms.join(' and ')}.`)
  return newest.version
}

/** A copy of the example, as a checkout of its own. */
function checkOut() {
  rmSync(workspace, { recursive: true, force: true })
  mkdirSync(workspace, { recursive: true })
  cpSync(join(root, 'examples', 'hello'), workspace, { recursive: true })
}

/**
 * Runs the committed bundle on the example, as a workflow would.
 *
 * @param {Record<string, string>} inputs
 */
async function bake(inputs) {
  const started = performance.now()
  const result = await runAction({
    workspace,
    env: { JULIA_BAKE_CACHE_DIR: join(state, 'demo', 'depots') },
    inputs: {
      'julia-mirror': addresses.mirror,
      'pkg-server': addresses.packages,
      'base-image': baseImage,
      platforms: platforms.join(','),
      network: 'host',
      allow: 'network.host',
      tags: image,
      push: 'true',
      ...inputs
    },
    onLine: line => console.log(line)
  })
  if (result.exitCode !== 0) throw new Error('julia-bake failed; its log above says why.')
  const report = /** @type {Report} */ (readJson(result.outputs['report'] ?? ''))
  return { outputs: result.outputs, report, seconds: (performance.now() - started) / 1000 }
}

/** @typedef {Awaited<ReturnType<typeof bake>>} Pass */

/** @param {string} platform */
function startImage(platform) {
  headline(`docker run --platform ${platform} ${image}`)
  const command = [
    'run',
    '--rm',
    '--pull=always',
    '--quiet',
    '--platform',
    platform,
    image,
    'julia',
    'bin/hello.jl'
  ]
  return new Promise((resolve, reject) => {
    spawn('docker', command, { stdio: 'inherit' })
      .on('error', reject)
      .on('close', code => {
        if (code === 0) resolve(undefined)
        else reject(new Error(`${image} ended with ${String(code)} on ${platform}.`))
      })
  })
}

/** Another version of one dependency in the manifest, as `Pkg.update` would write it. */
function changeManifest() {
  const file = join(workspace, 'Manifest.toml')
  writeFileSync(file, changeVersion(readFileSync(file, 'utf8'), bump.name, bump.to))
}

/** @param {Pass} pass */
const compiled = ({ report }) =>
  report.platforms.map(row => {
    const names = row.packages.filter(each => each.compiled).map(each => each.name)
    return `${row.platform}: ${names.join(', ') || 'nothing'}`
  })

/** @param {Readonly<Record<string, Pass>>} passes */
function compare(passes) {
  headline('Side by side')
  console.log('pass       cache-hit  wall time  depot bake by platform           compiled in the depots')
  for (const [name, pass] of Object.entries(passes)) {
    const depots = pass.report.platforms.map(row => `${row.platform} ${row.depotSeconds.toFixed(1)} s`)
    console.log(
      [
        name.padEnd(10),
        (pass.outputs['cache-hit'] ?? '').padEnd(10),
        `${pass.seconds.toFixed(1)} s`.padEnd(10),
        depots.join(', ').padEnd(40),
        compiled(pass).join('; ')
      ].join(' ')
    )
  }
}

/** Shows the whole road on this machine: cold, unchanged, and with one dependency changed. */
async function demo() {
  headline('Bringing up what is missing')
  await up({ parts: ['engine', 'registry', 'base-images', 'julia', 'packages', 'services'] })
  const julia = chooseJulia()
  rmSync(join(state, 'demo', 'depots'), { recursive: true, force: true })
  checkOut()

  headline(`First pass: nothing in the cache (Julia ${julia}, ${platforms.join(' and ')})`)
  // BuildKit's own layer cache may hold an earlier demo: the first pass shall not profit from it.
  const cold = await bake({ 'julia-version': julia, 'no-cache': 'true' })
  for (const platform of platforms) await startImage(platform)

  headline('Second pass: nothing changed')
  const exact = await bake({ 'julia-version': julia })
  if (exact.outputs['cache-hit'] !== 'true') throw new Error('The second pass found no exact hit.')

  headline(`Third pass: ${bump.name} ${bump.from} becomes ${bump.to} in the manifest`)
  changeManifest()
  const partial = await bake({ 'julia-version': julia })
  for (const platform of platforms) await startImage(platform)

  compare({ cold, exact, partial })
}

try {
  await demo()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
