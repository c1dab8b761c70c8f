import { readFileSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import type { Deps } from './deps.ts'
import { lineOf, type TomlPath } from './project/index.ts'

/** A place in a file: by its line, or by the first of these TOML keys that the file has. */
export type Place = Readonly<{ file: string; line?: number; keys?: readonly TomlPath[] }>

/** What GitHub shows beside the line of a file. */
export type Properties = Readonly<{ title?: string; file?: string; startLine?: number }>

function findLine({ file, line, keys = [] }: Place): number | undefined {
  if (line !== undefined || keys.length === 0) return line
  try {
    const text = readFileSync(file, 'utf8')
    return keys.map(key => lineOf(text, key)).find(found => found !== undefined)
  } catch {
    return undefined
  }
}

/**
 * Properties of an annotation. GitHub wants paths inside the checkout, relative to it; for any other file the annotation
 * has no place.
 *
 * @param title a few words
 */
export function annotationAt(env: Deps['env'], title: string, place?: Place): Properties {
  const workspace = env['GITHUB_WORKSPACE']
  if (!workspace || place === undefined) return { title }
  const file = relative(workspace, place.file)
  if (file === '' || file.startsWith(`..${sep}`) || isAbsolute(file)) return { title }
  const startLine = findLine(place)
  return { title, file: file.split(sep).join('/'), ...(startLine === undefined ? {} : { startLine }) }
}
