import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { drawGraph, leavesOf, nameOf, shareGraph, writePackages } from '../../bench/packages.mjs'
import { writeProject } from '../../bench/project.mjs'
import { listScenarios } from '../../bench/scenarios.mjs'
import { packageIndex } from '../../testbed/packages.mjs'

describe.each([20, 60, 200])('a graph of %i packages', count => {
  const graph = drawGraph(count)

  test('is the same each time it is drawn', () => {
    expect(drawGraph(count)).toEqual(graph)
  })

  test('needs only lower numbers, and leads down to the first package from everywhere', () => {
    const first = graph.map(({ number, needs }) =>
      number === 1 ? needs.length === 0 : needs.every(n => n < number)
    )
    expect(first).not.toContain(false)
    expect(graph.filter(({ needs }) => needs.length === 0).map(({ number }) => number)).toEqual([1])
  })

  test('has one slow package, and leaves other than it', () => {
    const plain = Math.min(...graph.map(({ work }) => work))
    const slow = graph.filter(({ work }) => work > plain)
    expect(slow).toHaveLength(1)
    expect(leavesOf(graph)[0]).not.toBe(slow[0]?.number)
  })

  test('shares four fifths of its packages with the second project', () => {
    const own = new Set(graph.map(({ number }) => number))
    const second = shareGraph(graph)
    const numbers = new Set(second.map(({ number }) => number))
    expect(numbers.size).toBe(count)
    expect([...numbers].filter(number => own.has(number))).toHaveLength(count * 0.8)
    expect(second.flatMap(({ needs }) => needs).every(need => numbers.has(need))).toBe(true)
  })
})

describe('written to a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-packages-'))
  const graph = drawGraph(20)
  beforeAll(() => writePackages(join(folder, 'packages'), graph))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('every package of both projects has two versions of different content', () => {
    const index = packageIndex(join(folder, 'packages'))
    expect(index).toHaveLength(2 * 24)
    expect(new Set(index.map(({ tree }) => tree)).size).toBe(2 * 24)
  })

  test('a scenario changes the one entry of the manifest that it is about', () => {
    const from = { graph, packages: join(folder, 'packages'), juliaVersion: '1.5.3' }
    const texts = listScenarios(graph).map(({ name, variant }) => {
      writeProject(join(folder, name), variant, from)
      const read = (file: string) => readFileSync(join(folder, name, file), 'utf8')
      return [name, { manifest: read('Manifest.toml'), project: read('Project.toml') }] as const
    })
    const { cold, leaf, root, app } = Object.fromEntries(texts)
    const bumped = (manifest = '') => manifest.match(/^version = "1\.0\.1"$/gm)?.length ?? 0
    expect([cold, leaf, root, app].map(written => bumped(written?.manifest))).toEqual([0, 1, 1, 0])
    expect(root?.manifest).toMatch(new RegExp(`\\[\\[${nameOf(1)}\\]\\]\\n[^[]*version = "1.0.1"`))
    expect(app).toEqual(cold)
  })
})
