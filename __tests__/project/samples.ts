import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ResolvedEnvironment } from '../../src/project/environment.ts'
import { parseManifest, type ManifestEntry } from '../../src/project/manifest.ts'
import type { PathPackage } from '../../src/project/path-package.ts'
import { parseProject } from '../../src/project/project.ts'

/** Text of a fixture, such as `v1.0/Manifest.toml`. */
export const fixture = (name: string): string => readFileSync(fixturePath(name), 'utf8')

/** Path of a fixture. */
export const fixturePath = (name: string): string => new URL(`fixtures/${name}`, import.meta.url).pathname

/** Writes files into a new temporary folder and returns its path. */
export function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'julia-bake-project-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** The UUID of a package that is called by a number. */
export const uuidOf = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A standard library whose name and UUID come from a number. */
export const makeStdlib = (number: number): ManifestEntry => ({
  name: `P${number}`,
  uuid: uuidOf(number),
  pinned: false,
  deps: {},
  weakdeps: {},
  extensions: {},
  registries: []
})

/** A registry package whose name, UUID and tree come from a number. */
export const makeEntry = (number: number, overrides: Partial<ManifestEntry> = {}): ManifestEntry => ({
  ...makeStdlib(number),
  version: '1.0.0',
  treeHash: String(number).padStart(40, '0'),
  ...overrides
})

/** A path package whose name, UUID and path come from a number. */
export const makePathEntry = (number: number, deps: Readonly<Record<string, string>>): ManifestEntry => ({
  ...makeStdlib(number),
  version: '1.0.0',
  path: `P${number}`,
  deps
})

/** What was read of the path package that is called by a number. */
export const makePathPackage = (number: number, content: string): Readonly<Record<string, PathPackage>> => ({
  [uuidOf(number)]: {
    uuid: uuidOf(number),
    folder: `/app/P${number}`,
    project: parseProject('', `/app/P${number}/Project.toml`),
    content
  }
})

/** Dependencies on packages that are called by numbers. */
export const on = (...numbers: readonly number[]): Readonly<Record<string, string>> =>
  Object.fromEntries(numbers.map(number => [`P${number}`, uuidOf(number)]))

/** An environment that depends directly on some packages. */
export const makeEnvironment = (
  entries: readonly ManifestEntry[],
  deps: Readonly<Record<string, string>>,
  overrides: Partial<ResolvedEnvironment> = {}
): ResolvedEnvironment => ({
  folder: '/app',
  project: { ...parseProject('', '/app/Project.toml'), deps },
  workspaces: [],
  manifest: { ...parseManifest('', '/app/Manifest.toml'), entries },
  preferences: {},
  pathPackages: {},
  files: [],
  warnings: [],
  ...overrides
})
