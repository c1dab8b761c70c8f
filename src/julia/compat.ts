import { UserError } from '../errors.ts'

const number = String.raw`v?(\d+(?:\.\d+){0,2})`
const simple = new RegExp(`^([~^]?)${number}$`)
const inequality = new RegExp(String.raw`^(≥|>=|=|<)\s*${number}$`)
const hyphen = new RegExp(String.raw`^${number}\s+-\s+${number}$`)

/**
 * Turns a Julia compat entry (`1.6`, `~1.6.2, =1.8.1`, `>= 1.6`, `1.6 - 1.9`) into a range as npm's semver reads it.
 * Source: https://pkgdocs.julialang.org/v1/compatibility/#Version-specifier-format
 *
 * @throws {@link UserError} for anything that Pkg would refuse
 */
export function compatRange(compat: string): string {
  return compat
    .split(',')
    .map(part => partRange(part.trim(), compat))
    .join(' || ')
}

function partRange(part: string, compat: string): string {
  const [, prefix, version] = simple.exec(part) ?? []
  if (version !== undefined) return `${prefix || '^'}${version}`
  const [, operator, bound] = inequality.exec(part) ?? []
  // Pkg fills missing digits with zeros, where npm would read `=1.6` as 1.6.x.
  if (bound !== undefined) return `${operator === '≥' ? '>=' : (operator ?? '')}${padded(bound)}`
  const [, lower, upper] = hyphen.exec(part) ?? []
  if (lower !== undefined && upper !== undefined) return `${lower} - ${upper}`
  throw new UserError(
    `Project.toml: "${compat}" in [compat] julia is not a version range that Pkg reads. Allowed: entries such as 1.6, ^1.6, ~1.6.2, =1.6.1, >=1.6, <1.12 and 1.6 - 1.9, with commas between them.`
  )
}

const padded = (version: string): string => [...version.split('.'), '0', '0'].slice(0, 3).join('.')
