/**
 * Reads a YAML scalar of one line: plain, single-quoted or double-quoted.
 *
 * @param {string} text
 * @param {string} where for the error message
 */
function readScalar(text, where) {
  const quoted = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(text)
  if (quoted?.[1] !== undefined) return quoted[1].replaceAll("''", "'")
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) return String(JSON.parse(text))
  if (/^[[{&*!|>"'%@`]/.test(text)) {
    throw new Error(
      `${where}: \`${text}\` is more YAML than the testbed reads. Write a plain or quoted text on one line.`
    )
  }
  const plain = text.replace(/(^|\s)#.*$/, '').trim()
  return plain === '~' || plain === 'null' ? '' : plain
}

/** @param {string} line */
const indentOf = line => line.length - line.trimStart().length

/**
 * Reads the inputs of an `action.yml` and their defaults. This is no YAML parser: it reads block mappings with
 * input names indented by two spaces, their keys by four, and `default:` as one plain or quoted line. Other
 * keys, multi-line descriptions among them, are passed over; a default of any other form is an error.
 *
 * @param {string} text of the file
 * @returns {Map<string, string | undefined>} every input's default, if it has one
 */
export function readActionInputs(text) {
  /** @type {Map<string, string | undefined>} */
  const inputs = new Map()
  let inside = false
  let current = ''
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    const indent = indentOf(line)
    const [, key, value = ''] = /^\s*["']?([\w. -]+?)["']?:(?:\s+(.*))?$/.exec(line) ?? []
    if (indent === 0) inside = key === 'inputs'
    if (!inside || key === undefined) continue
    if (indent === 2) {
      current = key
      inputs.set(key, undefined)
    } else if (indent === 4 && key === 'default') {
      inputs.set(current, readScalar(value.trim(), `line ${index + 1}`))
    }
  }
  return inputs
}
