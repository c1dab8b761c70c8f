import { cpuHead, cpuRows } from './cpu-codes.ts'
import type { CacheState, PlatformReport, Report } from './report.ts'

const cacheWords: Readonly<Record<CacheState, string>> = {
  exact: '✅ exact hit',
  partial: '♻️ partial hit',
  none: '🆕 no hit'
}

/** Seconds as people read them: `8.1 s`, `2 min 05 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/** Bytes in the units of Docker's tools, powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  const fitting = units.findIndex((_, power) => bytes < 999.95 * 1000 ** power)
  const power = fitting < 0 ? units.length - 1 : fitting
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? 'B'}`
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  row(head),
  row(head.map(() => '---')),
  ...rows.map(row)
]

const compiled = ({ packages }: PlatformReport): number => packages.filter(each => each.compiled).length

function platformRow(report: PlatformReport, juliaVersion: string): readonly string[] {
  const done = compiled(report)
  return [
    `\`${report.platform}\``,
    juliaVersion,
    report.passes.map(pass => `\`${pass || "Julia's default"}\``).join('<br>'),
    report.failure === undefined ? cacheWords[report.cache] : '❌ failed',
    `${done} compiled, ${report.packages.length - done} reused`,
    formatSeconds(report.depotSeconds),
    report.app.length === 0
      ? '–'
      : report.app.map(each => `${each.name} ${formatSeconds(each.seconds)}`).join('<br>'),
    formatBytes(report.depotBytes)
  ]
}

/** The packages that took longest, over all platforms. */
function slowest(platforms: readonly PlatformReport[]): readonly string[] {
  const rows = platforms
    .flatMap(({ platform, packages }) => packages.map(each => ({ platform, ...each })))
    .filter(each => each.compiled)
    .sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))
  if (rows.length === 0) return []
  return [
    '',
    `<details><summary>Compiled packages (${rows.length})</summary>`,
    '',
    ...table(
      ['Package', 'Platform', 'Seconds', 'Compiled files'],
      rows
        .slice(0, 50)
        .map(each => [
          each.name,
          each.platform,
          each.seconds === null ? '' : each.seconds.toFixed(1),
          formatBytes(each.bytes)
        ])
    ),
    ...(rows.length > 50 ? [``, `… and ${rows.length - 50} more in the report.`] : []),
    '',
    '</details>'
  ]
}

function keys(platforms: readonly PlatformReport[]): readonly string[] {
  return [
    '',
    '<details><summary>Cache keys</summary>',
    '',
    ...platforms.flatMap(({ platform, key, keyParts, restoredKey, saved }) => [
      `**${platform}** \`${key}\` (${saved})`,
      ...(restoredKey !== undefined && restoredKey !== key ? ['', `restored from \`${restoredKey}\``] : []),
      '',
      ...keyParts.map(part => `- \`${part.value}\`: ${part.reason}`),
      ''
    ]),
    '</details>'
  ]
}

/** CPUs as people read them. */
const cpuWords = (cpu: string): string => (cpu === 'native' ? "the builder's own CPU" : cpu)

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`

/** How the finished image of a platform loads: in the seconds of its slowest project, user and CPU. */
function loadSentence({ platform, verified = [] }: PlatformReport): string {
  if (verified.length === 0) return `\`${platform}\` was verified before, and nothing in it has changed.`
  const seconds = Math.max(...verified.map(load => load.seconds))
  const cpus = [...new Set(verified.map(({ cpu }) => cpuWords(cpu)))]
  const uids = [...new Set(verified.map(({ uid }) => uid))]
  return `\`${platform}\` loads in ${formatSeconds(seconds)} as ${list(cpus)}, for UID ${list(uids)}; nothing compiled.`
}

const loads = (platforms: readonly PlatformReport[]): readonly string[] =>
  platforms
    .filter(({ verified }) => verified !== undefined)
    .flatMap(platform => ['', `✅ ${loadSentence(platform)}`])

const imageSeconds = ({ seconds, exportSeconds }: NonNullable<Report['image']>): string =>
  `image bake ${formatSeconds(seconds)}${exportSeconds === undefined ? '' : `, ${formatSeconds(exportSeconds)} of it to export the verified image`}`

function headline({ image, failures, seconds }: Report): string {
  if (failures.length > 0) return `## ❌ julia-bake failed after ${formatSeconds(seconds)}`
  const where =
    image === null || image.tags.length === 0 ? '' : `: ${image.tags.map(tag => `\`${tag}\``).join(', ')}`
  return `## 🫖 Image built in ${formatSeconds(seconds)}${where}`
}

function cpuTable(rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return []
  return ['', '<details><summary>What each CPU runs</summary>', '', ...table(cpuHead, rows), '', '</details>']
}

/** The job summary of a run, as GitHub-flavoured Markdown: a pure function of the report. */
export function renderSummary(report: Report): string {
  const failures = report.failures.flatMap(failure => ['', '````text', failure, '````'])
  return [
    headline(report),
    ...(report.image?.digest === undefined ? [] : ['', `Digest \`${report.image.digest}\``]),
    ...failures,
    '',
    ...table(
      [
        'Platform',
        'Julia',
        'CPU targets',
        'Cache',
        'Dependencies',
        'Depot bake',
        'Path packages',
        'Depot layout'
      ],
      report.platforms.map(platform => platformRow(platform, report.juliaVersion))
    ),
    '',
    `Base image \`${report.baseImage}\`, depots kept in ${report.store}, ${imageSeconds(report.image ?? { seconds: 0, tags: [] })}.`,
    ...loads(report.platforms),
    ...cpuTable(cpuRows(report)),
    ...slowest(report.platforms),
    ...keys(report.platforms),
    ''
  ].join('\n')
}
