import { isRecord, recordAt, type JsonRecord } from '../json.ts'
import type { Definition, Target } from './definition.ts'

/** bake prints strings so that it can read them again as HCL templates. */
const unescape = (text: string): string => text.replace(/([$%])\1\{/g, '$1{')

const strings = (value: unknown): unknown => {
  if (typeof value === 'string') return unescape(value)
  if (Array.isArray(value)) return value.map(strings)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, strings(each)]))
}

/** A field of a CSV record, in quotes where it has to be. */
const csvField = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** `{"type": "image", "push": "true"}` as buildx's options are written: `type=image,push=true`. */
const asRecord = (value: unknown): unknown =>
  isRecord(value)
    ? Object.entries(value)
        .map(([name, each]) => csvField(`${name}=${text(each)}`))
        .join(',')
    : value

/** `{"id": "k", "paths": ["a"]}` as `k=a`. */
function asSsh(value: unknown): unknown {
  if (!isRecord(value)) return value
  const paths = Array.isArray(value['paths']) ? value['paths'].map(text) : []
  return text(value['id']) + (paths.length === 0 ? '' : `=${paths.join(',')}`)
}

/** The fields of a target that a newer buildx prints as objects, an older one as they are written. */
const written: Readonly<Record<string, (value: unknown) => unknown>> = {
  output: asRecord,
  attest: asRecord,
  secret: asRecord,
  'cache-from': asRecord,
  'cache-to': asRecord,
  ssh: asSsh
}

function readTarget(printed: JsonRecord): Target {
  const fields = Object.entries(printed).map(([name, value]) => {
    const write = written[name]
    return [name, write !== undefined && Array.isArray(value) ? value.map(write) : value]
  })
  return { context: '.', ...Object.fromEntries(fields) } as Target
}

/** The targets of a group, and of the groups in it: a matrix is one. */
function targetsOf(group: JsonRecord, name: string): readonly string[] {
  const { targets } = recordAt(group, name)
  if (!Array.isArray(targets)) return [name]
  return targets.flatMap(each => (typeof each !== 'string' || each === name ? [] : targetsOf(group, each)))
}

/**
 * Reads what `docker buildx bake --print` gives: the targets that are asked for, as the group `default`, and those that
 * they are made from, with every field that buildx knows.
 */
export function readPrinted(json: string): Definition {
  const printed = strings(JSON.parse(json))
  const target = Object.entries(recordAt(printed, 'target')).flatMap(([name, value]) =>
    isRecord(value) ? [[name, readTarget(value)] as const] : []
  )
  const named = targetsOf(recordAt(printed, 'group'), 'default')
  return {
    group: { default: { targets: [...new Set(named)] } },
    target: Object.fromEntries(target)
  }
}
