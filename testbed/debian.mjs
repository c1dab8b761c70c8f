import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Address of the Debian package mirror that this machine is set up with, read from its own apt sources
 * (one-line `.list` and deb822 `.sources` files).
 *
 * @param {string} [etc] folder that stands for `/etc/apt`
 * @returns {string} base URL without a trailing slash, such as the one that holds `dists/` and `pool/`
 * @throws {Error} if no Debian mirror is configured
 */
export function debianMirror(etc = '/etc/apt') {
  const folder = join(etc, 'sources.list.d')
  const files = [join(etc, 'sources.list')]
  if (existsSync(folder)) files.push(...readdirSync(folder).map(name => join(folder, name)))
  for (const file of files.filter(existsSync)) {
    const text = readFileSync(file, 'utf8').replace(/^#.*$/gm, '')
    const found = text.match(/\bhttps?:\/\/\S+\/debian\/?(?=\s|$)/)
    if (found) return found[0].replace(/\/$/, '')
  }
  throw new Error(
    `No Debian mirror in ${files.join(', ')}. The testbed takes its parts from Debian: run it on Debian or set up apt there.`
  )
}

/** @returns {string} code name of the running Debian, such as `bookworm` */
export function debianCodename() {
  const release = readFileSync('/etc/os-release', 'utf8')
  const name = release.match(/^VERSION_CODENAME=(.+)$/m)?.[1]
  if (!name || !/^ID=debian$/m.test(release)) {
    throw new Error(
      'The testbed installs its parts with apt: it needs Debian (ID=debian in /etc/os-release).'
    )
  }
  return name
}
