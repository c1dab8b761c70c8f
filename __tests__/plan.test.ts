import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { UserError } from '../src/errors.ts'
import type { Inputs } from '../src/inputs.ts'
import { makePlan, surveyRun, type Plan } from '../src/plan.ts'
import { parsePlatform } from '../src/platform.ts'
import { serveFolder } from '../testbed/static-server.mjs'
import { makeIndex, sha256 } from './julia/make-releases.ts'
import { makeDeps } from './make-deps.ts'
import { makeInputs } from './make-inputs.ts'
import { appFiles, inFolder, makeManifest, scriptFiles } from './make-project.ts'
import { makeFolder, uuidOf } from './project/samples.ts'

let mirror: Awaited<ReturnType<typeof serveFolder>>
let served: string
let temp: string
let requests: string[] = []
const contexts: string[] = []

const everywhere = 'x86_64-linux-gnu aarch64-linux-gnu powerpc64le-linux-gnu'
const index = makeIndex({
  '1.10.12': 'x86_64-linux-gnu aarch64-linux-gnu',
  '1.11.9': everywhere,
  '1.12.6': everywhere,
  '1.12.7': 'x86_64-linux-gnu aarch64-linux-gnu'
})

beforeAll(async () => {
  served = mkdtempSync(join(tmpdir(), 'mirror-'))
  mkdirSync(join(served, 'bin'))
  writeFileSync(join(served, 'bin/versions.json'), JSON.stringify(index))
  mirror = await serveFolder({ port: 0, folder: served, log: ({ path }) => requests.push(path) })
})

afterAll(async () => {
  await mirror.close()
  rmSync(served, { recursive: true })
})

/** The tool cache prints what it downloads. */
const write = process.stdout.write.bind(process.stdout)

beforeEach(() => {
  process.stdout.write = () => true
  temp = mkdtempSync(join(tmpdir(), 'plan-'))
  requests = []
})

afterEach(() => {
  process.stdout.write = write
  for (const folder of [temp, ...contexts.splice(0)]) rmSync(folder, { recursive: true })
})

/** Writes a context and plans a run in it. */
function plan(files: Readonly<Record<string, string>>, overrides: Partial<Inputs> = {}) {
  const context = makeFolder(files)
  contexts.push(context)
  const { deps, logged } = makeDeps({ env: { RUNNER_TEMP: temp } })
  const inputs = makeInputs({ context, juliaMirror: mirror.url, ...overrides })
  return {
    context,
    logged,
    made: surveyRun({ ...inputs, context: join(context, overrides.context ?? '') }, deps).then(survey =>
      makePlan(survey, deps)
    )
  }
}

const inBrief = ({ version, projects, recipes, platforms }: Plan) => ({
  version,
  projects: projects.map(({ folder }) => folder),
  recipes: recipes.map(({ packages }) => packages.map(({ name }) => name)),
  platforms: platforms.map(({ platform, distribution, target }) => [
    platform.name,
    distribution,
    target.passes
  ])
})

const tarball = (version: string, triplet: string) => ({
  version,
  triplet,
  url: `${mirror.url}/bin/linux/julia-${version}-${triplet}.tar.gz`,
  sha256
})

describe('makePlan', () => {
  it('finds out all that a run will do, with nothing but the index downloaded', async () => {
    const { context, made, logged } = plan(appFiles)
    const found = await made
    expect(found.context).toBe(context)
    expect(inBrief(found)).toEqual({
      version: { kind: 'release', version: '1.12.7' },
      projects: ['.'],
      recipes: [['Words']],
      platforms: [
        [
          'linux/amd64',
          tarball('1.12.7', 'x86_64-linux-gnu'),
          ['generic;sandybridge,-xsaveopt,clone_all;haswell,-rdrnd,base(1)']
        ],
        [
          'linux/arm64',
          tarball('1.12.7', 'aarch64-linux-gnu'),
          ['generic;cortex-a57;thunderx2t99;carmel,clone_all;apple-m1,base(3)']
        ]
      ]
    })
    expect(requests).toEqual(['/bin/versions.json'])
    expect(readdirSync(temp)).toEqual([])
    expect(logged).toEqual([
      expect.stringMatching(/^info: linux\/amd64: Left out of the official list .*"x86-64-v4/),
      expect.stringMatching(/^info: linux\/arm64: Left out of the official list .*"neoverse-512tvb/)
    ])
  })

  it('plans several projects, with one recipe for those that differ in nothing', async () => {
    const files = {
      ...inFolder('app', appFiles),
      ...inFolder('one', scriptFiles),
      ...inFolder('two', scriptFiles)
    }
    const { made } = plan(files, { projects: ['app', 'one', './two/'] })
    expect(inBrief(await made)).toMatchObject({ projects: ['app', 'one', 'two'], recipes: [['Words']] })
  })

  it.each([
    { description: 'the version that the manifest records', juliaVersion: 'manifest', version: '1.12.7' },
    { description: 'an exact version', juliaVersion: '1.11.9', version: '1.11.9' },
    { description: "the oldest that the project's compat takes", juliaVersion: 'min', version: '1.10.12' }
  ])('takes $description', async ({ juliaVersion, version }) => {
    const { made } = plan(appFiles, { juliaVersion })
    expect((await made).version).toEqual({ kind: 'release', version })
  })

  it('warns where the manifest was resolved with another Julia, and of CPU targets that tie the image down', async () => {
    const { made, logged } = plan(appFiles, {
      juliaVersion: '1.11.9',
      cpuTarget: 'haswell',
      platforms: [parsePlatform('linux/amd64')]
    })
    await made
    expect(logged).toEqual([
      expect.stringMatching(/^warning: linux\/amd64: cpu-target: "haswell" has no generic/),
      expect.stringMatching(/^warning: .*Manifest\.toml.*1\.12/)
    ])
  })

  it('takes a path package beside the project, as long as both are in the context', async () => {
    const { 'Manifest.toml': manifest = '', ...app } = appFiles
    const files = {
      ...inFolder('app', { ...app, 'Manifest.toml': manifest.replace('lib/Local', '../Local') }),
      'Local/Project.toml': appFiles['lib/Local/Project.toml'] ?? '',
      'Local/src/Local.jl': 'module Local end'
    }
    const { made } = plan(files, { projects: ['app'] })
    expect(inBrief(await made)).toMatchObject({ projects: ['app'], recipes: [['Words']] })
  })
})

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const local = `[[deps.Local]]\npath = "../Local"\nuuid = "${uuidOf(2)}"\n`
const userOf = (uuid: string) => `[deps]\nLocal = "${uuid}"\n`

describe('makePlan refuses with one message, before any download but the index,', () => {
  it.each([
    {
      description: 'a project outside the context',
      files: { ...inFolder('app', scriptFiles), 'context/file': '' },
      inputs: { context: 'context', projects: ['../app'] },
      message: (root: string) =>
        `project: ../app is at ${root}/app, outside the build context ${root}/context. Set the input context to a folder that holds both, and name the project inside it.`
    },
    {
      description: 'a path package outside the context',
      files: {
        'app/Project.toml': userOf(uuidOf(2)),
        'app/Manifest.toml': makeManifest(local),
        'Local/Project.toml': `name = "Local"\nuuid = "${uuidOf(2)}"\n`,
        'Local/src/Local.jl': 'module Local end'
      },
      inputs: { context: 'app' },
      message: (root: string) =>
        `project: the path package Local is at ${root}/Local, outside the build context ${root}/app. Set the input context to a folder that holds both, and name the project inside it.`
    },
    {
      description: 'a manifest outside the context',
      files: {
        'Project.toml': '[workspace]\nprojects = ["app"]\n',
        'Manifest.toml': scriptFiles['Manifest.toml'] ?? '',
        'app/Project.toml': scriptFiles['Project.toml'] ?? ''
      },
      inputs: { context: 'app' },
      message: (root: string) =>
        `project: a file of the environment is at ${root}/Project.toml, outside the build context ${root}/app. Set the input context to a folder that holds both, and name the project inside it.`
    },
    {
      description: 'a folder without a project',
      files: { 'src/App.jl': '' },
      inputs: {},
      message: (root: string) =>
        `project: ${root} has no Project.toml. Name a folder that holds a Project.toml (or JuliaProject.toml), relative to the workspace.`
    },
    {
      description: 'a second folder without a project',
      files: inFolder('app', scriptFiles),
      inputs: { projects: ['app', 'nowhere'] },
      message: (root: string) =>
        `project: ${root}/nowhere has no Project.toml. Name a folder that holds a Project.toml (or JuliaProject.toml), relative to the workspace.`
    },
    {
      description: 'a project without a manifest',
      files: { 'Project.toml': scriptFiles['Project.toml'] ?? '' },
      inputs: {},
      message: (root: string) =>
        `project: ${root} has no manifest (Manifest.toml or JuliaManifest.toml), so the versions of its packages are not known. Run \`julia --project -e "using Pkg; Pkg.instantiate()"\` there and commit the Manifest.toml that it writes.`
    },
    {
      description: 'a Project.toml that is not TOML, with its line,',
      files: { ...scriptFiles, 'Project.toml': 'name = "App"\n[deps\n' },
      inputs: {},
      message: (root: string) => `${root}/Project.toml:2:6: this is not TOML: `
    },
    {
      description: 'a Manifest.toml that is not TOML, with its line,',
      files: { ...scriptFiles, 'Manifest.toml': 'julia_version = "1.12.7"\n\n[[deps.Words]\n' },
      inputs: {},
      message: (root: string) => `${root}/Manifest.toml:3:14: this is not TOML: `
    },
    {
      description: 'a project and a manifest that disagree',
      files: { ...scriptFiles, 'Project.toml': `[deps]\nPoems = "${uuidOf(3)}"\n` },
      inputs: {},
      message: (root: string) =>
        `project: ${root}/Project.toml and ${root}/Manifest.toml disagree:\n- \`Poems\` is in [deps], but not in the manifest\nRun \`julia --project -e "using Pkg; Pkg.resolve()"\` in that project and commit the manifest.`
    },
    {
      description: 'a version that was never published',
      files: scriptFiles,
      inputs: { juliaVersion: '1.12.8' },
      message: () =>
        'julia-version: "1.12.8" is not a published version of Julia. Nearest published: 1.12.6, 1.12.7.'
    },
    {
      description: 'a version that was not built for a platform',
      files: scriptFiles,
      inputs: { platforms: ['linux/amd64', 'linux/ppc64le'].map(parsePlatform) },
      message: () =>
        'Julia 1.12.7 was not built for linux/ppc64le (powerpc64le-linux-gnu). Julia 1.12.7 exists for: linux/amd64, linux/arm64. Nearest versions for linux/ppc64le: 1.11.9, 1.12.6. Set julia-version to one of these, or take linux/ppc64le out of platforms.'
    },
    {
      description: 'CPUs that this Julia does not know',
      files: scriptFiles,
      inputs: { cpuTarget: 'x86-64-v3' },
      message: () => 'cpu-target: Julia 1.12.7 knows no CPU called x86-64-v3 (linux/amd64).'
    }
  ])('$description', async ({ files, inputs, message }) => {
    const { context, made, logged } = plan(files, inputs)
    await expect(made).rejects.toThrow(UserError)
    await expect(made).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^${escapeRegExp(message(context))}`))
    })
    expect(requests.filter(path => path !== '/bin/versions.json')).toEqual([])
    expect(logged.filter(line => line.startsWith('error'))).toEqual([])
    expect(readdirSync(temp)).toEqual([])
  })
})
