import { parse, TomlDate, TomlError, type TomlTable, type TomlValue } from 'smol-toml'
import { UserError } from '../errors.ts'

export type { TomlTable, TomlValue }

/**
 * Where a value stands, for messages: a file, an entry inside of it (such as `[[deps.Example]]`) and what
 * the user can do about a mistake there.
 */
export type Place = Readonly<{ file: string; entry?: string; remedy: string }>

/** The error for a value that Pkg refuses as well: what is wrong, where, and what to do. */
export const refusal = ({ file, entry, remedy }: Place, problem: string): UserError =>
  new UserError(`${file}${entry === undefined ? '' : `, ${entry}`}: ${problem}. ${remedy}`)

/** Whether a value is a table, so neither an array nor a date. */
export const isTable = (value: TomlValue | undefined): value is TomlTable =>
  typeof value === 'object' && !Array.isArray(value) && !(value instanceof TomlDate)

/**
 * Reads TOML. Integers become `bigint` and floats `number`, so that `1` and `1.0` stay two different values.
 *
 * @throws {@link UserError} with file, line and column for a syntax error
 */
export function parseToml(text: string, file: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: true })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')
    throw new UserError(
      `${file}:${error.line}:${error.column}: this is not TOML: ${reason}. Mend that line, or restore the file from Git.\n${error.codeblock.trimEnd()}`,
      { file, line: error.line }
    )
  }
}

/** A value in one line whatever the order of its keys: what is hashed for preferences. */
export function canonical(value: TomlValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (isTable(value)) {
    return `{${sortedEntries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
      .join(',')}}`
  }
  if (value instanceof TomlDate) return `date ${value.toISOString()}`
  if (typeof value === 'number') return `float ${Object.is(value, -0) ? '-0' : String(value)}`
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
}

/** The entries of a record in the order of their keys (by code unit, the same on every machine). */
export const sortedEntries = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => compare(a, b))

/** Orders two texts by code unit. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
