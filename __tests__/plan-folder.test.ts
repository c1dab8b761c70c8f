import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Plan } from '../src/plan.ts'
import { ownPackages, writeDepotPlan, writeImagePlan, writeVerifyPlan } from '../src/plan-folder.ts'
import { parsePlatform } from '../src/platform.ts'
import { hashTree, makeRecipes } from '../src/project/index.ts'
import {
  fixture,
  fixturePath,
  makeEntry,
  makeEnvironment,
  makePathEntry,
  makePathPackage,
  on,
  uuidOf
} from './project/samples.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plan-folder-'))
})

afterEach(() => rmSync(root, { recursive: true }))

const juliaVersion = '1.11.1'
type Environment = ReturnType<typeof makeEnvironment>

/** Stands for every project's own file, of which the text is copied. */
const projectFile = fixturePath('v1.0/Project.toml')
const projectText = fixture('v1.0/Project.toml')

const makeProject = (environment: Environment, folder: string) => ({
  environment: { ...environment, project: { ...environment.project, file: projectFile } },
  folder,
  tree: hashTree(environment, { juliaVersion })
})

/** The app → P2 (a path package) → P1 (from a registry); P1 has preferences. */
const entries = [makeEntry(1), makePathEntry(2, on(1))]
const base = makeEnvironment(entries, on(2), {
  pathPackages: makePathPackage(2, 'abc'),
  preferences: { [uuidOf(1)]: { loud: true } }
})
const app = makeProject({ ...base, project: { ...base.project, name: 'App', uuid: uuidOf(9) } }, 'app')
const script = makeProject(makeEnvironment([makeEntry(3)], on(3)), '.')
/** A project without dependencies. */
const empty = makeProject(makeEnvironment([], {}), 'empty')

const makePlan = (...projects: readonly (typeof app)[]): Plan => ({
  context: '/work/app',
  version: { kind: 'release', version: juliaVersion },
  projects,
  recipes: makeRecipes(projects),
  resolved: [],
  platforms: ['linux/amd64', 'linux/arm/v7'].map((name, at) => ({
    platform: parsePlatform(name),
    distribution: { version: juliaVersion, triplet: 'x', url: 'https://mirror.example/julia.tar.gz' },
    target: {
      list: 'generic;haswell',
      passes: at === 0 ? ['generic', 'haswell'] : [''],
      notes: [],
      warnings: []
    }
  }))
})

/** Every file below a folder with its text. */
const filesIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (readdirSync(folder, { recursive: true }) as readonly string[])
      .filter(name => statSync(join(folder, name)).isFile())
      .map(name => [name, readFileSync(join(folder, name), 'utf8')])
  )

const targets = { 'cpu-targets/amd64': 'generic\nhaswell\n', 'cpu-targets/armv7': '\n' }

const platforms = { 'platforms/amd64': 'linux/amd64\n', 'platforms/armv7': 'linux/arm/v7\n' }

describe('writeDepotPlan', () => {
  it('writes the recipes and the passes of each platform, for the scripts of the depot stage', async () => {
    const plan = makePlan(app, script)
    await writeDepotPlan(join(root, 'plan'), plan)
    expect(filesIn(join(root, 'plan'))).toEqual({
      ...targets,
      'recipes/1/packages': `${uuidOf(1)} P1\n`,
      'recipes/1/environment/Project.toml': `[deps]\nP1 = "${uuidOf(1)}"\n`,
      'recipes/1/environment/Manifest.toml': plan.recipes[0]?.manifest,
      'recipes/1/environment/LocalPreferences.toml': '[P1]\nloud = true\n',
      'recipes/2/packages': `${uuidOf(3)} P3\n`,
      'recipes/2/environment/Project.toml': `[deps]\nP3 = "${uuidOf(3)}"\n`,
      'recipes/2/environment/Manifest.toml': plan.recipes[1]?.manifest
    })
  })

  it('leaves out recipes with nothing to compile, and numbers the others', async () => {
    await writeDepotPlan(join(root, 'plan'), makePlan(empty, script))
    expect(filesIn(join(root, 'plan'))).toMatchObject({ 'recipes/1/packages': `${uuidOf(3)} P3\n` })
    expect(readdirSync(join(root, 'plan/recipes'))).toEqual(['1'])
  })

  it('gives the stage an empty folder where there is no recipe', async () => {
    await writeDepotPlan(join(root, 'plan'), makePlan(empty))
    expect(filesIn(join(root, 'plan'))).toEqual(targets)
    expect(readdirSync(join(root, 'plan/recipes'))).toEqual([])
  })

  it('writes the same bytes for the same plan, since they are part of BuildKit’s cache key', async () => {
    await writeDepotPlan(join(root, 'one'), makePlan(app, script))
    await writeDepotPlan(join(root, 'two'), makePlan(app, script))
    expect(filesIn(join(root, 'one'))).toEqual(filesIn(join(root, 'two')))
  })
})

describe('writeImagePlan', () => {
  it('writes where the projects are and what each compiles itself, for the scripts of the image stage', async () => {
    await writeImagePlan(join(root, 'plan'), makePlan(app, script))
    expect(filesIn(join(root, 'plan'))).toEqual({
      ...targets,
      ...platforms,
      'projects/1/folder': 'app\n',
      'projects/1/project.toml': projectText,
      'projects/1/packages': `${uuidOf(2)} P2\n${uuidOf(9)} App\n`,
      'projects/2/project.toml': projectText,
      'projects/2/folder': '.\n',
      'projects/2/packages': ''
    })
  })

  it('tells a Dockerfile of the user’s own which package server there is', async () => {
    await writeImagePlan(join(root, 'plan'), makePlan(script), 'https://pkg.example')
    expect(filesIn(join(root, 'plan'))).toMatchObject({ 'pkg-server': 'https://pkg.example\n' })
  })
})

describe('writeVerifyPlan', () => {
  it('writes what the finished image loads of each project, and as which CPUs', async () => {
    const cpus = { fallback: ['auto'], byPlatform: new Map([['linux/arm/v7', ['native', 'generic']]]) }
    await writeVerifyPlan(join(root, 'plan'), makePlan(app, script, empty), { cpus, own: false })
    expect(filesIn(join(root, 'plan'))).toEqual({
      'cpus/amd64': 'native\ngeneric\nsandybridge\nhaswell\n',
      'cpus/armv7': 'native\ngeneric\n',
      'projects/1/folder': 'app\n',
      'projects/1/project.toml': projectText,
      'projects/1/dependencies': `${uuidOf(2)} P2\n`,
      'projects/1/itself': `${uuidOf(9)} App\n`,
      'projects/2/project.toml': projectText,
      'projects/2/folder': '.\n',
      'projects/2/dependencies': `${uuidOf(3)} P3\n`,
      'projects/2/itself': '',
      'projects/3/project.toml': projectText,
      'projects/3/folder': 'empty\n',
      'projects/3/dependencies': '',
      'projects/3/itself': ''
    })
  })

  it('says that an image is from a Dockerfile of the user’s own', async () => {
    const cpus = { fallback: ['auto'], byPlatform: new Map() }
    await writeVerifyPlan(join(root, 'plan'), makePlan(script), { cpus, own: true })
    expect(readdirSync(join(root, 'plan'))).toEqual(['cpus', 'own', 'projects'])
  })
})

describe('ownPackages', () => {
  const named = { ...base.project, name: 'P2', uuid: uuidOf(2) }

  it.each([
    {
      description: 'path packages, then the project itself',
      project: app,
      packages: [
        ['P2', uuidOf(2)],
        ['App', uuidOf(9)]
      ]
    },
    { description: 'nothing of a project without a name and path packages', project: script, packages: [] },
    {
      description: 'a project once that is in its own manifest',
      project: makeProject({ ...base, project: named }, '.'),
      packages: [['P2', uuidOf(2)]]
    }
  ])('are $description', ({ project, packages }) => {
    expect(ownPackages(project).map(({ name, uuid }) => [name, uuid])).toEqual(packages)
  })
})
