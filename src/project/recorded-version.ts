import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { findManifest, findWorkspaces, firstFile } from './locate.ts'
import { parseManifest } from './manifest.ts'
import type { Project } from './project.ts'
import { compareVersions, parseVersion, type Version } from './version.ts'

/**
 * The Julia version that a project's manifest records, by the rules of that very version.
 *
 * @returns `undefined` without a manifest, or when it does not say
 */
export async function recordedVersion(project: Project): Promise<string | undefined> {
  const outer = (await findWorkspaces(project, 'nightly')).at(-1)
  const shared = outer && (await recordedBeside(outer))
  // A Julia that does not see the workspace from here shows that it is not in use.
  if (shared !== undefined && (await findWorkspaces(project, shared)).length > 0) return shared
  return recordedBeside(project)
}

async function recordedBeside(project: Project): Promise<string | undefined> {
  const plain = await recorded(await findManifest(project, [], ''))
  const asked = plain ?? (await newestVersioned(dirname(project.file)))
  if (asked === undefined) return undefined
  return (await recorded(await findManifest(project, [], asked))) ?? plain
}

async function recorded(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : parseManifest(await readFile(file, 'utf8'), file).juliaVersion
}

/** What the newest `Manifest-vM.m.toml` of a folder records. */
async function newestVersioned(folder: string): Promise<string | undefined> {
  const versions = (await readdir(folder)).flatMap((name): Version[] => {
    const text = /^(?:Julia)?Manifest-v(\d+\.\d+)\.toml$/.exec(name)?.[1]
    const version = text === undefined ? undefined : parseVersion(text)
    return version === undefined ? [] : [version]
  })
  const [major, minor] = versions.sort(compareVersions).at(-1) ?? []
  if (major === undefined || minor === undefined) return undefined
  const suffix = `-v${major}.${minor}.toml`
  return recorded(await firstFile(folder, [`JuliaManifest${suffix}`, `Manifest${suffix}`]))
}
