import type { Block } from './blocks.ts'
import { sumUnpacked } from './record.ts'
import type { CacheState, PlatformReport, Report } from './report.ts'
import { formatBytes, formatChange, formatSeconds } from './words.ts'

export const cacheWords: Readonly<Record<CacheState, string>> = {
  exact: '✅ exact hit',
  partial: '♻️ partial hit',
  none: '🆕 no hit'
}

export const targetWords = (passes: readonly string[]): string =>
  passes.map(pass => `\`${pass || "Julia's default"}\``).join('<br>')

function packageWords({ packages }: PlatformReport): string {
  const compiled = packages.filter(each => each.compiled).length
  return `${compiled} compiled, ${packages.length - compiled} reused`
}

const ownWords = ({ app }: PlatformReport): string =>
  app.length === 0 ? '–' : app.map(each => `${each.name} ${formatSeconds(each.seconds)}`).join('<br>')

/** Bytes now, and how they differ from the last run's. */
function bytesWords(now: number | undefined, before: number | undefined): string {
  if (now === undefined || now === 0) return '–'
  const change = before === undefined ? '' : formatChange(before, now, formatBytes)
  return change === '' || change === '±0' ? formatBytes(now) : `${formatBytes(now)} ${change}`
}

type Row = readonly [name: string, cell: (platform: PlatformReport) => string]

const rows = (juliaVersion: string): readonly Row[] => [
  ['Julia', () => juliaVersion],
  ['CPU targets', ({ passes }) => targetWords(passes)],
  ['Cache', ({ cache, failure }) => (failure === undefined ? cacheWords[cache] : '❌ failed')],
  ['Dependencies', packageWords],
  ['Depot bake', ({ depotSeconds, cache }) => (cache === 'exact' ? 'skipped' : formatSeconds(depotSeconds))],
  ["The project's own packages", ownWords],
  ['Depot layout, compressed', ({ depotBytes, base }) => bytesWords(depotBytes, base?.depotBytes)],
  ['Image, compressed', ({ imageBytes, base }) => bytesWords(imageBytes, base?.imageBytes)],
  ['Unpacked, beside the base image', report => bytesWords(sumUnpacked(report), report.base?.unpackedBytes)]
]

/** A column for each platform; what is known of none is left out. */
export function platformTable({ platforms, juliaVersion }: Report): readonly Block[] {
  const cells = rows(juliaVersion).map(([name, cell]) => [`**${name}**`, ...platforms.map(cell)])
  const known = cells.filter(([, ...values]) => values.some(value => value !== '–'))
  return [{ kind: 'table', head: ['', ...platforms.map(({ platform }) => `\`${platform}\``)], rows: known }]
}
