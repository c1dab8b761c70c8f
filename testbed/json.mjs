import { readFileSync } from 'node:fs'

/**
 * @param {string} file
 * @returns {unknown} its content, which the caller has to give a type: `JSON.parse` itself would hide that it has none
 */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
