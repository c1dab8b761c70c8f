import { describe, expect, it } from '@jest/globals'
import type { Plan } from '../src/plan.ts'
import { previewDepot } from '../src/preview.ts'
import { hashTree, makeRecipes, type ManifestEntry } from '../src/project/index.ts'
import { makeEntry, makeEnvironment, makeStdlib, on, uuidOf } from './project/samples.ts'

const julia = { juliaVersion: '1.12.7' }
const preferences = { [uuidOf(1)]: { loud: true } }

/** The chain 3 → 2 → 1, and 4 beside it. */
const chain = [makeEntry(1), makeEntry(2, { deps: on(1) }), makeEntry(3, { deps: on(2) }), makeEntry(4)]

const makeProject = (
  entries: readonly ManifestEntry[],
  settings: Parameters<typeof makeEnvironment>[2] = {}
) => {
  const direct = Object.fromEntries(entries.map(({ name, uuid }) => [name, uuid]))
  const environment = makeEnvironment(entries, direct, settings)
  return { environment, tree: hashTree(environment, julia), folder: '.' }
}

const makePlan = (...projects: readonly ReturnType<typeof makeProject>[]): Plan => ({
  context: '/work',
  version: { kind: 'release', version: julia.juliaVersion },
  platforms: [],
  projects,
  recipes: makeRecipes(projects),
  resolved: []
})

const restored = makePlan(makeProject(chain)).projects.map(({ tree }) => tree)
const inBrief = ({ compile, reused }: ReturnType<typeof previewDepot>) => ({
  compile: compile.map(({ name, reason }) => `${name}: ${reason}`),
  reused
})

const change = (number: number, overrides: Partial<ManifestEntry>): readonly ManifestEntry[] =>
  chain.map(entry => (entry.uuid === uuidOf(number) ? { ...entry, ...overrides } : entry))

describe('previewDepot of a restored depot whose compiled files fit', () => {
  it.each([
    { description: 'nothing changed', plan: makePlan(makeProject(chain)), compile: [], reused: 4 },
    {
      description: 'a new version in the middle of a chain',
      plan: makePlan(makeProject(change(2, { version: '1.1.0', treeHash: 'f'.repeat(40) }))),
      compile: ['P2: version 1.0.0 → 1.1.0', 'P3: depends on P2'],
      reused: 2
    },
    {
      description: 'another source of the same version',
      plan: makePlan(makeProject(change(4, { treeHash: 'f'.repeat(40) }))),
      compile: ['P4: other source'],
      reused: 3
    },
    {
      description: 'a preference',
      plan: makePlan(makeProject(chain, { preferences })),
      compile: ['P1: other preferences', 'P2: depends on P1', 'P3: depends on P2'],
      reused: 1
    },
    {
      description: 'a package more, on which another now depends',
      plan: makePlan(makeProject([...change(4, { deps: on(5) }), makeEntry(5)])),
      compile: ['P5: new', 'P4: now depends on P5'],
      reused: 3
    },
    {
      description: 'packages less',
      plan: makePlan(makeProject([makeEntry(1), makeEntry(4)])),
      compile: [],
      reused: 2
    },
    {
      description: 'a standard library, which comes compiled with Julia',
      plan: makePlan(makeProject([...chain, makeStdlib(6)])),
      compile: [],
      reused: 4
    },
    {
      description: 'two projects with a package in two versions',
      plan: makePlan(makeProject(chain), makeProject(change(4, { version: '2.0.0' }))),
      compile: ['P4: version 1.0.0 → 2.0.0'],
      reused: 4
    }
  ])('$description', ({ plan, compile, reused }) => {
    expect(inBrief(previewDepot(plan, { tier: 'compiled', trees: restored }))).toEqual({ compile, reused })
  })
})

describe('previewDepot of', () => {
  const plan = makePlan(makeProject([makeEntry(1), makeEntry(4)]))
  const all = (reason: string) => ({ compile: [`P1: ${reason}`, `P4: ${reason}`], reused: 0 })

  it.each([
    { description: 'nothing', hit: undefined, preview: all('nothing restored') },
    {
      description: 'a depot for other CPU targets',
      hit: { tier: 'packages', trees: restored } as const,
      preview: all('restored for other CPU targets')
    },
    {
      description: 'a depot whose trees are gone',
      hit: { tier: 'compiled', trees: [] } as const,
      preview: all('nothing is known about what was restored')
    },
    {
      description: 'an exact hit',
      hit: { tier: 'exact', trees: restored } as const,
      preview: { compile: [], reused: 2 }
    }
  ])('$description', ({ hit, preview }) => {
    expect(inBrief(previewDepot(plan, hit))).toEqual(preview)
  })
})
