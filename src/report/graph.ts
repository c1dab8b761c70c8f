import { heading, text, type Block } from './blocks.ts'
import type { PackageReport, PlatformReport, Report } from './report.ts'
import { formatSeconds } from './words.ts'

/** Nodes and arrows that a picture shows at most: Mermaid draws 500 arrows, and nobody follows so many. */
const MOST_NODES = 40
const MOST_ARROWS = 120

/** Reasons that lie in a package itself, not in what it depends on. */
const isCause = ({ reason = '' }: PackageReport): boolean => !/^(now |no longer )?depends on /.test(reason)

/** Compiled on the platform where most was; the others differ in little but seconds. */
function chooseRows(platforms: readonly PlatformReport[]): readonly PackageReport[] {
  const compiled = platforms
    .filter(({ cache }) => cache === 'partial')
    .map(({ packages }) => packages.filter(each => each.compiled && each.reason !== undefined))
  return [...compiled].sort((a, b) => b.length - a.length)[0] ?? []
}

const label = (text: string): string => text.replaceAll('"', "'")

function node(row: PackageReport, at: number): string {
  const seconds = row.seconds === null ? '' : `<br>${formatSeconds(row.seconds)}`
  const why = isCause(row) ? `<br><i>${label(row.reason ?? '')}</i>` : ''
  return `    p${at}["<b>${label(row.name)}</b>${why}${seconds}"]${isCause(row) ? ':::cause' : ''}`
}

/** Arrows from a package to those that had to follow it. */
function arrows(rows: readonly PackageReport[]): readonly string[] {
  const places = new Map(rows.map(({ uuid }, at) => [uuid, at]))
  return rows
    .flatMap(({ needs = [] }, at) =>
      needs.flatMap(uuid => {
        const from = places.get(uuid)
        return from === undefined || from === at ? [] : [`    p${from} --> p${at}`]
      })
    )
    .slice(0, MOST_ARROWS)
}

/** Causes first, then what took longest. */
const chooseNodes = (rows: readonly PackageReport[]): readonly PackageReport[] =>
  [...rows]
    .sort((a, b) => Number(isCause(b)) - Number(isCause(a)) || (b.seconds ?? 0) - (a.seconds ?? 0))
    .slice(0, MOST_NODES)

/** The part of the dependency graph that was compiled again after a partial hit, and what set it off. */
export function graph({ platforms }: Report): readonly Block[] {
  const rows = chooseRows(platforms)
  if (rows.length === 0 || rows.every(({ reason }) => reason === rows[0]?.reason && rows.length > 1))
    return []
  const shown = chooseNodes(rows)
  const more = rows.length - shown.length
  const mermaid = [
    'flowchart LR',
    ...shown.map(node),
    ...arrows(shown),
    '    classDef cause fill:#fff1c2,stroke:#d4a72c,color:#3d2e00'
  ]
  const lines = shown.map(({ name, reason = '' }) => `  ${name.padEnd(24)} ${reason}`)
  return [
    heading('What was compiled again, and why'),
    { kind: 'picture', mermaid, text: lines },
    ...(more > 0 ? [text(`… and ${more} more in the report.`)] : [])
  ]
}
