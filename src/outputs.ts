import * as core from '@actions/core'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderSummary, type Report } from './report/index.ts'
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

/** The outputs of action.yml, by name. */
export function outputsOf({ report, image }: Result, reportFile: string): Readonly<Record<string, string>> {
  const byPlatform = (value: (platform: Report['platforms'][number]) => unknown): string =>
    JSON.stringify(Object.fromEntries(report.platforms.map(platform => [platform.platform, value(platform)])))
  return {
    'julia-version': report.juliaVersion,
    'cpu-targets': byPlatform(({ cpuTarget }) => cpuTarget),
    'manifest-hash': report.manifestHash,
    'cache-hit': String(report.platforms.every(({ cache }) => cache === 'exact')),
    'cache-keys': byPlatform(({ key }) => key),
    digest: image?.digest ?? '',
    metadata: JSON.stringify(image?.metadata ?? {}),
    'image-id': image?.imageId ?? '',
    report: reportFile
  }
}

/** Sets the outputs once, and writes the job summary. */
export async function writeOutputs(result: Result): Promise<void> {
  const file = await writeReport(result.report, process.env)
  for (const [name, value] of Object.entries(outputsOf(result, file))) core.setOutput(name, value)
  await writeSummary(renderSummary(result.report))
}

/** Writes the job summary to the runner and to the log. */
export async function writeSummary(summary: string): Promise<void> {
  if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(summary, true).write()
  core.startGroup('Summary')
  core.info(summary)
  core.endGroup()
}
