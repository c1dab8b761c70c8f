/** A JSON object, its fields still unknown. */
export type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null

/** The value of a JSON text; nothing for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The objects of a JSON array; none for anything else. */
export const records = (value: unknown): readonly JsonRecord[] =>
  Array.isArray(value) ? value.filter(isRecord) : []

/** A JSON object's field if it is an object itself, else an empty one. */
export function recordAt(value: unknown, name: string): JsonRecord {
  const field = isRecord(value) ? value[name] : undefined
  return isRecord(field) ? field : {}
}

/** A JSON object's field if it is a text with something in it. */
export function textAt(value: unknown, name: string): string | undefined {
  const field = isRecord(value) ? value[name] : undefined
  return typeof field === 'string' && field !== '' ? field : undefined
}
