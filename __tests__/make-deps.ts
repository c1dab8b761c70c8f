import * as cache from '@actions/cache'
import * as tools from '@actions/tool-cache'
import type { Deps, Log } from '../src/deps.ts'

/** A log that keeps what it is told as `kind: text`. */
export function makeLog(): Readonly<{ log: Log; logged: string[] }> {
  const logged: string[] = []
  const note =
    (kind: string) =>
    (message: string | Error): void => {
      logged.push(`${kind}: ${String(message)}`)
    }
  return {
    logged,
    log: {
      debug: note('debug'),
      info: note('info'),
      notice: note('notice'),
      warning: note('warning'),
      error: note('error'),
      startGroup: note('group'),
      endGroup: () => undefined
    }
  }
}

/** Dependencies with the real cache client and tool cache, an empty environment and no program to run. */
export function makeDeps(
  overrides: Partial<Omit<Deps, 'log'>> = {}
): Readonly<{ deps: Deps; logged: string[] }> {
  const { log, logged } = makeLog()
  const exec = (program: string) => Promise.reject(new Error(`Unable to locate executable file: ${program}`))
  return { deps: { log, env: {}, exec, tools, cache, onCancel: () => () => undefined, ...overrides }, logged }
}
