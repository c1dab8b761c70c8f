import { describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { manifestJuliaVersion, readEnvironment, requireManifest } from '../../src/project/environment.ts'
import { hashTree } from '../../src/project/hash-tree.ts'
import { fixture, fixturePath, makeFolder } from './samples.ts'

const [example, json] = ['7876af07-990d-54b4-ab0e-23690620f79a', '682c06a0-de6a-54ab-a142-c8b1cf79cde6']
const local = '69de0a69-1ddd-5017-9359-2bf0b02dc9f0'
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')
const project = `[deps]\nExample = "${example}"\n`
const tree = 'git-tree-sha1 = "46e44e869b4d90b96bd8ed1fdcf32244fddfb6cc"'
const manifest = (julia: string): string =>
  `julia_version = "${julia}"\nmanifest_format = "2.0"\n[[deps.Example]]\n${tree}\nuuid = "${example}"\nversion = "0.5.3"\n`

describe('the manifest that Julia really reads', () => {
  const both = {
    'Project.toml': project,
    'Manifest.toml': manifest('1.9.4'),
    'JuliaManifest.toml': manifest('1.9.3'),
    'Manifest-v1.10.toml': manifest('1.10.8'),
    'Manifest-v1.12.toml': manifest('1.12.1'),
    'JuliaManifest-v1.12.toml': manifest('1.12.2')
  }
  const workspace = {
    'Project.toml': '[workspace]\nprojects = ["app"]',
    'Manifest.toml': manifest('1.12.5'),
    'app/Project.toml': project,
    'app/Manifest.toml': manifest('1.10.8')
  }
  const table = [
    {
      description: '1.10.7 knows no versioned ones',
      files: both,
      julia: '1.10.7',
      read: 'JuliaManifest.toml'
    },
    {
      description: '1.10.8 takes its versioned one',
      files: both,
      julia: '1.10.8',
      read: 'Manifest-v1.10.toml'
    },
    {
      description: 'so does the first release candidate of 1.11',
      files: { ...both, 'Manifest-v1.11.toml': manifest('1.11.0') },
      julia: '1.11.0-rc1',
      read: 'Manifest-v1.11.toml'
    },
    { description: '1.11 has none of its own', files: both, julia: '1.11.0', read: 'JuliaManifest.toml' },
    { description: '1.12 prefers Julia…', files: both, julia: '1.12.0', read: 'JuliaManifest-v1.12.toml' },
    {
      description: 'a pre-release counts',
      files: both,
      julia: '1.12.0-rc1',
      read: 'JuliaManifest-v1.12.toml'
    },
    {
      description: 'a field names it',
      files: {
        ...both,
        'Project.toml': `manifest = "sub/M.toml"\n${project}`,
        'sub/M.toml': manifest('1.12.5')
      },
      julia: '1.12.0',
      read: 'sub/M.toml'
    },
    {
      description: 'a field that names nothing is passed over',
      files: { ...both, 'Project.toml': `manifest = "sub/M.toml"\n${project}` },
      julia: '1.9.0',
      read: 'JuliaManifest.toml'
    },
    {
      description: '1.11 knows no workspaces',
      files: workspace,
      folder: 'app',
      julia: '1.11.5',
      read: 'app/Manifest.toml'
    },
    {
      description: '1.12 reads the workspace’s',
      files: workspace,
      folder: 'app',
      julia: '1.12.5',
      read: 'Manifest.toml'
    }
  ]
  test.each(table)('$description: $read for Julia $julia', async ({ files, folder = '.', julia, read }) => {
    const root = makeFolder(files)
    const environment = await readEnvironment(join(root, folder), { juliaVersion: julia })
    expect(environment.manifest?.file).toBe(join(root, read))
  })

  test('JuliaProject.toml goes before Project.toml', async () => {
    const root = makeFolder({ ...both, 'JuliaProject.toml': 'name = "Other"' })
    expect((await readEnvironment(root, { juliaVersion: '1.9.0' })).project.file).toBe(
      join(root, 'JuliaProject.toml')
    )
  })
})

describe('the Julia version that a manifest records', () => {
  const table = [
    {
      description: 'is that of the plain manifest',
      files: { 'Manifest.toml': manifest('1.11.5') },
      expected: '1.11.5'
    },
    {
      description: 'is that of the versioned manifest which this version would read',
      files: { 'Manifest.toml': manifest('1.11.5'), 'Manifest-v1.11.toml': manifest('1.11.7') },
      expected: '1.11.7'
    },
    {
      description: 'is the newest where all manifests are versioned',
      files: { 'Manifest-v1.9.toml': manifest('1.9.4'), 'Manifest-v1.11.toml': manifest('1.11.7') },
      expected: '1.11.7'
    },
    {
      description: 'is not known in format 1.0',
      files: { 'Manifest.toml': fixture('v1.0/Manifest.toml') },
      expected: undefined
    },
    { description: 'is not known without a manifest', files: {}, expected: undefined }
  ]
  test.each(table)('$description', async ({ files, expected }) => {
    expect(await manifestJuliaVersion(makeFolder({ 'Project.toml': project, ...files }))).toBe(expected)
  })

  test('is that of the workspace around the project', async () => {
    const root = makeFolder({
      'Project.toml': '[workspace]\nprojects = ["app"]',
      'Manifest.toml': manifest('1.12.5'),
      'app/Project.toml': project
    })
    expect(await manifestJuliaVersion(join(root, 'app'))).toBe('1.12.5')
  })
})

describe('an environment', () => {
  const files = {
    'Project.toml': `[deps]\nLocal = "${local}"`,
    'LocalPreferences.toml': '[Local]\nloud = true\n[Example]\nloud = true',
    'env/Manifest.toml': '',
    'Manifest.toml': `[[Example]]\n${tree}\nuuid = "${example}"\n[[Local]]\ndeps = ["Example"]\npath = "lib/Local"\nuuid = "${local}"\n`,
    'lib/Local/Project.toml': `name = "Local"\nuuid = "${local}"\n${project}`,
    'lib/Local/src/Local.jl': 'module Local end'
  }
  const read = async (changes: Readonly<Record<string, string>>, juliaVersion = '1.5.3') =>
    readEnvironment(makeFolder({ ...files, ...changes }), { juliaVersion })

  test('holds the project, its manifest, the honoured preferences and the path packages', async () => {
    const root = makeFolder(files)
    const environment = await readEnvironment(root, { juliaVersion: '1.5.3' })
    expect({
      folder: environment.folder,
      manifest: environment.manifest?.entries.map(({ name }) => name),
      preferences: environment.preferences,
      paths: Object.values(environment.pathPackages).map(({ uuid, folder }) => ({ uuid, folder })),
      files: environment.files,
      warnings: environment.warnings
    }).toEqual({
      folder: root,
      manifest: ['Example', 'Local'],
      preferences: {},
      paths: [{ uuid: local, folder: join(root, 'lib/Local') }],
      files: [join(root, 'Project.toml'), join(root, 'Manifest.toml')],
      warnings: []
    })
  })

  test.each([
    { julia: '1.5.3', format: '1.0', preferences: {}, packages: ['Example'] },
    { julia: '1.6.7', format: '1.0', preferences: { [example]: { loud: true } }, packages: ['Example'] },
    { julia: '1.8.5', format: '2.0', preferences: { [example]: { loud: true } }, packages: ['Example'] },
    { julia: '1.9.4', format: '2.0', preferences: { [example]: { loud: true } }, packages: [] }
  ])(
    'of Julia $julia treats what is in both [deps] and [weakdeps] as that version does',
    async ({ julia, format, preferences, packages }) => {
      const root = makeFolder({
        'Project.toml': `${project}[weakdeps]\nExample = "${example}"\n`,
        'Manifest.toml': format === '1.0' ? `[[Example]]\n${tree}\nuuid = "${example}"\n` : manifest(julia),
        'LocalPreferences.toml': '[Example]\nloud = true'
      })
      const environment = requireManifest(await readEnvironment(root, { juliaVersion: julia }))
      expect({
        preferences: environment.preferences,
        packages: hashTree(environment, { juliaVersion: julia }).nodes.map(({ name }) => name)
      }).toEqual({ preferences, packages })
    }
  )

  const contents = [
    { description: 'a source', changes: { 'lib/Local/src/Local.jl': 'module Local; end' }, changed: true },
    { description: 'a new source', changes: { 'lib/Local/src/more.jl': '' }, changed: true },
    { description: 'an extension', changes: { 'lib/Local/ext/Ext.jl': '' }, changed: true },
    { description: 'artifacts', changes: { 'lib/Local/Artifacts.toml': '' }, changed: true },
    { description: 'a test', changes: { 'lib/Local/test/runtests.jl': '' }, changed: false },
    { description: 'Git', changes: { 'lib/Local/src/.git/HEAD': '' }, changed: false }
  ]
  test.each(contents)(
    '$description changes the content of a path package: $changed',
    async ({ changes, changed }) => {
      const [before, after] = [await read({}), await read(changes)]
      expect(before.pathPackages[local]?.content !== after.pathPackages[local]?.content).toBe(changed)
    }
  )

  test('without a manifest is a value, and an error where one is needed', async () => {
    const root = makeFolder({ 'Project.toml': project })
    const environment = await readEnvironment(root)
    expect(environment.manifest).toBeUndefined()
    expect(() => requireManifest(environment)).toThrow(
      `project: ${root} has no manifest (Manifest.toml or JuliaManifest.toml), so the versions of its packages are not known. Run \`julia --project -e "using Pkg; Pkg.instantiate()"\` there and commit the Manifest.toml that it writes.`
    )
  })

  const wrong = [
    {
      description: 'a folder without project',
      changes: { 'Project.toml': undefined },
      message: 'has no Project.toml. Name a folder that holds a Project.toml'
    },
    {
      description: 'a direct dependency that the manifest lacks',
      changes: { 'Project.toml': `[deps]\nJSON = "${json}"` },
      message:
        'disagree:\n- `JSON` is in [deps], but not in the manifest\nRun `julia --project -e "using Pkg; Pkg.resolve()"`'
    },
    {
      description: 'a direct dependency with another UUID',
      changes: { 'Project.toml': `[deps]\nExample = "${json}"` },
      message: `- \`Example\` has the UUID ${json} in [deps], but ${example} in the manifest`
    },
    {
      description: 'a direct dependency with another name',
      changes: { 'Project.toml': `[deps]\nExemplar = "${example}"` },
      message: `- \`Exemplar\` with the UUID ${example} is called \`Example\` in the manifest`
    },
    {
      description: 'a version outside of [compat]',
      changes: {
        'Project.toml': `${project}[compat]\nExample = "0.6"`,
        'Manifest.toml': `[[Example]]\n${tree}\nuuid = "${example}"\nversion = "0.5.3"`
      },
      message: '- `Example` is 0.5.3 in the manifest, but [compat] allows "0.6"'
    },
    {
      description: 'a path in [sources] that the manifest does not know',
      changes: { 'Project.toml': `${project}[sources]\nExample = {path = "lib/Example"}` },
      julia: '1.11.0',
      message: '- `Example` has a path in [sources], but not in the manifest'
    },
    {
      description: 'a url in [sources] that the manifest does not know',
      changes: { 'Project.toml': `${project}[sources]\nExample = {url = "https://example.com/a.git"}` },
      julia: '1.11.0',
      message: '- `Example` has a url in [sources], but no repo-url in the manifest'
    },
    {
      description: 'a path package that is not there',
      changes: { 'lib/Local/Project.toml': undefined },
      message: '`Local` has the path "lib/Local", but'
    },
    {
      description: 'another package at the path',
      changes: { 'lib/Local/Project.toml': `name = "Loco"\nuuid = "${local}"` },
      message: `is Loco=${local}, but the manifest has Local=${local} at that path`
    },
    {
      description: 'a path package with a dependency that the manifest lacks',
      changes: { 'lib/Local/Project.toml': `name = "Local"\nuuid = "${local}"\n[deps]\nJSON = "${json}"` },
      message: "lib/Local/Project.toml, but the manifest's `Local` lacks it"
    },
    {
      description: 'a manifest that this Julia cannot read',
      changes: { 'Manifest.toml': manifest('1.10.8') },
      message: 'Julia 1.5.3 reads manifests of format 1.0 only, but this one has format 2.0'
    }
  ]
  test.each(wrong)('is refused for $description', async ({ changes, julia = '1.5.3', message }) => {
    const entries = Object.entries<string | undefined>({ ...files, ...changes })
    const kept = entries.filter((entry): entry is [string, string] => entry[1] !== undefined)
    const root = makeFolder(Object.fromEntries(kept))
    await expect(readEnvironment(root, { juliaVersion: julia })).rejects.toThrow(message)
  })

  const warned = [
    { description: 'nothing', folder: 'v2.0', julia: '1.10.9', warnings: [] },
    {
      description: 'another Julia',
      folder: 'v2.0',
      julia: '1.11.0',
      warnings: [/was resolved with Julia 1.10.8, but 1.11.0/]
    },
    {
      description: 'a newer format',
      folder: 'v3.0',
      julia: '1.14.0',
      warnings: [/manifest format 3.0 is newer/]
    }
  ]
  test.each(warned)('warns of $description', async ({ folder, julia, warnings }) => {
    const environment = await readEnvironment(fixturePath(folder), { juliaVersion: julia })
    expect(environment.warnings.map(({ message }) => message)).toEqual(
      warnings.map(warning => expect.stringMatching(warning) as unknown)
    )
  })

  test('knows no [sources] before Julia 1.11', async () => {
    const root = makeFolder({
      ...files,
      'Project.toml': `${project}[sources]\nExample = {path = "lib/Example"}`
    })
    expect((await readEnvironment(root, { juliaVersion: '1.10.10' })).warnings).toEqual([])
  })

  test.each([
    {
      description: 'Julia 1.8, for which it is a dependency',
      julia: '1.8.5',
      hash: sha1(`Example=${example}\n`)
    },
    { description: 'Julia 1.10, for which it is not', julia: '1.10.4', hash: sha1('') },
    {
      description: 'Julia 1.12',
      julia: '1.12.0',
      hash: sha1(`\nExample=${example}\n\nExample=*\n`)
    }
  ])('takes the project hash of a weak dependency from $description', async ({ julia, hash }) => {
    const root = makeFolder({
      'Project.toml': `${project}[weakdeps]\nExample = "${example}"\n`,
      'Manifest.toml': manifest(julia).replace('manifest_format', `project_hash = "${hash}"\nmanifest_format`)
    })
    expect((await readEnvironment(root, { juliaVersion: '1.12.0' })).warnings).toEqual(
      julia === '1.12.0'
        ? []
        : [expect.objectContaining({ message: expect.stringContaining(`was resolved with Julia ${julia}`) })]
    )
  })

  test('warns of a project that changed since its manifest was resolved', async () => {
    const root = makeFolder({
      'Project.toml': `${fixture('v2.1/Project.toml')}[compat]\nExample = "0.5"\njulia = "1.13"`,
      'Manifest.toml': fixture('v2.1/Manifest.toml')
    })
    const [projectFile, manifestFile] = [join(root, 'Project.toml'), join(root, 'Manifest.toml')]
    expect((await readEnvironment(root, { juliaVersion: '1.12.0' })).warnings).toEqual([
      {
        message: expect.stringContaining('was resolved with Julia 1.13.0'),
        title: 'Manifest of another Julia',
        file: manifestFile,
        keys: [['julia_version']]
      },
      {
        message: expect.stringContaining('[compat] allows julia = "1.13", but 1.12.0 is to run it'),
        title: 'Julia outside [compat]',
        file: projectFile,
        keys: [['compat', 'julia']]
      },
      {
        message: expect.stringContaining('have changed since'),
        title: 'Manifest older than its project',
        file: manifestFile,
        keys: [['project_hash']]
      }
    ])
  })
})
