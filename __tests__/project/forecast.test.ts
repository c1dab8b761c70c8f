import { expect, test } from '@jest/globals'
import { forecast } from '../../src/project/forecast.ts'
import { hashTree } from '../../src/project/hash-tree.ts'
import type { ManifestEntry } from '../../src/project/manifest.ts'
import { makeRecipe } from '../../src/project/recipe.ts'
import {
  makeEntry,
  makeEnvironment,
  makePathEntry,
  makePathPackage,
  makeStdlib,
  on,
  uuidOf
} from './samples.ts'

/** P1 → P2; P3 has an extension that P2 triggers, and one that the path package P5 triggers. */
const list = (second: Partial<ManifestEntry> = {}) => [
  makeEntry(1, { deps: on(2) }),
  makeEntry(2, { deps: on(4), ...second }),
  makeEntry(3, { weakdeps: on(2, 5), extensions: { P3P2Ext: ['P2'], P3P5Ext: ['P5'] } }),
  makeStdlib(4),
  makePathEntry(5, on(2))
]
const plan = (entries: readonly ManifestEntry[], deps: Readonly<Record<string, string>>) => {
  const environment = makeEnvironment(entries, deps, { pathPackages: makePathPackage(5, 'abc') })
  const tree = hashTree(environment, { juliaVersion: '1.12.5' })
  return { tree, recipe: makeRecipe(environment, tree) }
}
const [first, bumped, lean] = [
  plan(list(), on(1, 3, 5)),
  plan(list({ version: '1.0.1' }), on(1, 3, 5)),
  plan(list(), on(3))
]
const extension = { name: 'P3P2Ext', uuid: uuidOf(3), kind: 'extension' }
const packages = (...numbers: readonly number[]) =>
  numbers.map(number => ({ name: `P${number}`, uuid: uuidOf(number), kind: 'package' }))

test.each([
  {
    description: 'everything but standard libraries and path packages, for an empty depot',
    recipes: [first.recipe],
    restored: [],
    expected: [...packages(2, 1, 3), extension]
  },
  {
    description: 'nothing, for the same environment',
    recipes: [first.recipe],
    restored: [first.tree],
    expected: []
  },
  {
    description: 'a new version, what depends on it, and the extension that it triggers',
    recipes: [bumped.recipe],
    restored: [first.tree],
    expected: [...packages(2, 1), extension]
  },
  {
    description: 'what a second project adds',
    recipes: [lean.recipe, first.recipe],
    restored: [lean.tree],
    expected: [...packages(2, 1), extension]
  },
  {
    description: 'nothing that one of two older projects has',
    recipes: [first.recipe, bumped.recipe],
    restored: [bumped.tree, first.tree],
    expected: []
  },
  {
    description: 'each once, where two projects share it',
    recipes: [first.recipe, lean.recipe],
    restored: [],
    expected: [...packages(2, 1, 3), extension]
  }
])('a depot bake compiles $description', ({ recipes, restored, expected }) => {
  const hash: unknown = expect.stringMatching(/^[0-9a-f]{64}$/)
  expect(forecast(recipes, restored)).toEqual(expected.map(item => ({ ...item, hash })))
})
