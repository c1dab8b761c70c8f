import { heading, text, type Block } from './blocks.ts'
import type { Outcome, Report } from './report.ts'
import { formatSeconds, listWords } from './words.ts'

const signs: Readonly<Record<Outcome, string>> = { done: '✅', failed: '❌', skipped: '➖' }

const words = {
  built: { done: 'built', failed: 'not built', skipped: 'not built' },
  verified: {
    done: 'verified: nothing compiles when it is loaded',
    failed: 'not verified',
    skipped: 'not verified'
  },
  pushed: { done: 'pushed', failed: 'not pushed', skipped: 'not pushed' }
} as const

const stages = ['built', 'verified', 'pushed'] as const

function title({ failures, outcome, seconds, image }: Report): string {
  if (failures.length > 0) return `❌ julia-bake failed after ${formatSeconds(seconds)}`
  const done = stages.filter(stage => stage === 'built' || outcome?.[stage] === 'done')
  const tags = (image?.tags ?? []).map(tag => `\`${tag}\``)
  return `🫖 Image ${listWords(done)} in ${formatSeconds(seconds)}${tags.length === 0 ? '' : `: ${tags.join(', ')}`}`
}

/** What came of it, in one look: built, verified, pushed or not, and what went wrong. */
export function headline(report: Report): readonly Block[] {
  const { outcome, image, failures } = report
  const progress =
    outcome &&
    stages.map(stage => `${signs[outcome[stage]]} ${words[stage][outcome[stage]]}`).join(' &nbsp; ')
  return [
    heading(title(report), 2),
    ...(progress === undefined ? [] : [text(progress)]),
    ...(image?.digest === undefined ? [] : [text(`Digest \`${image.digest}\``)]),
    ...failures.map((failure): Block => ({ kind: 'code', text: shorten(failure) }))
  ]
}

/** Characters of one failure: what is longer is in the log. */
const MOST = 20_000

const shorten = (failure: string): string =>
  failure.length <= MOST ? failure : `${failure.slice(0, MOST)}\n… the log has the rest.`
