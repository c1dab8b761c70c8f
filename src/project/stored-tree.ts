import { isRecord, type JsonRecord } from '../json.ts'
import type { ExtensionNode } from './extension.ts'
import type { HashTree, PackageNode } from './hash-tree.ts'

/** A hash tree as it is stored beside a depot layout: JSON in one line. */
export const writeHashTree = (tree: HashTree): string => `${JSON.stringify(tree)}\n`

/** Reads a stored hash tree; `undefined` for anything that is not one, since a stored file may be of any age. */
export function parseHashTree(text: string): HashTree | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isHashTree(value) ? value : undefined
  } catch {
    return undefined
  }
}

const areAll = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is)

const isText = (value: unknown): boolean => typeof value === 'string'

const have = (record: JsonRecord, keys: readonly string[], type: string): boolean =>
  keys.every(key => typeof record[key] === type)

const isHashTree = (value: unknown): value is HashTree =>
  isRecord(value) &&
  value['format'] === 2 &&
  have(value, ['juliaVersion', 'rootHash'], 'string') &&
  areAll(value['nodes'], isNode) &&
  areAll(value['extensions'], isExtension)

const isNode = (value: unknown): value is PackageNode =>
  isRecord(value) &&
  have(value, ['uuid', 'name', 'source', 'preferences', 'hash'], 'string') &&
  have(value, ['stdlib', 'immutable'], 'boolean') &&
  ['string', 'undefined'].includes(typeof value['version']) &&
  areAll(value['dependencies'], isText)

const isExtension = (value: unknown): value is ExtensionNode =>
  isRecord(value) &&
  have(value, ['name', 'parent', 'hash'], 'string') &&
  have(value, ['stdlib', 'immutable'], 'boolean') &&
  areAll(value['triggers'], isText)
