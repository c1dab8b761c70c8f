import { createHash } from 'node:crypto'
import { compare } from './toml.ts'

/** SHA-256 of a value's JSON, in hex. */
export const sha256 = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** One hash for several, in whatever order they come: SHA-256 in hex. */
export const joinHashes = (hashes: readonly string[]): string => sha256([...new Set(hashes)].sort(compare))
