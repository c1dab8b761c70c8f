import { details, heading, type Block } from './blocks.ts'
import type { PackageReport, PlatformReport, Report } from './report.ts'
import { bar, formatBytes } from './words.ts'

/** Rows of the table of packages: more only make the summary long. */
const MOST_ROWS = 50
/** Slices that can still be told apart. */
const MOST_SLICES = 8

type Slice = Readonly<{ name: string; bytes: number }>

const sum = (slices: readonly Slice[]): number => slices.reduce((total, { bytes }) => total + bytes, 0)

/** Parts of what this action adds to Julia: the compiled files of the largest packages, of all others, and everything that is not compiled. */
function slices({ packages, unpacked, app }: PlatformReport): readonly Slice[] {
  const own = app.map(({ name, files }) => ({
    name,
    bytes: sum(files.map(({ bytes }) => ({ name, bytes })))
  }))
  const sorted = [...packages, ...own].sort((a, b) => b.bytes - a.bytes)
  const rest = sorted.slice(MOST_SLICES)
  const sources = (unpacked?.depot ?? 0) - sum(packages)
  return [
    ...sorted.slice(0, MOST_SLICES),
    { name: `${rest.length} smaller packages`, bytes: sum(rest) },
    { name: 'sources and artifacts', bytes: sources }
  ].filter(({ bytes }) => bytes > 0)
}

/** Colours of GitHub's own palette that can be told apart on white and on black. */
const colours = '#0969da #8250df #1a7f37 #bf8700 #cf222e #1b7c83 #bc4c00 #bf3989 #6e7781 #afb8c1'.split(' ')
const look = {
  theme: 'base',
  themeVariables: {
    pieStrokeColor: '#ffffff',
    pieOuterStrokeWidth: '0px',
    pieLegendTextSize: '15px',
    ...Object.fromEntries(colours.map((colour, at) => [`pie${at + 1}`, colour]))
  }
}

const slice = ({ name, bytes }: Slice): string =>
  `    "${name.replaceAll('"', "'")}: ${formatBytes(bytes)}" : ${bytes}`

/** What fills the depot and the project's layer, by package: of the platform whose depot is largest. */
function picture(platforms: readonly PlatformReport[]): readonly Block[] {
  const [largest] = [...platforms].sort((a, b) => sum(b.packages) - sum(a.packages))
  const parts = largest === undefined ? [] : slices(largest)
  if (largest === undefined || parts.length < 2) return []
  const whole = sum(parts)
  const lines = parts.map(
    ({ name, bytes }) => `  ${name.padEnd(26)} ${formatBytes(bytes).padStart(9)} ${bar(bytes, whole, 30)}`
  )
  return [
    heading(`Bytes on \`${largest.platform}\``),
    {
      kind: 'picture',
      mermaid: [`%%{init: ${JSON.stringify(look)}}%%`, 'pie', ...parts.map(slice)],
      text: lines
    }
  ]
}

type Row = Readonly<{ name: string; version: string; byPlatform: ReadonlyMap<string, PackageReport> }>

function packageRows(platforms: readonly PlatformReport[]): readonly Row[] {
  const all = platforms.flatMap(({ packages }) => packages)
  const uuids = [...new Map(all.map(each => [`${each.uuid} ${each.name}`, each])).values()]
  const rows = uuids.map(({ uuid, name, version = '' }) => ({
    name,
    version,
    byPlatform: new Map(
      platforms.flatMap(({ platform, packages }) => {
        const own = packages.find(each => each.uuid === uuid && each.name === name)
        return own === undefined ? [] : [[platform, own] as const]
      })
    )
  }))
  const weigh = ({ byPlatform }: Row, of: (row: PackageReport) => number): number =>
    Math.max(...[...byPlatform.values()].map(of))
  return rows.sort(
    (a, b) =>
      weigh(b, ({ seconds }) => seconds ?? -1) - weigh(a, ({ seconds }) => seconds ?? -1) ||
      weigh(b, ({ bytes }) => bytes) - weigh(a, ({ bytes }) => bytes)
  )
}

const cell = (row: PackageReport | undefined): string => {
  if (row === undefined) return ''
  const how = !row.compiled ? '♻️ reused' : row.seconds === null ? 'compiled' : `${row.seconds.toFixed(1)} s`
  return `${how}, ${formatBytes(row.bytes)}`
}

/** Every package with its version, and what it cost on each platform; the slowest first. */
function packageTable(platforms: readonly PlatformReport[]): readonly Block[] {
  const rows = packageRows(platforms)
  if (rows.length === 0) return []
  const names = platforms.map(({ platform }) => platform)
  const cells = rows
    .slice(0, MOST_ROWS)
    .map(({ name, version, byPlatform }) => [name, version, ...names.map(each => cell(byPlatform.get(each)))])
  const more: readonly Block[] =
    rows.length > MOST_ROWS
      ? [{ kind: 'text', text: `… and ${rows.length - MOST_ROWS} more in the report.` }]
      : []
  const head = ['Package', 'Version', ...names.map(each => `\`${each}\``)]
  return [details(`Packages of the depot (${rows.length})`, [{ kind: 'table', head, rows: cells }, ...more])]
}

/** Size and seconds by package. */
export const sizes = ({ platforms }: Report): readonly Block[] => [
  ...picture(platforms),
  ...packageTable(platforms)
]
