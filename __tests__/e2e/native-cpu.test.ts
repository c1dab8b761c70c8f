import { afterAll, expect, test } from '@jest/globals'
import { getExecOutput } from '@actions/exec'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { juliaTar } from '../../src/julia/download.ts'
import { repackJulia } from '../../src/julia/repack.ts'
import { identifyNative } from '../../src/native-cpu.ts'
import { parsePlatform } from '../../src/platform.ts'
import { offeredJulia } from '../../testbed/julia.mjs'
import { baseImage } from '../../testbed/layout.mjs'
import { makeDeps } from '../make-deps.ts'
import { makeInputs } from '../make-inputs.ts'
import { makeFolder } from './bake.ts'

const folder = makeFolder()
afterAll(() => folder.remove())

const makeTarget = (...passes: string[]) => ({ list: passes.join(';'), passes, notes: [], warnings: [] })

/** Asks the engine's own builder what `native` is, for passes that name it or not. */
async function identify(...passes: string[]) {
  const { deps, logged } = makeDeps({ exec: getExecOutput })
  const inputs = makeInputs({ baseImage })
  const desk = { inputs, deps, folder: folder.path('run') }
  const platform = parsePlatform('linux/amd64')
  const cpu = await identifyNative(desk, { platform, target: makeTarget(...passes) }, folder.path('julia'))
  return { cpu, logged }
}

test('the builder tells the CPU that native stands for, the same each time, and the stages get it', async () => {
  const tarball = offeredJulia().find(({ archs }) => archs.includes('amd64'))?.files['amd64'] ?? ''
  await repackJulia(tarball, join(folder.path('julia'), juliaTar(parsePlatform('linux/amd64'))))
  const { cpu, logged } = await identify('generic', 'native')
  expect(logged.join('\n')).toContain('julia-bake linux/amd64: cpu ')
  expect(cpu).toMatch(/^[a-z][\w.-]*-[0-9a-f]{8}$/)
  expect((await identify('native')).cpu).toBe(cpu)
  for (const plan of ['depot-plan', 'image-plan']) {
    expect(readFileSync(join(folder.path('run'), plan, 'native-cpu/amd64'), 'utf8')).toBe(`${cpu ?? ''}\n`)
  }
})

test('it is not asked where nothing is compiled for it', async () => {
  expect(await identify('generic;haswell')).toEqual({ cpu: undefined, logged: [] })
})
