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
  /** GitHub's cache service. */
  cache: Pick<typeof cache, 'isFeatureAvailable' | 'restoreCache' | 'saveCache'>
}>

/** The real ones. */
export const realDeps = (): Deps => ({ log: core, env: process.env, exec: exec.getExecOutput, tools, cache })
