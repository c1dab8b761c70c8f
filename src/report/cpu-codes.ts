import { chooseByFamily } from '../julia/index.ts'
import { parsePlatform } from '../platform.ts'
import { details, type Block } from './blocks.ts'
import type { PlatformReport, Report } from './report.ts'

/** CPUs that every package of a platform has code for; nothing where that is not known of all. */
function targetsInside({ packages, app }: PlatformReport): readonly string[] | undefined {
  const names = [...packages, ...app].flatMap(({ files }) => {
    if (files.length === 0) return []
    return [
      files.every(({ targets }) => targets !== null) ? files.flatMap(({ targets }) => targets ?? []) : null
    ]
  })
  const [first, ...others] = names
  if (first === undefined || first === null) return undefined
  if (others.includes(null)) return undefined
  return [...new Set(first)].filter(name => others.every(each => each?.includes(name) === true))
}

function rowsOf(report: PlatformReport, version: string): readonly (readonly string[])[] {
  if (report.failure !== undefined) return []
  const platform = parsePlatform(report.platform)
  const inside = targetsInside(report)
  const compiled = { version, platform, passes: report.passes, ...(inside === undefined ? {} : { inside }) }
  return chooseByFamily(compiled).map(({ family, target }) => [
    `\`${report.platform}\``,
    family,
    target === undefined ? 'none that fits: compiled again at run time' : `\`${target}\``
  ])
}

/**
 * Which code each family of CPUs runs, per platform, from the targets that are really inside; nothing where compiled
 * files hold no native code.
 */
export function cpuCodes({ platforms, juliaVersion }: Report): readonly Block[] {
  const rows = platforms.flatMap(platform => rowsOf(platform, juliaVersion))
  if (rows.length === 0) return []
  return [details('What each CPU runs', [{ kind: 'table', head: ['Platform', 'CPU', 'Code'], rows }])]
}
