/** Where a value stands in TOML: names of tables, then the key, such as `['compat', 'julia']`. */
export type TomlPath = readonly string[]

const names = (text: string): readonly string[] =>
  [...text.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(match => match[1] ?? match[2] ?? match[3] ?? '')

const equal = (a: TomlPath, b: TomlPath): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at])

/**
 * The line of a key or a table's header, counted from 1; of several tables with one name the first. What looks like one
 * inside of a text with several lines is taken for one: project and manifest files have none.
 *
 * @returns nothing where there is no such key
 */
export function lineOf(text: string, path: TomlPath): number | undefined {
  let table: TomlPath = []
  const at = text.split('\n').findIndex(line => {
    const [, header] = /^\s*\[\[?([^\]]+)\]/.exec(line) ?? []
    if (header !== undefined) {
      table = names(header)
      return equal(table, path)
    }
    const [, key] = /^\s*((?:"[^"]*"|'[^']*'|[\w.-])+)\s*=/.exec(line) ?? []
    return key !== undefined && equal([...table, ...names(key)], path)
  })
  return at < 0 ? undefined : at + 1
}
