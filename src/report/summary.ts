import { advice } from './advice.ts'
import { text, toMarkdown, toPlainText, type Block } from './blocks.ts'
import { comparison } from './comparison.ts'
import { cpuCodes } from './cpu-codes.ts'
import { gantt } from './gantt.ts'
import { graph } from './graph.ts'
import { headline } from './headline.ts'
import { keys } from './keys.ts'
import { loads } from './loads.ts'
import { planDetails } from './plan.ts'
import { platformTable } from './platforms.ts'
import type { Report } from './report.ts'
import { sizes } from './sizes.ts'
import { formatSeconds } from './words.ts'

const imageSeconds = ({ seconds, exportSeconds }: NonNullable<Report['image']>): string =>
  `image bake ${formatSeconds(seconds)}${exportSeconds === undefined ? '' : `, ${formatSeconds(exportSeconds)} of it to export the verified image`}`

const footer = ({ baseImage, store, image }: Report): Block =>
  text(
    `Base image \`${baseImage}\`, depots kept in ${store}${image === null ? '' : `, ${imageSeconds(image)}`}.`
  )

/** The summary of a run, most wanted first. */
const summaryBlocks = (report: Report): readonly Block[] => [
  ...headline(report),
  ...advice(report),
  ...platformTable(report),
  ...loads(report),
  ...comparison(report),
  ...gantt(report),
  ...graph(report),
  ...sizes(report),
  ...cpuCodes(report),
  footer(report),
  ...(report.plan === undefined ? [] : planDetails(report.plan)),
  ...keys(report)
]

/** The job summary of a run, as GitHub-flavoured Markdown: a pure function of the report. */
export const renderSummary = (report: Report): string => toMarkdown(summaryBlocks(report))

/** The same for the log. */
export const writeSummaryText = (report: Report): string => toPlainText(summaryBlocks(report))
