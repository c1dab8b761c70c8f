import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cp, copyFile, readlink, realpath, rename, rm, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { installPackages } from './apt.mjs'
import { debianMirror } from './debian.mjs'
import { state } from './layout.mjs'
import { run } from './process.mjs'
import { packTree } from './tarball.mjs'

/** The last Debian release that has Julia, and the version it has. */
const suite = 'bullseye'
export const debianVersion = '1.5.3'

/** @type {Readonly<Record<string, { triplet: string, file: string }>>} */
const builds = {
  amd64: { triplet: 'x86_64-linux-gnu', file: `julia-${debianVersion}-linux-x86_64.tar.gz` },
  arm64: { triplet: 'aarch64-linux-gnu', file: `julia-${debianVersion}-linux-aarch64.tar.gz` }
}

/** When Julia 1.5.3 was released: any fixed time would do, so that the same packages give the same tarball. */
const released = new Date('2020-11-09T00:00:00Z')

/**
 * Repacks Debian's Julia in the layout of the official tarballs: it then runs on any root file system with a glibc
 * of that age or newer, as the official one does. Nothing of the packages is run, so that either architecture can be
 * made on either.
 *
 * @param {string} arch `amd64` or `arm64`
 * @param {string} folder where the tarball goes
 * @param {import('./process.mjs').Log} log
 * @returns {Promise<string>} path of the tarball
 */
export async function repackDebianJulia(arch, folder, log) {
  const build = builds[arch]
  if (!build)
    throw new Error(`Debian's Julia is repacked for ${Object.keys(builds).join(', ')}, not for ${arch}.`)
  const work = join(state, 'debian', `julia-${arch}`)
  rmSync(work, { recursive: true, force: true })
  log(`downloading Debian's Julia ${debianVersion} for ${arch}`)
  const debs = await downloadDebs('julia', arch, work)
  log(`repacking Julia ${debianVersion} for ${arch}`)
  const from = join(work, 'root')
  const glibc = join(work, 'glibc')
  for (const deb of debs)
    await run('dpkg-deb', ['-x', deb, basename(deb).startsWith('libc6_') ? glibc : from])
  const tree = join(work, 'tree')
  await assemble({ from, glibc, tree: join(tree, `julia-${debianVersion}`), triplet: build.triplet })
  const file = join(folder, build.file)
  mkdirSync(folder, { recursive: true })
  await packTree(tree, `${file}.part`, released)
  await rename(`${file}.part`, file)
  await rm(work, { recursive: true })
  return file
}

/**
 * Lets apt choose and download a package with all that it needs, in a private root: signatures are checked, and
 * nothing of this machine's own packages counts or changes.
 *
 * @param {string} name
 * @param {string} arch
 * @param {string} work
 * @returns {Promise<string[]>} paths of the packages
 */
async function downloadDebs(name, arch, work) {
  const apt = join(work, 'apt')
  for (const path of ['lists/partial', 'archives/partial', 'etc'])
    mkdirSync(join(apt, path), { recursive: true })
  writeFileSync(join(apt, 'status'), '')
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
  writeFileSync(join(apt, 'sources.list'), `deb [signed-by=${keys}] ${debianMirror()} ${suite} main\n`)
  writeFileSync(join(apt, 'apt.conf'), aptConfig(apt, arch))
  const env = { APT_CONFIG: join(apt, 'apt.conf') }
  try {
    await run('apt-get', ['update', '-q'], { env })
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', '--download-only', name], { env })
  } catch (error) {
    const remedy = 'Put official tarballs into a folder and name it in JULIA_BAKE_TESTBED_JULIA.'
    throw new Error(`Debian ${suite} could not be read from this machine's mirror. ${remedy}`, {
      cause: error
    })
  }
  const archives = join(apt, 'archives')
  const files = readdirSync(archives).filter(file => file.endsWith('.deb'))
  return files.map(file => join(archives, file))
}

/**
 * @param {string} folder
 * @param {string} arch
 */
function aptConfig(folder, arch) {
  // The machine's own hooks (clean-up of its cache, notices to a desktop) are of no use here: no parts are read.
  return `
APT::Architecture "${arch}";
APT::Architectures { "${arch}"; };
APT::Sandbox::User "root";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::Etc::Parts "${folder}/etc";
Dir::Etc::SourceList "${folder}/sources.list";
Dir::Etc::SourceParts "${folder}/etc";
Dir::Etc::Preferences "${folder}/none";
Dir::Etc::PreferencesParts "${folder}/etc";
Dir::State::Lists "${folder}/lists";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}";
Dir::Cache::Archives "${folder}/archives";
`
}

/**
 * @typedef {Readonly<{ from: string, glibc: string, tree: string, triplet: string }>} Roots
 *   unpacked packages, unpacked glibc, the tree to make
 */

/** @param {Roots} roots */
async function assemble({ from, glibc, tree, triplet }) {
  const usr = join(from, 'usr')
  const libraries = join(tree, 'lib', triplet)
  const own = join(libraries, 'julia')
  for (const path of ['bin', 'share']) mkdirSync(join(tree, path), { recursive: true })
  await copyFile(join(usr, 'bin/julia'), join(tree, 'bin/julia'))
  await cp(join(usr, 'lib', triplet, 'julia'), own, { recursive: true, verbatimSymlinks: true })
  const library = await realpath(join(usr, 'lib', triplet, 'libjulia.so.1'))
  await copyFile(library, join(libraries, basename(library)))
  await symlink(basename(library), join(libraries, 'libjulia.so.1'))
  await cp(join(usr, 'share/julia'), join(tree, 'share/julia'), { recursive: true, verbatimSymlinks: true })
  await rm(join(tree, 'share/julia/test'), { recursive: true, force: true })
  await cp(join(from, 'etc/julia'), join(tree, 'etc/julia'), { recursive: true })
  await pullInLibraries({ from, glibc, tree, triplet })
  await run('patchelf', ['--set-rpath', '$ORIGIN/julia:$ORIGIN', join(libraries, basename(library))])
}

/**
 * Copies every library that Julia's own ones link to or load, except those of glibc, beside them and makes them look
 * for each other there.
 *
 * @param {Roots} roots
 */
async function pullInLibraries({ from, glibc, tree, triplet }) {
  const own = join(tree, 'lib', triplet, 'julia')
  const places = [join(from, 'usr/lib', triplet), join(from, 'lib', triplet)]
  const found = (/** @type {string} */ name) => places.map(place => join(place, name)).find(existsSync)
  const queue = [join(tree, 'lib', triplet, 'libjulia.so.1')]
  for (const entry of readdirSync(own, { withFileTypes: true })) {
    const file = join(own, entry.name)
    if (entry.isFile()) queue.push(file)
    else if ((await readlink(file)).startsWith('../')) queue.push(...(await bringInLink(file, own, found)))
  }
  for (let file = queue.pop(); file; file = queue.pop()) {
    for (const name of (await run('patchelf', ['--print-needed', file])).split('\n').filter(Boolean)) {
      if (name.startsWith('libjulia.so') || existsSync(join(own, name))) continue
      const source = found(name)
      if (source) {
        await copyFile(await realpath(source), join(own, name))
        queue.push(join(own, name))
      } else if (!isInGlibc(name, glibc, triplet))
        throw new Error(`No package has ${name}, which ${file} needs.`)
    }
    // The system image needs only what libjulia has loaded before it; rewriting 190 MB gains nothing.
    if (file.startsWith(own) && basename(file) !== 'sys.so')
      await run('patchelf', ['--set-rpath', '$ORIGIN', file])
  }
}

/**
 * Turns `libgmp.so -> ../libgmp.so.10` into `libgmp.so -> libgmp.so.10`, with that file beside it.
 *
 * @param {string} link
 * @param {string} own
 * @param {(name: string) => string | undefined} found
 * @returns {Promise<string[]>} the file that was copied
 */
async function bringInLink(link, own, found) {
  const name = basename(await readlink(link))
  const source = found(name)
  if (!source) throw new Error(`No package has ${name}, to which Debian's ${basename(link)} points.`)
  await rm(link)
  await symlink(name, link)
  if (existsSync(join(own, name))) return []
  await copyFile(await realpath(source), join(own, name))
  return [join(own, name)]
}

/**
 * @param {string} name
 * @param {string} glibc
 * @param {string} triplet
 */
function isInGlibc(name, glibc, triplet) {
  return [
    join(glibc, 'lib', triplet),
    join(glibc, 'usr/lib', triplet),
    join(glibc, 'lib64'),
    join(glibc, 'lib')
  ].some(place => existsSync(join(place, name)))
}

/** @param {import('./process.mjs').Log} log */
export async function installRepackTools(log) {
  await installPackages([{ name: 'patchelf' }], log)
}
