import * as core from '@actions/core'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { annotationAt } from './annotation.ts'
import { realDeps } from './deps.ts'
import { UserError, messageOf } from './errors.ts'
import { readInputs } from './inputs.ts'
import { writeOutputs } from './outputs.ts'
import { run } from './run.ts'

// Outside a runner the toolkit's folders are not set: downloads are kept with the user's other caches.
process.env['RUNNER_TEMP'] ||= tmpdir()
process.env['RUNNER_TOOL_CACHE'] ||= join(homedir(), '.cache', 'julia-bake', 'tools')

try {
  const result = await run(readInputs(), realDeps())
  await writeOutputs(result)
  const failures = 'report' in result ? result.report.failures : []
  if (failures.length > 0) core.setFailed(failures.join('\n\n'))
} catch (error) {
  const place = error instanceof UserError ? error.place : undefined
  process.exitCode = core.ExitCode.Failure
  core.error(messageOf(error), place && annotationAt(process.env, 'julia-bake', place))
  if (!(error instanceof UserError) && error instanceof Error) core.info(error.stack ?? '')
}
