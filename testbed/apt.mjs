import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { debianCodename, debianMirror } from './debian.mjs'
import { poll, run, tryRun } from './process.mjs'

/**
 * A Debian package and where to take it from: this machine's own suite, its backports, or forky.
 * @typedef {Readonly<{ name: string, from?: 'own' | 'backports' | 'forky' }>} Package
 */

const sourcesFile = '/etc/apt/sources.list.d/julia-bake-testbed.sources'
const preferencesFile = '/etc/apt/preferences.d/julia-bake-testbed'
const policyFile = '/usr/sbin/policy-rc.d'
const lockSeconds = 300

/**
 * Installs what is missing of some Debian packages. Nothing else of the machine moves: forky is pinned so low
 * that only packages asked for by name come from it.
 *
 * @param {readonly Package[]} packages
 * @param {import('./process.mjs').Log} log
 */
export async function installPackages(packages, log) {
  const missing = []
  for (const entry of packages) if (!(await isInstalled(entry.name))) missing.push(entry)
  if (missing.length === 0) return
  const names = missing.map(entry => entry.name).join(', ')
  if (process.getuid?.() !== 0)
    throw new Error(`The testbed lacks ${names}: install them, or run it as root.`)
  log(`installing ${names}`)
  writeSources()
  await underLock(() => run('apt-get', ['update', '-q']))
  const targets = missing.map(entry => targetOf(entry, debianCodename()))
  await withoutServiceStart(() =>
    underLock(() =>
      run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...targets], {
        env: { DEBIAN_FRONTEND: 'noninteractive' }
      })
    )
  )
}

/** @param {string} name */
async function isInstalled(name) {
  return (await tryRun('dpkg-query', ['-W', '-f', '${db:Status-Status}', name])) === 'installed'
}

/**
 * @param {Package} entry
 * @param {string} codename of the running Debian
 * @returns {string} what apt-get is to install, such as `docker.io/forky`
 */
export function targetOf({ name, from = 'own' }, codename) {
  if (from === 'backports' && codename === 'bookworm') return `${name}/bookworm-backports`
  return from === 'forky' && codename !== 'forky' ? `${name}/forky` : name
}

function writeSources() {
  const codename = debianCodename()
  const suites = [
    ...(codename === 'forky' ? [] : ['forky']),
    ...(codename === 'bookworm' ? ['bookworm-backports'] : [])
  ]
  if (suites.length === 0) return
  const source = [
    'Types: deb',
    `URIs: ${debianMirror()}`,
    `Suites: ${suites.join(' ')}`,
    'Components: main',
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg'
  ]
  mkdirSync('/etc/apt/preferences.d', { recursive: true })
  // The pin first: at no time may another apt see forky without it.
  writeFileSync(preferencesFile, 'Package: *\nPin: release n=forky\nPin-Priority: 1\n')
  writeFileSync(sourcesFile, `${source.join('\n')}\n`)
}

/**
 * Several programs may install at once; apt waits for dpkg's lock by itself, but not for that of the lists.
 *
 * @param {() => Promise<unknown>} work
 */
async function underLock(work) {
  /** @type {unknown} */
  let failure
  const done = await poll(async () => {
    try {
      await work()
      return true
    } catch (error) {
      if (!String(error).includes('Could not get lock')) throw error
      failure = error
      return false
    }
  }, lockSeconds)
  if (!done) throw failure
}

/**
 * Debian's packages start their services on installation; the testbed starts its own, in its own folder.
 *
 * @param {() => Promise<unknown>} work
 */
async function withoutServiceStart(work) {
  if (existsSync(policyFile)) return work()
  const policy = '#!/bin/sh\nexit 101\n'
  writeFileSync(policyFile, policy, { mode: 0o755 })
  try {
    return await work()
  } finally {
    if (readFileSync(policyFile, 'utf8') === policy) rmSync(policyFile)
  }
}
