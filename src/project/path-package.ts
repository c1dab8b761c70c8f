import { dirname, resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { hashContent } from './content.ts'
import { reachable } from './graph.ts'
import { isFile, readProject } from './locate.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'
import type { Project } from './project.ts'

/** A package that the manifest tracks by path. */
export type PathPackage = Readonly<{
  uuid: string
  /** Absolute. */
  folder: string
  project: Project
  /** SHA-256 of what Julia loads of it. */
  content: string
}>

/**
 * Reads the path packages that a project can load, by UUID.
 *
 * @throws {@link UserError} for one that is not there
 */
export async function readPathPackages(
  project: Project,
  manifest: Manifest
): Promise<Readonly<Record<string, PathPackage>>> {
  const entries = reachable(manifest, Object.values(project.deps))
  const packages = await Promise.all(
    entries.map(async entry =>
      entry.path === undefined ? [] : [await readPathPackage(entry, entry.path, manifest.file)]
    )
  )
  return Object.fromEntries(packages.flat().map(found => [found.uuid, found]))
}

async function readPathPackage(
  { name, uuid }: ManifestEntry,
  path: string,
  manifestFile: string
): Promise<PathPackage> {
  const folder = resolve(dirname(manifestFile), path)
  const project = (await isFile(folder)) ? undefined : await readProject(folder)
  if (project !== undefined) return { uuid, folder, project, content: await hashContent(folder, project) }
  throw new UserError(
    `${manifestFile}: \`${name}\` has the path "${path}", but ${folder} has no Project.toml. ` +
      `Add that package to the repository (paths are relative to the manifest), or run \`Pkg.rm("${name}")\` or \`Pkg.free("${name}")\`, and commit the manifest.`
  )
}
