import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { checkAgreement, checkFormat, findWarnings, type Warning } from './agreement.ts'
import { findManifest, findWorkspaces, firstFile, manifestNames, readProject } from './locate.ts'
import { parseManifest, type Manifest } from './manifest.ts'
import { readPathPackages, type PathPackage } from './path-package.ts'
import { honouredPreferences, type PreferenceLayer } from './preferences.ts'
import type { Project } from './project.ts'
import { hasPreferences, readBy } from './read-by.ts'
import { recordedVersion } from './recorded-version.ts'
import { parseToml, type TomlTable } from './toml.ts'

/** A project, the manifest that Julia really reads for it, and the preferences that count in it. */
export type Environment = Readonly<{
  /** Absolute. */
  folder: string
  project: Project
  /** Projects of the workspaces around it, inside out. */
  workspaces: readonly Project[]
  /** `undefined` where there is none; {@link requireManifest} says so to the user. */
  manifest: Manifest | undefined
  /** Honoured preferences by UUID. */
  preferences: Readonly<Record<string, TomlTable>>
  /** The path packages that the project can load, by UUID. */
  pathPackages: Readonly<Record<string, PathPackage>>
  /** All files that make up the environment: projects, manifest, preferences; absolute. */
  files: readonly string[]
  /** What Pkg would warn about. */
  warnings: readonly Warning[]
}>

/** A manifest that is not (yet) in the checkout: the path that it would have, absolute, and its text. */
export type ResolvedManifest = Readonly<{ file: string; text: string }>

/** An environment that has a manifest. */
export type ResolvedEnvironment = Environment & Readonly<{ manifest: Manifest }>

/**
 * Reads the environment of a project folder.
 *
 * @param juliaVersion decides which files count (FACTS §3); without it, the version that the manifest
 *   records, and without that the newest rules
 * @param resolved stands in for a manifest where there is none
 * @throws {@link UserError} for a folder without a project, a file that cannot be read, a project and a
 *   manifest that disagree, a path package that is not there
 */
export async function readEnvironment(
  folder: string,
  options: Readonly<{ juliaVersion?: string; resolved?: ResolvedManifest }> = {}
): Promise<Environment> {
  const found = await requireProject(folder)
  const julia = options.juliaVersion ?? (await recordedVersion(found)) ?? 'nightly'
  const project = readBy(julia, found)
  const workspaces = await findWorkspaces(project, julia)
  const layers = await Promise.all([project, ...workspaces].map(async layer => readPreferences(layer, julia)))
  const { resolved } = options
  const manifestFile = resolved ? undefined : await findManifest(project, workspaces, julia)
  const manifest = resolved
    ? parseManifest(resolved.text, resolved.file)
    : manifestFile && parseManifest(await readFile(manifestFile, 'utf8'), manifestFile)
  const base = {
    folder: resolve(folder),
    project,
    workspaces,
    preferences: honouredPreferences(layers),
    files: [
      project.file,
      ...workspaces.map(({ file }) => file),
      manifestFile,
      ...layers.map(l => l.localFile)
    ].filter(file => file !== undefined)
  }
  if (!manifest) return { ...base, manifest: undefined, pathPackages: {}, warnings: [] }
  checkFormat(manifest, julia)
  checkAgreement({ project, manifest, pathPackages: {} })
  const pathPackages = await readPathPackages(project, manifest)
  checkAgreement({ project, manifest, pathPackages })
  return { ...base, manifest, pathPackages, warnings: findWarnings({ project, workspaces, manifest }, julia) }
}

/**
 * An environment that is known to have a manifest.
 *
 * @throws {@link UserError} where it has none
 */
export function requireManifest(environment: Environment): ResolvedEnvironment {
  const { folder, manifest } = environment
  if (manifest !== undefined) return { ...environment, manifest }
  throw new UserError(
    `project: ${folder} has no manifest (${manifestNames('').toReversed().join(' or ')}), so the versions of its packages are not known. ` +
      'Run `julia --project -e "using Pkg; Pkg.instantiate()"` there and commit the Manifest.toml that it writes.'
  )
}

/**
 * The Julia version that a project's manifest records, before any Julia version is chosen: that of the plain
 * manifest (or of the newest `Manifest-vM.m.toml` where there is no plain one) as the Julia that it names
 * would read it.
 *
 * @returns such as `1.12.5`; `undefined` without a manifest, or when it does not say (format 1.0)
 * @throws {@link UserError} for a folder without a project or a file that cannot be read
 */
export async function manifestJuliaVersion(folder: string): Promise<string | undefined> {
  return recordedVersion(await requireProject(folder))
}

async function requireProject(folder: string): Promise<Project> {
  const project = await readProject(resolve(folder))
  if (project !== undefined) return project
  throw new UserError(
    `project: ${resolve(folder)} has no Project.toml. Name a folder that holds a Project.toml (or JuliaProject.toml), relative to the workspace.`
  )
}

async function readPreferences(project: Project, juliaVersion: string): Promise<PreferenceLayer> {
  const names = hasPreferences(juliaVersion) ? ['JuliaLocalPreferences.toml', 'LocalPreferences.toml'] : []
  const localFile = await firstFile(dirname(project.file), names)
  if (localFile === undefined) return { project, local: {} }
  return { project, local: parseToml(await readFile(localFile, 'utf8'), localFile), localFile }
}
