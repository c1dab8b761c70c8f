import { gzipSync } from 'node:zlib'

const block = 512

/**
 * Packs files as a gzipped tar: the same files give the same tar, whatever the machine and the time.
 *
 * @param {readonly import('./git-tree.mjs').File[]} files
 * @returns {Buffer}
 */
export function packFiles(files) {
  const folders = new Set(files.flatMap(({ path }) => parentsOf(path)))
  const entries = [
    ...[...folders].map(path => ({
      path: `${path}/`,
      mode: 0o755,
      type: '5',
      content: Buffer.alloc(0),
      link: ''
    })),
    ...files.map(({ path, mode, content }) =>
      mode === '120000'
        ? { path, mode: 0o777, type: '2', content: Buffer.alloc(0), link: content.toString() }
        : { path, mode: mode === '100755' ? 0o755 : 0o644, type: '0', content, link: '' }
    )
  ]
  entries.sort((a, b) => (a.path < b.path ? -1 : 1))
  const parts = entries.flatMap(entry => [header(entry), entry.content, padding(entry.content.length)])
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]))
}

/**
 * @param {string} path
 * @returns {string[]} `a`, `a/b` for `a/b/c`
 */
function parentsOf(path) {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** @param {number} length */
function padding(length) {
  return Buffer.alloc((block - (length % block)) % block)
}

/** @param {Readonly<{ path: string, mode: number, type: string, content: Buffer, link: string }>} entry */
function header({ path, mode, type, content, link }) {
  const made = Buffer.alloc(block)
  const put = (/** @type {string} */ text, /** @type {number} */ at, /** @type {number} */ room) => {
    if (Buffer.byteLength(text) > room)
      throw new Error(`${path} is too long for the testbed's plain tar files.`)
    made.write(text, at)
  }
  const octal = (/** @type {number} */ value, /** @type {number} */ digits) =>
    value.toString(8).padStart(digits, '0')
  put(path, 0, 100)
  put(octal(mode, 7), 100, 8)
  put(octal(0, 7), 108, 8)
  put(octal(0, 7), 116, 8)
  put(octal(content.length, 11), 124, 12)
  put(octal(0, 11), 136, 12)
  put(' '.repeat(8), 148, 8)
  put(type, 156, 1)
  put(link, 157, 100)
  put('ustar\x0000', 257, 8)
  put(
    octal(
      made.reduce((sum, byte) => sum + byte),
      6
    ) + '\0 ',
    148,
    8
  )
  return made
}
