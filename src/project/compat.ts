import { compareVersions, parseVersion, type Version } from './version.ts'

/** A bound of one to three numbers; none stands for "any". `1.2` as an upper bound holds all of `1.2.x`. */
type Bound = readonly number[]
type Range = Readonly<{ lower: Bound; upper: Bound }>

/** A compat specification: versions in any of these ranges, sorted and joined as Pkg keeps them. */
export type Compat = readonly Range[]

const number = String.raw`v?(\d+)(?:\.(\d+))?(?:\.(\d+))?`
const semver = new RegExp(`^([~^]?)${number}$`)
const inequality = new RegExp(String.raw`^(≥|>=|=|<)\s*v?${number}$`)
const hyphen = new RegExp(String.raw`^${number}\s+-\s+${number}$`)

/**
 * Reads a `[compat]` value such as `0.5, ^1.2, ~1.3.1, >= 2, 3.1 - 4`.
 *
 * The rules are Pkg's (https://pkgdocs.julialang.org/v1/compatibility/): caret by default, a comma means "or".
 *
 * @returns `undefined` for what Pkg cannot read
 */
export function parseCompat(spec: string): Compat | undefined {
  const ranges = spec.split(',').map(part => parseRange(part.trim()))
  return ranges.every(range => range !== undefined) ? join(ranges) : undefined
}

/** Whether a version lies in a compat specification; pre-release and build are not looked at, as in Pkg. */
export function isCompatible(version: string, compat: Compat): boolean {
  const numbers = parseVersion(version)
  return (
    numbers !== undefined &&
    compat.some(({ lower, upper }) => compareBound(numbers, lower) >= 0 && compareBound(numbers, upper) <= 0)
  )
}

/** A specification as Pkg prints it; Julia before 1.11 puts no blanks around the dash. */
export function printCompat(compat: Compat, dash: ' - ' | '-'): string {
  const texts = compat.map(({ lower, upper }) => {
    if (lower.length === 0 && upper.length === 0) return '*'
    if (same(lower, upper)) return lower.join('.')
    return `${lower.join('.')}${dash}${upper.length === 0 ? '*' : upper.join('.')}`
  })
  return texts.length === 1 ? texts.join('') : texts.length === 0 ? '∅' : `[${texts.join(', ')}]`
}

function parseRange(text: string): Range | undefined {
  const [, kind, ...numbers] = semver.exec(text) ?? []
  if (kind !== undefined) return kind === '~' ? tilde(bound(numbers)) : caret(bound(numbers))
  const [, sign, ...limits] = inequality.exec(text) ?? []
  if (sign !== undefined) return compared(sign, full(bound(limits)))
  const match = hyphen.exec(text)
  if (match === null) return undefined
  const [lower, upper] = [bound(match.slice(1, 4)), bound(match.slice(4, 7))]
  return { lower: compareVersions(full(lower), full(upper)) === 0 ? upper : lower, upper }
}

const bound = (texts: readonly (string | undefined)[]): Bound =>
  texts.filter(text => text !== undefined).map(Number)

const full = ([major = 0, minor = 0, patch = 0]: Bound): Version => [major, minor, patch]

function caret(given: Bound): Range {
  const significant = given.findIndex(part => part !== 0)
  const length = significant < 0 ? given.length : significant + 1
  return range(full(given), full(given).slice(0, length))
}

const tilde = (given: Bound): Range => range(full(given), full(given).slice(0, given.length === 1 ? 1 : 2))

function compared(sign: string, limit: Version): Range {
  if (sign === '=') return range(limit, limit)
  if (sign !== '<') return { lower: limit, upper: [] }
  const [major, minor, patch] = limit
  const upper = patch > 0 ? [major, minor, patch - 1] : minor > 0 ? [major, minor - 1] : [major - 1]
  return range([0, 0, 0], upper)
}

/** Equal numbers in bounds of different length mean the upper one: `1.0.0 - 1` is `1`. */
const range = (lower: Bound, upper: Bound): Range =>
  compareVersions(full(lower), full(upper)) === 0 ? { lower: upper, upper } : { lower, upper }

/** Compares a version with a bound on the numbers that the bound has. */
function compareBound(version: Bound, limit: Bound): number {
  const at = limit.findIndex((part, index) => part !== version[index])
  return at < 0 ? 0 : (version[at] ?? 0) - (limit[at] ?? 0)
}

const same = (a: Bound, b: Bound): boolean => a.length === b.length && a.every((part, i) => part === b[i])

/** A shorter upper bound is the wider one, a shorter lower bound as well. */
const byLower = (a: Bound, b: Bound): number => shared(a, b) || a.length - b.length
const byUpper = (a: Bound, b: Bound): number => shared(a, b) || b.length - a.length

const shared = (a: Bound, b: Bound): number =>
  compareBound(a.slice(0, Math.min(a.length, b.length)), b.slice(0, Math.min(a.length, b.length)))

/** Whether the next range begins inside of this one or right after it. */
function touches(upper: Bound, lower: Bound): boolean {
  const order = shared(upper, lower)
  if (order >= 0) return true
  return (
    upper.length === lower.length &&
    upper.slice(0, -1).every((part, i) => part === lower[i]) &&
    (upper.at(-1) ?? 0) >= (lower.at(-1) ?? 0) - 1
  )
}

function join(ranges: readonly Range[]): Compat {
  const sorted = ranges
    .filter(({ lower, upper }) => shared(lower, upper) <= 0)
    .sort((a, b) => byLower(a.lower, b.lower) || byUpper(a.upper, b.upper))
  return sorted.reduce<Range[]>((joined, next) => {
    const last = joined.at(-1)
    if (last === undefined || !touches(last.upper, next.lower)) return [...joined, next]
    const upper = byUpper(last.upper, next.upper) < 0 ? next.upper : last.upper
    return [...joined.slice(0, -1), range(last.lower, upper)]
  }, [])
}
