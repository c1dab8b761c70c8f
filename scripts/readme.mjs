import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

/**
 * @typedef {{ description?: string, default?: string | number | boolean, required?: boolean }} Field
 * @typedef {{ inputs?: Record<string, Field>, outputs?: Record<string, Field> }} Action
 */

/** @param {string} text for one cell of a table */
const cell = text =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')

/** @param {Field} field */
function defaultCell({ default: value, required }) {
  if (required) return '**required**'
  return value === undefined || value === '' ? '' : cell(`\`${value}\``)
}

/** @param {Record<string, Field>} inputs */
const inputTable = inputs => [
  '| input | default | meaning |',
  '| --- | --- | --- |',
  ...Object.entries(inputs).map(
    ([name, field]) => `| \`${name}\` | ${defaultCell(field)} | ${cell(field.description ?? '')} |`
  )
]

/** @param {Record<string, Field>} outputs */
const outputTable = outputs => [
  '| output | meaning |',
  '| --- | --- |',
  ...Object.entries(outputs).map(([name, field]) => `| \`${name}\` | ${cell(field.description ?? '')} |`)
]

/**
 * Puts the tables of an action's inputs and outputs between the markers `<!-- inputs -->` … `<!-- /inputs -->`
 * and `<!-- outputs -->` … `<!-- /outputs -->`; a nested action's markers carry its folder, as in
 * `<!-- merge inputs -->`.
 *
 * @param {string} readme
 * @param {{ yaml: string, folder?: string }} action
 * @throws {Error} if a marker is missing
 */
export function fillTables(readme, { yaml, folder = '' }) {
  /** @type {unknown} */
  const action = parse(yaml)
  const { inputs = {}, outputs = {} } = /** @type {Action} */ (action)
  const tables = { inputs: inputTable(inputs), outputs: outputTable(outputs) }
  return Object.entries(tables).reduce((text, [kind, lines]) => {
    const name = folder ? `${folder} ${kind}` : kind
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [start, end] = [text.indexOf(open), text.indexOf(close)]
    if (start < 0 || end < start) {
      throw new Error(`README.md has no \`${open}\` … \`${close}\`: put both where the table belongs.`)
    }
    return `${text.slice(0, start + open.length)}\n\n${lines.join('\n')}\n\n${text.slice(end)}`
  }, readme)
}

/** @param {string} name of a file: by its ending, or as it is called where it has none */
const languageOf = name => ({ yml: 'yaml', hcl: 'hcl' })[name.split('.').at(-1) ?? ''] ?? 'dockerfile'

/**
 * Puts files, as blocks in their language, between the markers `<!-- file examples/name.yml -->` … `<!-- /file -->`.
 *
 * @param {string} readme
 * @param {(name: string) => string} read gives a file's text
 */
export const fillFiles = (readme, read) =>
  readme.replace(
    /(<!-- file (\S+) -->)[^]*?(<!-- \/file -->)/g,
    (_, /** @type {string} */ open, /** @type {string} */ name, /** @type {string} */ close) =>
      `${open}\n\n\`\`\`${languageOf(name)}\n${read(name).trimEnd()}\n\`\`\`\n\n${close}`
  )

/** @param {string} root @param {string} file the README */
function freshReadme(root, file) {
  /** @param {string} name */
  const read = name => readFileSync(join(root, name), 'utf8')
  const actions = [{ path: 'action.yml', folder: '' }]
  if (existsSync(join(root, 'merge/action.yml'))) actions.push({ path: 'merge/action.yml', folder: 'merge' })
  return actions.reduce(
    (readme, { path, folder }) => fillTables(readme, { yaml: read(path), folder }),
    fillFiles(readFileSync(file, 'utf8'), read)
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const file = join(root, 'README.md')
  const fresh = freshReadme(root, file)
  if (!process.argv.includes('--check')) {
    writeFileSync(file, fresh)
  } else if (fresh !== readFileSync(file, 'utf8')) {
    console.error(
      'README.md differs from action.yml or from its example files. Run `npm run docs` and commit README.md.'
    )
    process.exitCode = 1
  } else {
    console.log('README.md equals action.yml and its example files.')
  }
}
