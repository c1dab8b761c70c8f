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

/** How a number changed: `▲ 1.2 MB (+4 %)`; nothing where that shows in none of its digits. */
export function formatChange(before: number, now: number, format: (value: number) => string): string {
  const difference = Math.abs(now - before)
  if (format(difference) === format(0)) return '±0'
  const percent = before === 0 ? '' : ` (${now > before ? '+' : '−'}${percentWords(difference / before)})`
  return `${now > before ? '▲' : '▼'} ${format(difference)}${percent}`
}

const percentWords = (part: number): string => `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`

/** `a, b and c`. */
export const listWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`

/** `1 package`, `2 packages`. */
export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`

/** Filled squares for a part of the whole. */
export const bar = (part: number, whole: number, width = 20): string =>
  '█'.repeat(whole <= 0 ? 0 : Math.max(part > 0 ? 1 : 0, Math.round((part / whole) * width)))
