import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { parseProject, type Project } from './project.ts'
import { hasWorkspaces } from './read-by.ts'
import { atLeast, parseVersion } from './version.ts'

/** Whether a path is a file. */
export const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false
  )

/** The first of some names that is a file in a folder. */
export async function firstFile(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = join(folder, name)
    if (await isFile(path)) return path
  }
  return undefined
}

/** Reads a folder's project; `undefined` where the folder has none. JuliaProject.toml goes before Project.toml. */
export async function readProject(folder: string): Promise<Project | undefined> {
  const file = await firstFile(folder, ['JuliaProject.toml', 'Project.toml'])
  return file === undefined ? undefined : parseProject(await readFile(file, 'utf8'), file)
}

/** Names under which a Julia version looks for a manifest, first one first (FACTS §3). */
export function manifestNames(juliaVersion: string): readonly string[] {
  const plain = ['JuliaManifest.toml', 'Manifest.toml']
  const version = parseVersion(juliaVersion)
  if (version === undefined || !atLeast(juliaVersion, 1, 10, 8)) return plain
  const suffix = `-v${version[0]}.${version[1]}.toml`
  return [`JuliaManifest${suffix}`, `Manifest${suffix}`, ...plain]
}

/**
 * The manifest that Julia reads for a project: the one of the workspace around it (1.12 and later), the one
 * that its `manifest` field names, or one beside it (`project_file_manifest_path` in Julia's `base/loading.jl`).
 *
 * @param outer the projects of the workspaces around it, inside out
 */
export async function findManifest(
  project: Project,
  outer: readonly Project[],
  juliaVersion: string
): Promise<string | undefined> {
  const [parent, ...rest] = outer
  const shared = parent && (await findManifest(parent, rest, juliaVersion))
  if (shared !== undefined) return shared
  const folder = dirname(project.file)
  const named = project.manifest === undefined ? undefined : resolve(folder, project.manifest)
  if (named !== undefined && (await isFile(named))) return named
  return firstFile(folder, manifestNames(juliaVersion))
}

/**
 * The projects of the workspaces around a project, inside out. Julia 1.12.0 and 1.12.1 look only one folder up, and
 * for the plain name of the project's folder; 1.12.2 and later look further up, and for any path to it
 * (`base_project` in Julia's `base/loading.jl`, https://github.com/JuliaLang/julia/pull/59849).
 */
export async function findWorkspaces(project: Project, juliaVersion: string): Promise<readonly Project[]> {
  if (!hasWorkspaces(juliaVersion)) return []
  const nested = atLeast(juliaVersion, 1, 12, 2)
  const member = dirname(project.file)
  for (const folder of foldersAbove(member).slice(0, nested ? undefined : 1)) {
    const outer = await readWorkspace(folder)
    if (outer === undefined) continue
    const has = nested ? await holds(outer, member) : outer.workspace.includes(basename(member))
    if (has) return [outer, ...(await findWorkspaces(outer, juliaVersion))]
  }
  return []
}

/** Whether a workspace names a folder, on whatever way. */
async function holds({ file, workspace }: Project, member: string): Promise<boolean> {
  const real = async (path: string): Promise<string> => realpath(path).catch(() => path)
  const members = await Promise.all(workspace.map(async path => real(resolve(dirname(file), path))))
  return members.includes(await real(member))
}

/** A project above that cannot be read is none of this project's business, as long as it names no workspace. */
async function readWorkspace(folder: string): Promise<Project | undefined> {
  const file = await firstFile(folder, ['JuliaProject.toml', 'Project.toml'])
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8')
  return /workspace/.test(text) ? parseProject(text, file) : undefined
}

function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [] : [parent, ...foldersAbove(parent)]
}
