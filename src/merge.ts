import * as core from '@actions/core'
import { realDeps } from './deps.ts'
import { UserError, messageOf } from './errors.ts'
import { mergeImages, readMergeInputs, renderMergeSummary } from './merge/index.ts'
import { writeSummary } from './outputs.ts'

try {
  const merged = await mergeImages(readMergeInputs(), realDeps())
  core.setOutput('digest', merged.digest)
  await writeSummary(renderMergeSummary(merged))
} catch (error) {
  core.setFailed(messageOf(error))
  if (!(error instanceof UserError) && error instanceof Error) core.info(error.stack ?? '')
}
