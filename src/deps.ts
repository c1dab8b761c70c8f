import * as cache from '@actions/cache'
import * as core from '@actions/core'
import * as exec from '@actions/exec'
import * as tools from '@actions/tool-cache'

/** Where a run tells what it does: the runner's log. */
export type Log = Pick<
  typeof core,
  'debug' | 'info' | 'notice' | 'warning' | 'error' | 'startGroup' | 'endGroup'
>

/** Everything outside this program that a run needs; tests give their own. */
export type Deps = Readonly<{
  log: Log
  /** The process's environment at the start. */
  env: Readonly<Record<string, string | undefined>>
  /** Runs a program without a shell. */
  exec: typeof exec.getExecOutput
  /** The runner's tool cache, and downloads with retries. */
  tools: Pick<typeof tools, 'find' | 'cacheFile' | 'downloadTool'>
  /** Calls `cleanUp` when the run is cancelled, and ends it then; gives what takes that back. */
  onCancel: (cleanUp: () => void) => () => void
  /** GitHub's cache service. */
  cache: Pick<typeof cache, 'isFeatureAvailable' | 'restoreCache' | 'saveCache'>
}>

/** The runner cancels with SIGINT, and SIGTERM some seconds later (exit codes 130 and 143 by custom). */
function onCancel(cleanUp: () => void): () => void {
  const end = (signal: NodeJS.Signals, code: number): void => {
    core.info(`Cancelled (${signal}).`)
    cleanUp()
    process.exit(code)
  }
  const handlers = { SIGINT: () => end('SIGINT', 130), SIGTERM: () => end('SIGTERM', 143) } as const
  process.once('SIGINT', handlers.SIGINT).once('SIGTERM', handlers.SIGTERM)
  return () => process.off('SIGINT', handlers.SIGINT).off('SIGTERM', handlers.SIGTERM)
}

/** The real ones. */
export const realDeps = (): Deps => ({
  log: core,
  env: process.env,
  exec: exec.getExecOutput,
  tools,
  onCancel,
  cache
})
