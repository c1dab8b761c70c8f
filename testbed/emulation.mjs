import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { run } from './process.mjs'

const folder = '/proc/sys/fs/binfmt_misc'

/**
 * ELF header of each architecture's programs, as QEMU's `scripts/qemu-binfmt-conf.sh` gives it.
 * @type {Readonly<Record<string, { name: string, magic: string }>>}
 */
const foreign = {
  x64: { name: 'qemu-aarch64', magic: '\\x02\\x00\\xb7\\x00' },
  arm64: { name: 'qemu-x86_64', magic: '\\x02\\x00\\x3e\\x00' }
}

const head = '\\x7f\\x45\\x4c\\x46\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00'
// Of the head all but the OS ABI must match, and ET_EXEC and ET_DYN (position independent) both count.
const mask =
  '\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff'

/** @returns {boolean} whether the kernel runs programs of the other architecture, in containers too */
export function isEmulated() {
  const { name } = other()
  const file = `${folder}/${name}`
  if (!existsSync(file)) return false
  const text = readFileSync(file, 'utf8')
  return /^enabled$/m.test(text) && /^flags: .*F/m.test(text)
}

/**
 * Registers QEMU for the architecture that this machine is not. The `F` flag makes the kernel keep the interpreter
 * open, so that it is found inside every container. Needs root and the package `qemu-user-static`.
 *
 * @param {import('./process.mjs').Log} log
 */
export async function registerEmulation(log) {
  if (!existsSync(`${folder}/register`)) await run('mount', ['-t', 'binfmt_misc', 'binfmt_misc', folder])
  if (isEmulated()) return
  const { name, magic } = other()
  if (existsSync(`${folder}/${name}`)) writeFileSync(`${folder}/${name}`, '-1')
  writeFileSync(`${folder}/register`, `:${name}:M::${head}${magic}:${mask}:/usr/bin/${name}-static:OCF`)
  log(`registered ${name}`)
}

function other() {
  const found = foreign[process.arch]
  if (!found) throw new Error(`The testbed runs on x64 and arm64, not on ${process.arch}.`)
  return found
}
