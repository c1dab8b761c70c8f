import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'

// The state folder is read when the modules are loaded.
const state = mkdtempSync(join(tmpdir(), 'julia-bake-state-'))
process.env.JULIA_BAKE_TESTBED_DIR = state
const { logFile, run, runningPid, startDaemon, stopDaemon, tryRun, waitForDaemon } =
  await import('../../testbed/process.mjs')
const { underTestbedLock } = await import('../../testbed/lock.mjs')

const node = process.execPath
const sleeper = {
  name: 'sleeper',
  file: node,
  args: ['-e', 'console.log("awake"); setInterval(() => {}, 1000)']
}
afterAll(() => stopDaemon('sleeper'))

test('A failing program is reported with its command line, its code and what it said last', async () => {
  const script = 'console.error("first\\nlast"); process.exit(3)'
  await expect(run(node, ['-e', script])).rejects.toThrow(`\`${node} -e ${script}\` failed (3):\nfirst\nlast`)
})

test('A missing program gives nothing where that is expected', async () => {
  expect(await tryRun('julia-bake-no-such-program', [])).toBeUndefined()
})

test('Input goes to the program and its output comes back', async () => {
  expect(await run('cat', [], { input: 'text' })).toBe('text')
})

test('A daemon is known by its pid file and its command line, and can be stopped', async () => {
  const pid = startDaemon(sleeper)
  await waitForDaemon('sleeper', () => readFileSync(logFile('sleeper'), 'utf8').includes('awake'))
  expect(runningPid('sleeper')).toBe(pid)
  expect(await stopDaemon('sleeper')).toBe(true)
  expect(runningPid('sleeper')).toBeUndefined()
  expect(await stopDaemon('sleeper')).toBe(false)
})

test('A pid file that names a process of another program is not believed, and that process is left alone', async () => {
  mkdirSync(join(state, 'run'), { recursive: true })
  writeFileSync(join(state, 'run/stranger.pid'), [process.pid, 'dockerd', '--config-file'].join('\0'))
  expect(runningPid('stranger')).toBeUndefined()
  expect(await stopDaemon('stranger')).toBe(false)
})

test('A daemon that dies is reported with the end of its log', async () => {
  startDaemon({ name: 'dying', file: node, args: ['-e', 'console.error("no such thing"); process.exit(1)'] })
  await expect(waitForDaemon('dying', () => false)).rejects.toThrow(/dying ended at once.*\nno such thing$/)
})

test('Only one at a time works on the testbed, and a killed one does not block it', async () => {
  writeFileSync(join(state, 'run/lock'), '999999999')
  const events: string[] = []
  const work = (name: string) => async () => {
    events.push(`${name} starts`)
    await new Promise(resolve => setTimeout(resolve, 50))
    events.push(`${name} ends`)
  }
  const first = underTestbedLock(() => undefined, work('first'))
  await Promise.all([first, underTestbedLock(line => events.push(line), work('second'))])
  expect(events).toEqual([
    'first starts',
    `waiting for process ${process.pid}, which works on the testbed`,
    'first ends',
    'second starts',
    'second ends'
  ])
})
