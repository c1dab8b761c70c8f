import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * Some of the product's own code as plain JavaScript, which older versions of Node need. Packages stay outside: they are
 * taken from `node_modules`.
 *
 * @param {string} folder for the bundle
 * @param {Readonly<Record<string, string>>} wanted what is exported of which file in `src/`: `*`, or `{ name, other }`
 * @returns {Promise<unknown>} the module
 */
export async function bundleProduct(folder, wanted) {
  const source = (/** @type {string} */ path) =>
    JSON.stringify(new URL(`../src/${path}`, import.meta.url).pathname)
  const entry = join(folder, 'entry.ts')
  const lines = Object.entries(wanted).map(([path, what]) => `export ${what} from ${source(path)}\n`)
  await writeFile(entry, lines.join(''))
  const made = await rolldown({ input: entry, platform: 'node', tsconfig: false })
  await made.write({ file: join(folder, 'product.mjs'), format: 'esm' })
  await made.close()
  return import(pathToFileURL(join(folder, 'product.mjs')).href)
}
