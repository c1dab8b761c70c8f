import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle, bundledPackages, root } from './bundle.mjs'

/** @typedef {{ name: string, version: string, license?: string, author?: string | { name: string } }} Package */

const gplFile = join(root, 'scripts', 'GPL-3.0.txt')

/** @param {string} folder of an installed package */
function describe(folder) {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { name, version, license, author } = /** @type {Package} */ (manifest)
  if (!license) throw new Error(`${name} ${version} is bundled but its package.json states no licence.`)
  const files = readdirSync(folder).filter(entry => /^(licen[cs]e|copying|notice)/i.test(entry))
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
  const by = typeof author === 'object' ? author.name : author
  const text = texts.join('\n\n') || `The package carries no licence text.${by ? ` Author: ${by}` : ''}`
  // The LGPL adds to the GPL and asks for its text as well, which packages leave out.
  const gpl = license.startsWith('LGPL-3.0') ? `\n\n${readFileSync(gplFile, 'utf8').trim()}` : ''
  return { title: `${name} ${version} (${license})`, text: text + gpl }
}

/**
 * Puts together the licence texts of what is bundled.
 *
 * @param {readonly string[]} folders of installed packages
 */
export function licenseText(folders) {
  const packages = folders.map(describe).sort((a, b) => (a.title < b.title ? -1 : 1))
  const titles = new Set(packages.map(({ title }) => title))
  const list = [...titles].map(title => `- ${title}\n`).join('')
  const texts = [...titles].map(title => {
    const text = packages.find(entry => entry.title === title)?.text ?? ''
    return `\n${'='.repeat(title.length)}\n${title}\n${'='.repeat(title.length)}\n\n${text}\n`
  })
  return `The files beside this one contain code of these packages:\n\n${list}${texts.join('')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = bundledPackages(await bundle())
  writeFileSync(join(root, 'dist', 'licenses.txt'), licenseText(packages))
  console.log(`dist/licenses.txt: ${packages.length} packages`)
}
