import { isTable, refusal, type Place, type TomlTable, type TomlValue } from './toml.ts'
import { isVersion } from './version.ts'

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const sha1Form = /^[0-9a-f]{40}$/i

const show = (value: TomlValue): string =>
  typeof value === 'bigint'
    ? value.toString()
    : JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner))

const wrong = (place: Place, key: string, value: TomlValue, allowed: string): Error =>
  refusal(place, `\`${key}\` is ${show(value)}, but has to be ${allowed}`)

/** The value of a key that was written in the file itself, never one that JavaScript's objects inherit. */
export const field = (table: TomlTable, key: string): TomlValue | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** A text field. */
export function textField(table: TomlTable, key: string, place: Place): string | undefined {
  const value = field(table, key)
  if (value === undefined || typeof value === 'string') return value
  throw wrong(place, key, value, 'a text in quotes')
}

/** A boolean field; absent means false. */
export function flagField(table: TomlTable, key: string, place: Place): boolean {
  const value = field(table, key)
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw wrong(place, key, value, '`true` or `false` without quotes')
}

/** A UUID of 36 characters, in lower case. */
export function uuidField(table: TomlTable, key: string, place: Place): string | undefined {
  const text = textField(table, key, place)
  if (text === undefined || uuidForm.test(text)) return text?.toLowerCase()
  throw wrong(place, key, text, 'a UUID such as "7876af07-990d-54b4-ab0e-23690620f79a"')
}

/** A version as Julia's `VersionNumber` reads it. */
export function versionField(table: TomlTable, key: string, place: Place): string | undefined {
  const text = textField(table, key, place)
  if (text === undefined || isVersion(text)) return text
  throw wrong(place, key, text, 'a version such as "1.2.3"')
}

/** A SHA-1 in hex, in lower case. */
export function sha1Field(table: TomlTable, key: string, place: Place): string | undefined {
  const text = textField(table, key, place)
  if (text === undefined || sha1Form.test(text)) return text?.toLowerCase()
  throw wrong(place, key, text, 'a SHA-1 of 40 hexadecimal digits')
}

/** A table; absent means an empty one. */
export function tableField(table: TomlTable, key: string, place: Place): TomlTable {
  const value = field(table, key)
  if (value === undefined) return {}
  if (isTable(value)) return value
  throw wrong(place, key, value, 'a table')
}

/** A text or a list of texts; absent means an empty list. */
export function textsField(table: TomlTable, key: string, place: Place): readonly string[] {
  const value = field(table, key)
  if (value === undefined) return []
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) {
    const texts = value.filter(item => typeof item === 'string')
    if (texts.length === value.length) return texts
  }
  throw wrong(place, key, value, 'a text or a list of texts')
}

/** A table of UUIDs by name. */
export function uuidsField(table: TomlTable, key: string, place: Place): Readonly<Record<string, string>> {
  const inner = tableField(table, key, place)
  const where = { ...place, entry: place.entry === undefined ? `[${key}]` : `${place.entry} \`${key}\`` }
  return mapTable(inner, (_, name) => uuidField(inner, name, where) ?? '')
}

/** A table with each of its values read. */
export const mapTable = <T>(
  table: TomlTable,
  read: (value: TomlValue, key: string) => T
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, read(value, key)]))

/** A record without those of its texts that are undefined. */
export function present<K extends string>(
  fields: Readonly<Record<K, string | undefined>>
): { [P in K]?: string } {
  const kept: { [P in K]?: string } = {}
  for (const key in fields) {
    const value = fields[key]
    if (value !== undefined) kept[key] = value
  }
  return kept
}
