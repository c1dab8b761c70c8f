import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { installRepackTools, repackDebianJulia } from './julia-debian.mjs'
import { readJson } from './json.mjs'
import { downloadOfficial } from './julia-official.mjs'
import { architectures, byVersion, folderOf, makeEntry, officialHost, parseName } from './julia-release.mjs'
import { state } from './layout.mjs'
import { sha256Of } from './tarball.mjs'

export const name = 'julia'

/** Root of the Julia mirror: holds what `https://julialang-s3.julialang.org` holds, under the same paths. */
export const mirrorFolder = join(state, 'julia')
export const indexFile = join(mirrorFolder, 'bin/versions.json')
/** @typedef {import('./julia-release.mjs').Entry} Entry */

/** The two that the testbed always has. */
const wanted = ['x86_64', 'aarch64']

/**
 * Gets a real Julia for both architectures and offers it in a `versions.json` of the official form, together with
 * every tarball of the folder that `JULIA_BAKE_TESTBED_JULIA` names. What is there already is kept.
 *
 * @param {import('./process.mjs').Log} log
 */
export async function up(log) {
  mkdirSync(join(mirrorFolder, 'bin'), { recursive: true })
  if (!hasBase()) await getBase(log)
  const extra = process.env.JULIA_BAKE_TESTBED_JULIA
  if (extra) linkTarballs(resolve(extra))
  await writeIndex(log)
}

/** Nothing runs: the tarballs stay in the state folder. */
export function down() {
  return Promise.resolve(false)
}

/** @returns {Promise<string>} what is offered, in one line */
export function status() {
  const offered = offeredJulia().map(({ version, archs }) => `${version} (${archs.join(', ')})`)
  return Promise.resolve(offered.length === 0 ? 'none' : offered.join(', '))
}

/**
 * @returns {{ version: string, archs: string[], files: Record<string, string> }[]} what the mirror offers, oldest
 *   first; `files` has the tarball's path by Docker's name of the architecture
 */
export function offeredJulia() {
  if (!existsSync(indexFile)) return []
  const index = /** @type {Record<string, { files: Entry[] }>} */ (readJson(indexFile))
  return Object.entries(index).map(([version, { files }]) => {
    const byArch = files.map(
      entry =>
        /** @type {const} */ ([
          architectures[entry.arch]?.docker ?? entry.arch,
          entry.url.replace(officialHost, mirrorFolder)
        ])
    )
    return { version, archs: byArch.map(([arch]) => arch), files: Object.fromEntries(byArch) }
  })
}

/**
 * Newest first choice is the official release; Debian's old one stands in where that server is out of reach.
 *
 * @param {import('./process.mjs').Log} log
 */
async function getBase(log) {
  const folder = join(mirrorFolder, 'incoming')
  mkdirSync(folder, { recursive: true })
  const official = await downloadOfficial({ host: officialHost, archs: wanted, folder }, log)
  if (!official) {
    await installRepackTools(log)
    // One after the other fails sooner and plainer; both at once would hardly be faster, for both only compress.
    for (const arch of ['amd64', 'arm64']) await repackDebianJulia(arch, folder, log)
  }
  for (const file of readdirSync(folder)) {
    const target = placeOf(file)
    if (!target) continue
    const signature = join(folder, `${file}.asc`)
    if (existsSync(signature)) await rename(signature, `${target}.asc`)
    await rename(join(folder, file), target)
  }
  await rm(folder, { recursive: true })
}

/** @returns {boolean} whether a release for both architectures was got earlier */
function hasBase() {
  const own = tarballs().filter(file => !lstatSync(file).isSymbolicLink())
  return wanted.every(arch => own.some(file => parseName(basename(file))?.arch === arch))
}

/** @param {string} folder */
function linkTarballs(folder) {
  if (!existsSync(folder)) {
    throw new Error(
      `JULIA_BAKE_TESTBED_JULIA names ${folder}, which does not exist. Name a folder of Julia tarballs.`
    )
  }
  for (const file of readdirSync(folder)) {
    const target = placeOf(file)
    if (!target) continue
    const signature = join(folder, `${file}.asc`)
    if (!existsSync(target)) symlinkSync(join(folder, file), target)
    if (existsSync(signature) && !existsSync(`${target}.asc`)) symlinkSync(signature, `${target}.asc`)
  }
}

/**
 * @param {string} file name of a tarball
 * @returns {string | undefined} its path in the mirror, whose folder is made
 */
function placeOf(file) {
  const parsed = parseName(file)
  if (!parsed) return undefined
  const folder = join(mirrorFolder, folderOf(parsed.version, parsed.arch))
  mkdirSync(folder, { recursive: true })
  return join(folder, file)
}

/** @returns {string[]} paths of the tarballs in the mirror whose files still exist */
function tarballs() {
  const files = readdirSync(join(mirrorFolder, 'bin'), { recursive: true, encoding: 'utf8' })
  return files
    .map(file => join(mirrorFolder, 'bin', file))
    .filter(file => parseName(basename(file)) && existsSync(file))
}

/** @param {import('./process.mjs').Log} log */
async function writeIndex(log) {
  /** @type {Entry[]} */
  const entries = []
  for (const file of tarballs()) entries.push(await describe(file))
  const versions = [...new Set(entries.map(entry => entry.version))].sort(byVersion)
  const index = Object.fromEntries(
    versions.map(version => [
      version,
      { files: entries.filter(entry => entry.version === version), stable: !version.includes('-') }
    ])
  )
  const text = JSON.stringify(index, null, 2)
  if (existsSync(indexFile) && readFileSync(indexFile, 'utf8') === text) return
  writeFileSync(indexFile, text)
  log(`offering Julia ${versions.join(', ')}`)
}

/**
 * @param {string} file a tarball
 * @returns {Promise<Entry>} with the signature that lies beside it: `julia-1.12.7-linux-x86_64.tar.gz.asc`
 */
async function describe(file) {
  const entry = await measure(file)
  const signature = `${file}.asc`
  return existsSync(signature) ? { ...entry, asc: readFileSync(signature, 'utf8') } : entry
}

/**
 * An entry is kept beside its tarball, so that 100 MB are not read again at each start.
 *
 * @param {string} file
 * @returns {Promise<Entry>}
 */
async function measure(file) {
  const { size, mtimeMs } = statSync(file)
  const beside = `${file}.json`
  if (existsSync(beside) && statSync(beside).mtimeMs >= mtimeMs) {
    const known = /** @type {Entry} */ (readJson(beside))
    if (known.size === size) return known
  }
  const entry = makeEntry(basename(file), { size, sha256: await sha256Of(file) })
  writeFileSync(beside, JSON.stringify(entry, null, 2))
  return entry
}
