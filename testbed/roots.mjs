import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debianMirror } from './debian.mjs'
import { state } from './layout.mjs'
import { run } from './process.mjs'

/**
 * Docker's name of an architecture.
 * @typedef {'amd64' | 'arm64'} Architecture
 */

/** Newer than Debian 12's, since the glibc of official Julia builds may ask for it; as users' `trixie-slim`. */
const suite = 'trixie'
/** Julia 1.5 downloads through curl. */
const extras = 'ca-certificates,curl'

/** Times in images are fixed so that the same packages give the same bytes: 2025-08-09, the release of trixie. */
export const epoch = 1754697600

/** What a slim image leaves out, told to dpkg so that packages which are installed later leave it out too. */
const unwanted = ['man', 'doc', 'locale', 'info', 'lintian']

const triplets = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }
const native = process.arch === 'arm64' ? 'arm64' : 'amd64'
const folder = join(state, 'roots')

/**
 * @param {Architecture} architecture
 * @param {import('./process.mjs').Log} log
 * @returns {Promise<string>} path of a tar of a Debian root file system, made once and then kept
 */
export async function makeRoot(architecture, log) {
  const file = join(folder, `${suite}-${architecture}.tar`)
  if (existsSync(file)) return file
  if (process.getuid?.() !== 0)
    throw new Error('Making a Debian root takes root, for the owners of its files.')
  mkdirSync(folder, { recursive: true })
  log(`making a ${suite} root for ${architecture}`)
  // An interrupted run leaves no half file under the final name.
  const partial = join(folder, `partial-${architecture}.tar`)
  if (architecture === native)
    await bootstrap(architecture, ['--variant=minbase', `--include=${extras}`], partial)
  else await translate(await makeRoot(native, log), architecture, partial)
  renameSync(partial, file)
  return file
}

/**
 * Makes the other architecture's root out of this one's. To install it under emulation takes minutes, most of them to
 * unpack packages; what their scripts then write (users, certificates, alternatives) is the same everywhere. So: the
 * finished native root, less its programs, plus the same packages of the other architecture, only unpacked.
 *
 * @param {string} finished tar of the native root
 * @param {Architecture} architecture
 * @param {string} target
 */
async function translate(finished, architecture, target) {
  const root = join(folder, `partial-${architecture}`)
  const unpacked = join(folder, `unpacked-${architecture}.tar`)
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  await run('tar', ['-xpf', finished, '-C', root, '--numeric-owner'])
  const names = [...readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8').matchAll(/^Package: (.+)$/gm)]
  const packages = names.map(([, name]) => name).join(',')
  await bootstrap(architecture, ['--variant=extract', `--include=${packages}`], unpacked)
  for (const path of [`usr/lib/${triplets[native]}`, 'lib64', 'usr/lib64', 'etc/ld.so.cache']) {
    rmSync(join(root, path), { recursive: true, force: true })
  }
  const database = ['./var/lib/dpkg', './var/lib/apt', './etc/apt'].map(path => `--exclude=${path}`)
  // Unpacked alone, some packages bring folders where a script later puts a link, such as /var/run.
  await run('tar', ['-xpf', unpacked, '-C', root, '--numeric-owner', '--keep-directory-symlink', ...database])
  translateDatabase(join(root, 'var/lib/dpkg'), architecture)
  const fixed = ['--sort=name', `--mtime=@${epoch}`, '--clamp-mtime', '--numeric-owner', '--format=gnu']
  await run('tar', ['-cf', target, ...fixed, '-C', root, '.'])
  for (const path of [root, unpacked]) rmSync(path, { recursive: true })
}

/**
 * Lets dpkg's and apt's books say what is there now, so that more can be installed.
 *
 * @param {string} dpkg folder `/var/lib/dpkg` of the root
 * @param {Architecture} architecture
 */
function translateDatabase(dpkg, architecture) {
  for (const file of ['status', 'arch', 'arch-native']) {
    const path = join(dpkg, file)
    if (!existsSync(path)) continue
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(new RegExp(`^(Architecture: |)${native}$`, 'gm'), `$1${architecture}`))
  }
  const info = join(dpkg, 'info')
  for (const name of readdirSync(info)) {
    const path = join(info, name)
    const text = readFileSync(path, 'utf8')
    if (name.endsWith('.list')) writeFileSync(path, text.replaceAll(triplets[native], triplets[architecture]))
    renameSync(path, join(info, name.replace(`:${native}.`, `:${architecture}.`)))
  }
}

/**
 * @param {Architecture} architecture
 * @param {readonly string[]} what
 * @param {string} target
 */
function bootstrap(architecture, what, target) {
  const options = [
    `--architectures=${architecture}`,
    '--aptopt=Acquire::Languages "none"',
    '--dpkgopt=force-unsafe-io',
    ...unwanted.map(name => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    '--skip=output/dev'
  ]
  return run('mmdebstrap', [...what, ...options, suite, target, debianMirror()], {
    env: { SOURCE_DATE_EPOCH: String(epoch) }
  })
}
