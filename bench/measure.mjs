import { readdirSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

/** @param {readonly number[]} values @returns {number} NaN of none */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? Number.NaN
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/**
 * @param {readonly (readonly [number, number])[]} spans starts and ends
 * @returns {number} length of what they cover together
 */
export function unionLength(spans) {
  let [length, end] = [0, Number.NEGATIVE_INFINITY]
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    length += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return length
}

/** @param {string} folder @returns {string[]} paths of all files below */
const filesOf = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

/**
 * Counts the bytes that go through a folder of files which never change once they are written. What was read shows by
 * its access time: Linux sets it where it is older than the time of the last change (`relatime`, the default).
 *
 * @param {string} folder
 * @returns {() => Readonly<{ read: number, written: number }>} bytes since the call
 */
export function watchFolder(folder) {
  const long = new Date(1000)
  const before = new Set(filesOf(folder).map(file => statSync(file).ino))
  for (const file of filesOf(folder)) utimesSync(file, long, statSync(file).mtime)
  return () => {
    let [read, written] = [0, 0]
    for (const file of filesOf(folder)) {
      const { ino, size, atimeMs } = statSync(file)
      if (!before.has(ino)) written += size
      else if (atimeMs > long.getTime()) read += size
    }
    return { read, written }
  }
}
