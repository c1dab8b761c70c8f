import { heading, text, type Block } from './blocks.ts'
import { sumUnpacked } from './record.ts'
import type { PlatformRecord, RecordedPackage } from './record.ts'
import type { PlatformReport, Report } from './report.ts'
import { formatBytes, formatChange, formatSeconds, listWords } from './words.ts'

/** What was, and what is now. */
type Pair = Readonly<{ before: number; now: number }>

type Compared = Readonly<{ platform: string; report: PlatformReport; base: PlatformRecord }>

const pair = (before: number | undefined, now: number | undefined): Pair | undefined =>
  before === undefined || now === undefined ? undefined : { before, now }

/** Loads of the same project, user and CPU; of several the slowest now. */
export function compareLoads({ verified = [] }: PlatformReport, base: PlatformRecord): Pair | undefined {
  const pairs = verified.flatMap(load => {
    const before = base.loads.find(
      ({ project, uid, cpu }) => project === load.project && uid === load.uid && cpu === load.cpu
    )
    return before === undefined ? [] : [{ before: before.seconds, now: load.seconds }]
  })
  return pairs.sort((a, b) => b.now - a.now)[0]
}

/** Seconds of the packages that were compiled now and, whenever it was, before. */
export function compareSeconds({ packages, app }: PlatformReport, base: PlatformRecord): Pair | undefined {
  const pairs = [
    ...packages.map(each =>
      pair(base.packages.find(({ uuid }) => uuid === each.uuid)?.seconds, each.seconds ?? undefined)
    ),
    ...app.map(each => pair(base.app.find(({ name }) => name === each.name)?.seconds, each.seconds))
  ].filter(each => each !== undefined)
  if (pairs.length === 0) return undefined
  const sum = (of: (each: Pair) => number): number => pairs.reduce((total, each) => total + of(each), 0)
  return { before: sum(each => each.before), now: sum(each => each.now) }
}

type Measure = Readonly<{
  name: string
  format: (value: number) => string
  of: (compared: Compared) => Pair | undefined
}>

const measures: readonly Measure[] = [
  {
    name: 'Image, compressed',
    format: formatBytes,
    of: ({ report, base }) => pair(base.imageBytes, report.imageBytes)
  },
  {
    name: 'Depot, compressed',
    format: formatBytes,
    of: ({ report, base }) => pair(base.depotBytes, report.depotBytes || undefined)
  },
  {
    name: 'Unpacked, beside the base image',
    format: formatBytes,
    of: ({ report, base }) => pair(base.unpackedBytes, sumUnpacked(report))
  },
  { name: 'Load time', format: formatSeconds, of: ({ report, base }) => compareLoads(report, base) },
  {
    name: 'Seconds of what was compiled again',
    format: formatSeconds,
    of: ({ report, base }) => compareSeconds(report, base)
  }
]

const cell = ({ format }: Measure, compared: Pair | undefined): string =>
  compared === undefined
    ? '–'
    : `${format(compared.before)} → ${format(compared.now)}<br>${formatChange(compared.before, compared.now, format)}`

function compareNumbers(compared: readonly Compared[]): readonly Block[] {
  const rows = measures
    .map(measure => [measure.name, ...compared.map(each => cell(measure, measure.of(each)))])
    .filter(cells => cells.slice(1).some(each => each !== '–'))
  const head = ['', ...compared.map(({ platform }) => `\`${platform}\``)]
  return rows.length === 0 ? [] : [{ kind: 'table', head, rows }]
}

const named = ({ name, version }: Pick<RecordedPackage, 'name' | 'version'>): string =>
  `**${name}**${version === undefined ? '' : ` ${version}`}`

/** Names that fit a line; what is more is counted. */
const some = (names: readonly string[], most = 30): string =>
  names.length <= most
    ? listWords(names)
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`

/** Packages that came, went or have another version. */
function comparePackages({ report, base }: Compared): readonly string[] {
  const before = new Map(base.packages.map(each => [each.uuid, each]))
  const now = new Set(report.packages.map(({ uuid }) => uuid))
  const moved = report.packages.flatMap(each => {
    const old = before.get(each.uuid)
    return old?.version === undefined || each.version === undefined || old.version === each.version
      ? []
      : [`**${each.name}** ${old.version} → ${each.version}`]
  })
  const kinds = [
    { sign: '🔼 Other versions', names: moved },
    { sign: '➕ Added', names: report.packages.filter(({ uuid }) => !before.has(uuid)).map(named) },
    { sign: '➖ Removed', names: base.packages.filter(({ uuid }) => !now.has(uuid)).map(named) }
  ]
  return kinds.filter(({ names }) => names.length > 0).map(({ sign, names }) => `${sign}: ${some(names)}`)
}

/** The same on all platforms is said once. */
function packageItems(compared: readonly Compared[]): readonly string[] {
  const items = compared.map(each => comparePackages(each))
  const [first = []] = items
  if (items.every(each => each.join() === first.join())) return first
  return compared.flatMap(({ platform }, at) => (items[at] ?? []).map(item => `\`${platform}\`: ${item}`))
}

const refWords = (ref: string | undefined): string =>
  ref === undefined ? '' : ` on \`${ref.replace(/^refs\/(heads|tags)\//, '')}\``

/** What this run changes, compared with the last trusted one. */
export function comparison({ platforms, juliaVersion }: Report): readonly Block[] {
  const compared = platforms.flatMap(report =>
    report.base === undefined || report.failure !== undefined
      ? []
      : [{ platform: report.platform, report, base: report.base }]
  )
  const [first] = compared
  if (first === undefined) return []
  const { juliaVersion: before, commit, ref } = first.base
  const julia = before === juliaVersion ? [] : [`🔼 **Julia** ${before} → ${juliaVersion}`]
  const items = [...julia, ...packageItems(compared)]
  const packages: Block =
    items.length === 0 ? text('Same Julia, same packages in the same versions.') : { kind: 'list', items }
  return [
    heading(
      `Compared with the last run${refWords(ref)}${commit === undefined ? '' : ` (${commit.slice(0, 7)})`}`
    ),
    packages,
    ...compareNumbers(compared)
  ]
}
