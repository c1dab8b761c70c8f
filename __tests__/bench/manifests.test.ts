import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { makeFiles } from '../../bench/manifests.mjs'
import { hashTree } from '../../src/project/hash-tree.ts'
import { parseManifest } from '../../src/project/manifest.ts'
import { parseProject } from '../../src/project/project.ts'
import { makeEnvironment } from '../project/samples.ts'

const juliaVersion = '1.12.5'
const environmentOf = (count: number) => {
  const { project, manifest } = makeFiles(count)
  return {
    ...makeEnvironment([], {}),
    project: parseProject(project, 'P'),
    manifest: parseManifest(manifest, 'M')
  }
}

test.each([10, 100, 400, 1000])(
  'a generated manifest of %i packages is the same each time, and in use as a whole',
  count => {
    expect(makeFiles(count)).toEqual(makeFiles(count))
    expect(hashTree(environmentOf(count), { juliaVersion }).nodes).toHaveLength(count)
  }
)

test('a generated manifest has standard libraries, and extensions with and without their triggers', () => {
  const environment = environmentOf(400)
  const { nodes, extensions } = hashTree(environment, { juliaVersion })
  const declared = environment.manifest.entries.flatMap(entry => Object.keys(entry.extensions))
  expect(nodes.filter(({ stdlib }) => stdlib)).toHaveLength(50)
  expect(extensions.length).toBeGreaterThan(50)
  expect(declared.length).toBeGreaterThan(2 * extensions.length)
})

test('a benchmark that is not there is answered with those that are', () => {
  const { status, stderr } = spawnSync(process.execPath, ['bench/main.mjs', 'speed'], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, expect.stringContaining('\n  plan ')])
})

test('the benchmark of a plan prints a row for each size', () => {
  const printed = execFileSync(process.execPath, ['bench/main.mjs', 'plan'], { encoding: 'utf8' })
  const rows = printed.split('\n').map(line => line.trim().split(/ +/))
  expect(
    rows
      .filter(cells => cells.length === 6 && cells.every(cell => /^[\d.]+$/.test(cell)))
      .map(([packages]) => packages)
  ).toEqual(['10', '100', '400', '1000'])
}, 60_000)
