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

function headline({ image, failures, seconds }: Report): string {
  if (failures.length > 0) return `## ❌ julia-bake failed after ${formatSeconds(seconds)}`
  const where =
    image === null || image.tags.length === 0 ? '' : `: ${image.tags.map(tag => `\`${tag}\``).join(', ')}`
  return `## 🫖 Image built in ${formatSeconds(seconds)}${where}`
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
    `Base image \`${report.baseImage}\`, depots kept in ${report.store}, image bake ${formatSeconds(report.image?.seconds ?? 0)}.`,
    ...slowest(report.platforms),
    ...keys(report.platforms),
    ''
  ].join('\n')
}
