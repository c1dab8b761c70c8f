import { expect, test } from '@jest/globals'
import { parseProject, type Project } from '../../src/project/project.ts'
import { readBy } from '../../src/project/read-by.ts'

const [a, b, c] = [
  '7876af07-990d-54b4-ab0e-23690620f79a',
  '682c06a0-de6a-54ab-a142-c8b1cf79cde6',
  '8dfed614-e22c-5e08-85e1-65c5234f0b40'
]
const project = parseProject(
  `[deps]
A = "${a}"
B = "${b}"
[weakdeps]
B = "${b}"
C = "${c}"
[extensions]
BExt = "B"
[preferences.A]
x = 1
[sources]
A = {path = "lib/A"}
[workspace]
projects = ["docs"]`,
  'P'
)

const none = { preferences: {}, oldDeps: {}, weakdeps: {}, extensions: {}, sources: {}, workspace: [] }
const { preferences, sources, ...old } = none
const { workspace } = none
const table: readonly Readonly<{ julia: string; differs: Partial<Project> }>[] = [
  { julia: '1.5.3', differs: { ...none, deps: { A: a, B: b } } },
  { julia: '1.8.5', differs: { ...old, sources, deps: { A: a, B: b } } },
  { julia: '1.9.0', differs: { sources, workspace } },
  { julia: '1.10.10', differs: { sources, workspace } },
  { julia: '1.11.0', differs: { workspace } },
  { julia: '1.12.0', differs: {} },
  { julia: '1.13.0-rc1', differs: {} },
  { julia: 'nightly', differs: {} }
]
test.each(table)('Julia $julia reads of a project what it knows', ({ julia, differs }) => {
  expect(preferences).toEqual({})
  expect(readBy(julia, project)).toEqual({ ...project, ...differs })
})
