import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from '@jest/globals'
import type { Report } from '../../src/report/index.ts'
import { addresses, baseImage, state } from '../../testbed/layout.mjs'
import { runAction } from '../../testbed/runner.mjs'

type Run = Parameters<typeof runAction>[0]

/** What `dist/main.js` did, with its report where it wrote one. */
export type Baked = Awaited<ReturnType<typeof runAction>> & Readonly<{ report: Report | undefined }>

/** How the bundle reaches the testbed: host networking, since its servers listen on loopback. */
export const testbedInputs: Readonly<Record<string, string>> = {
  'julia-mirror': addresses.mirror,
  'pkg-server': addresses.packages,
  'base-image': baseImage,
  'julia-version': '1.5.3',
  network: 'host',
  allow: 'network.host'
}

/** The runner's folder, one for each test file: several may run at once. They share a tool cache that holds Julia. */
export const home = mkdtempSync(join(tmpdir(), 'runner-'))
mkdirSync(join(state, 'e2e', '_tool'), { recursive: true })
symlinkSync(join(state, 'e2e', '_tool'), join(home, '_tool'))
afterAll(() => rmSync(home, { recursive: true }))

/** Runs the committed bundle against the testbed. Its whole log is kept beside the testbed's, for when a test fails. */
export async function bake(run: Run): Promise<Baked> {
  const result = await runAction({ home, ...run, inputs: { ...testbedInputs, ...run.inputs } })
  const file = result.outputs['report']
  const report = file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as Report)
  return { ...result, report }
}

/** The run's report; for one that failed its log, so that the test shows why. */
export function reportOf(baked: Baked): Report {
  if (baked.exitCode === 0 && baked.report !== undefined) return baked.report
  throw new Error(`julia-bake ended with ${baked.exitCode}:\n${baked.log}`)
}

/** Names of the packages that Julia itself said it compiled in the depot stage, by platform, in order. */
export function compiledIn(log: string, platform: string): readonly string[] {
  const done = [...log.matchAll(/^#\d+ julia-bake (\S+): done (\S+) [\d.]+$/gm)]
  return done.filter(([, where]) => where === platform).map(([, , name]) => name ?? '')
}

/** A folder of the test's own, removed with everything in it by `remove`. */
export function makeFolder(): Readonly<{ path: (...names: string[]) => string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-'))
  return {
    path: (...names) => {
      const path = join(folder, ...names)
      mkdirSync(path, { recursive: true })
      return path
    },
    remove: () => rmSync(folder, { recursive: true })
  }
}
