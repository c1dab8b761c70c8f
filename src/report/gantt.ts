import { heading, type Block } from './blocks.ts'
import type { Report } from './report.ts'
import type { Span } from './timeline.ts'
import { bar, formatSeconds } from './words.ts'

/** Bars that a picture shows at most: GitHub draws up to 50,000 characters, and nobody reads so many. */
const MOST_PACKAGES = 12
const MOST_STEPS = 12
/** Seconds below which a bar is a hairline. */
const HAIRLINE = 0.05

const length = ({ from, to }: Span): number => to - from

/** The longest, in the order in which they came. */
const longest = (spans: readonly Span[], most: number): readonly Span[] => {
  const kept = new Set([...spans].sort((a, b) => length(b) - length(a)).slice(0, most))
  return spans.filter(span => kept.has(span))
}

type Lane = Readonly<{ name: string; spans: readonly Span[] }>

function lanes(spans: readonly Span[]): readonly Lane[] {
  const seen = spans.filter(span => length(span) >= HAIRLINE)
  const names = [...new Set(seen.map(({ platform }) => platform))].sort(
    (a, b) => Number(a === undefined) - Number(b === undefined)
  )
  return names.map(platform => {
    const own = seen.filter(span => span.platform === platform)
    const kept = (['step', 'package'] as const).flatMap(kind =>
      longest(
        own.filter(span => span.kind === kind),
        kind === 'step' ? MOST_STEPS : MOST_PACKAGES
      )
    )
    return { name: platform ?? 'all platforms', spans: kept.sort((a, b) => a.from - b.from) }
  })
}

/** Mermaid ends a name at these. */
const taskName = (name: string): string => name.replace(/[:;#,]/g, ' ')

const kindTag = { step: '', package: 'active, ' } as const

/** Times are milliseconds since 1970, so that the axis can count seconds in every time zone (`%s`). */
const task = (span: Span): string =>
  `    ${taskName(span.name)} (${formatSeconds(length(span))}) :${kindTag[span.kind]}${Math.round(span.from * 1000)}, ${Math.round(span.to * 1000)}`

/** Seconds between the marks of the axis: about ten of them. */
function tick(whole: number): number {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]
  return steps.find(step => whole / step <= 12) ?? 3600
}

/** Steps blue, packages amber, with letters that are read on both. */
const themeVariables = {
  taskBkgColor: '#b6d4fe',
  taskBorderColor: '#0969da',
  taskTextColor: '#0b2948',
  activeTaskBkgColor: '#ffd8a8',
  activeTaskBorderColor: '#bc4c00'
}

function draw(drawn: readonly Lane[], whole: number): readonly string[] {
  const settings = {
    gantt: { barHeight: 20, barGap: 4, fontSize: 12, sectionFontSize: 13, leftPadding: 100 },
    themeVariables
  }
  return [
    `%%{init: ${JSON.stringify(settings)}}%%`,
    'gantt',
    '    dateFormat x',
    '    axisFormat %s s',
    `    tickInterval ${tick(whole)}second`,
    ...drawn.flatMap(({ name, spans }) => [`    section ${name}`, ...spans.map(task)])
  ]
}

/** Columns of the bars in the log. */
const WIDTH = 40

function line(span: Span, whole: number): string {
  const offset = ' '.repeat(Math.round((span.from / whole) * WIDTH))
  const bars = bar(length(span), whole, WIDTH)
  return `  ${(offset + bars).padEnd(WIDTH + 1)} ${formatSeconds(length(span)).padStart(11)}  ${span.name}`
}

/** What happened when: the steps of each platform, and the packages that took longest. */
export function gantt({ timeline = [] }: Report): readonly Block[] {
  const drawn = lanes(timeline)
  const whole = Math.max(0, ...drawn.flatMap(({ spans }) => spans.map(({ to }) => to)))
  if (drawn.length === 0) return []
  const text = drawn.flatMap(({ name, spans }) => [name, ...spans.map(span => line(span, whole))])
  return [heading('Timeline'), { kind: 'picture', mermaid: draw(drawn, whole), text }]
}
