import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** Folder of the checkout, without a trailing separator. */
export const root = join(fileURLToPath(new URL('..', import.meta.url)), '.')

/**
 * Bundles as `rolldown -c` does, into another folder or only in memory.
 *
 * @param {string} [folder] where to write; nothing is written without one
 */
export async function bundle(folder) {
  process.chdir(root)
  const { default: config } = await import('../rolldown.config.js')
  const options = /** @type {import('rolldown').RolldownOptions} */ (config)
  const built = await rolldown(options)
  const output = /** @type {import('rolldown').OutputOptions} */ (options.output)
  const { output: files } = folder
    ? await built.write({ ...output, dir: folder })
    : await built.generate(output)
  await built.close()
  return files
}

/**
 * Lists the installed packages whose code is really in the bundle.
 *
 * @param {Awaited<ReturnType<typeof bundle>>} files
 * @returns {string[]} their folders, in order of name
 */
export function bundledPackages(files) {
  const modules = files.flatMap(file => (file.type === 'chunk' ? Object.entries(file.modules) : []))
  const folders = modules
    .filter(([, module]) => module.renderedLength > 0)
    .map(([id]) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/'))?.[0])
  return [...new Set(folders.filter(folder => folder !== undefined))].sort()
}
