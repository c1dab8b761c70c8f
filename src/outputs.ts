import * as core from '@actions/core'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderPlan, renderSummary, writeSummaryText, type Report } from './report/index.ts'
import type { Result } from './run.ts'

/**
 * Writes the report where later steps find it; gives its path. The name tells the platforms, so that reports of
 * several runners can be gathered in one folder.
 */
async function writeReport(report: Report, env: NodeJS.ProcessEnv): Promise<string> {
  const folder = join(env['RUNNER_TEMP'] ?? tmpdir(), 'julia-bake')
  await mkdir(folder, { recursive: true })
  const platforms = report.platforms.map(({ platform }) => platform.replaceAll('/', '-'))
  const file = join(folder, `${['report', ...platforms, process.pid].join('-')}.json`)
  await writeFile(`${file}.part`, `${JSON.stringify(report, undefined, 2)}\n`)
  await rename(`${file}.part`, file)
  return file
}

/** What a plan and a report know of every platform. */
type Known = Readonly<{ platform: string; cpuTarget: string; key?: string; cache: string }>

/** The outputs of action.yml, by name; a dry run leaves empty what only a build can tell. */
export function outputsOf(result: Result, reportFile = ''): Readonly<Record<string, string>> {
  const [plan, image] = 'plan' in result ? [result.plan, undefined] : [result.report.plan, result.image]
  const about = 'plan' in result ? result.plan : result.report
  const platforms: readonly Known[] = about.platforms
  const byPlatform = (value: (platform: Known) => unknown): string =>
    JSON.stringify(Object.fromEntries(platforms.map(platform => [platform.platform, value(platform)])))
  return {
    'julia-version': about.juliaVersion,
    'cpu-targets': byPlatform(({ cpuTarget }) => cpuTarget),
    'manifest-hash': about.manifestHash,
    'cache-hit': String(platforms.every(({ cache }) => cache === 'exact')),
    'cache-keys': byPlatform(({ key }) => key),
    digest: image?.digest ?? '',
    metadata: JSON.stringify(image?.metadata ?? {}),
    'image-id': image?.imageId ?? '',
    report: reportFile,
    plan: JSON.stringify(plan ?? {})
  }
}

function setOutputs(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value)
}

/** Sets the outputs once, and writes the job summary. */
export async function writeOutputs(result: Result): Promise<void> {
  if ('plan' in result) {
    setOutputs(outputsOf(result))
    return addSummary(renderPlan(result.plan))
  }
  const { report } = result
  setOutputs(outputsOf(result, await writeReport(report, process.env)))
  await addSummary(renderSummary(report))
  logSummary(writeSummaryText(report))
}

async function addSummary(summary: string): Promise<void> {
  if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(summary, true).write()
}

function logSummary(text: string): void {
  core.startGroup('Summary')
  core.info(text)
  core.endGroup()
}

/** Writes the job summary to the runner and to the log. */
export async function writeSummary(summary: string): Promise<void> {
  await addSummary(summary)
  logSummary(summary)
}
