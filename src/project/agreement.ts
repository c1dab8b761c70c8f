import { UserError } from '../errors.ts'
import { isCompatible, parseCompat } from './compat.ts'
import type { PathPackage } from './path-package.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'
import type { Project } from './project.ts'
import { isResolveHash } from './resolve-hash.ts'
import type { TomlPath } from './toml-line.ts'
import { atLeast, parseVersion } from './version.ts'

type Checked = Readonly<{
  project: Project
  manifest: Manifest
  pathPackages: Readonly<Record<string, PathPackage>>
}>

/**
 * Refuses a manifest that was not resolved for its project.
 *
 * @throws {@link UserError} that lists every disagreement
 */
export function checkAgreement(checked: Checked): void {
  const { project, manifest } = checked
  const disagreements = findDisagreements(checked)
  if (disagreements.length === 0) return
  throw new UserError(
    `project: ${project.file} and ${manifest.file} disagree:\n` +
      disagreements.map(text => `- ${text}\n`).join('') +
      'Run `julia --project -e "using Pkg; Pkg.resolve()"` in that project and commit the manifest.',
    { file: manifest.file, line: 1 }
  )
}

/** What a manifest lacks or has otherwise than its project and its path packages say. */
export function findDisagreements({ project, manifest, pathPackages }: Checked): readonly string[] {
  const byUuid = new Map(manifest.entries.map(entry => [entry.uuid, entry]))
  const direct = Object.entries(project.deps).flatMap(([name, uuid]) => {
    const entry = byUuid.get(uuid)
    if (entry?.name !== name) return [missing(name, uuid, manifest)]
    return [...outsideCompat(project, entry), ...otherSource(project, entry)]
  })
  const inner = Object.values(pathPackages).flatMap(found => {
    const entry = byUuid.get(found.uuid)
    return entry === undefined ? [] : otherPackage(found, entry)
  })
  return [...direct, ...inner]
}

function missing(name: string, uuid: string, { entries }: Manifest): string {
  const renamed = entries.find(entry => entry.uuid === uuid)?.name
  if (renamed !== undefined)
    return `\`${name}\` with the UUID ${uuid} is called \`${renamed}\` in the manifest`
  const others = entries.filter(entry => entry.name === name).map(entry => entry.uuid)
  if (others.length === 0) return `\`${name}\` is in [deps], but not in the manifest`
  return `\`${name}\` has the UUID ${uuid} in [deps], but ${others.join(' and ')} in the manifest`
}

/** Standard libraries are left out: their version is that of the Julia which runs, whatever was resolved. */
function outsideCompat(
  { compat }: Project,
  { name, version, treeHash, path }: ManifestEntry
): readonly string[] {
  const spec = compat[name]
  if (spec === undefined || version === undefined || (treeHash ?? path) === undefined) return []
  if (isCompatible(version, parseCompat(spec) ?? [])) return []
  return [`\`${name}\` is ${version} in the manifest, but [compat] allows "${spec}"`]
}

function otherSource({ sources }: Project, entry: ManifestEntry): readonly string[] {
  const source = sources[entry.name]
  if (source === undefined) return []
  if (source.path !== undefined && entry.path === undefined && entry.repoUrl === undefined) {
    return [`\`${entry.name}\` has a path in [sources], but not in the manifest`]
  }
  if (source.url !== undefined && entry.repoUrl === undefined) {
    return [`\`${entry.name}\` has a url in [sources], but no repo-url in the manifest`]
  }
  return []
}

function otherPackage({ project, folder }: PathPackage, entry: ManifestEntry): readonly string[] {
  const { name, uuid } = project
  if (name !== entry.name || uuid !== entry.uuid) {
    const [found, wanted] = [`${name ?? '(no name)'}=${uuid ?? '(no uuid)'}`, `${entry.name}=${entry.uuid}`]
    return [`the package in ${folder} is ${found}, but the manifest has ${wanted} at that path`]
  }
  return Object.entries(project.deps)
    .filter(([dependency, id]) => entry.deps[dependency] !== id)
    .map(
      ([dependency]) =>
        `\`${dependency}\` is in [deps] of ${project.file}, but the manifest's \`${name}\` lacks it`
    )
}

/**
 * Refuses a manifest that the chosen Julia cannot read: those before 1.6.2 know format 1.0 only.
 *
 * @throws {@link UserError}
 */
export function checkFormat({ file, format }: Manifest, juliaVersion: string): void {
  if (format === '1.0' || atLeast(juliaVersion, 1, 6, 2)) return
  throw new UserError(
    `${file}: Julia ${juliaVersion} reads manifests of format 1.0 only, but this one has format ${format}. ` +
      'Choose a `julia-version` of 1.6.2 or later, or resolve the project with the Julia that is to run it.',
    { file, line: 1 }
  )
}

/** A warning, and where it belongs: the first of these keys that the file has. */
export type Warning = Readonly<{ message: string; title: string; file: string; keys: readonly TomlPath[] }>

/** A package's entry in a manifest of any format. */
export const entryKeys = (name: string): readonly TomlPath[] => [['deps', name], [name]]

type Warned = Readonly<{ project: Project; workspaces: readonly Project[]; manifest: Manifest }>

/** What Pkg warns about, and what it cannot do in a container. */
export function findWarnings(
  { project, workspaces, manifest }: Warned,
  juliaVersion: string
): readonly Warning[] {
  const warnings: Warning[] = manifest.warnings.map(message => ({
    message,
    title: 'Newer manifest format',
    file: manifest.file,
    keys: [['manifest_format']]
  }))
  const [running, resolved] = [parseVersion(juliaVersion), parseVersion(manifest.juliaVersion ?? '')]
  if (running && resolved && (running[0] !== resolved[0] || running[1] !== resolved[1])) {
    warnings.push({
      message: `${manifest.file} was resolved with Julia ${manifest.juliaVersion ?? ''}, but ${juliaVersion} is to run it. Unexpected behaviour may occur.`,
      title: 'Manifest of another Julia',
      file: manifest.file,
      keys: [['julia_version']]
    })
  }
  const julia = project.compat['julia']
  if (julia !== undefined && running && !isCompatible(juliaVersion, parseCompat(julia) ?? [])) {
    warnings.push({
      message: `${project.file}: [compat] allows julia = "${julia}", but ${juliaVersion} is to run it.`,
      title: 'Julia outside [compat]',
      file: project.file,
      keys: [['compat', 'julia']]
    })
  }
  const shared = workspaces.length > 0 || project.workspace.length > 0
  if (!shared && manifest.projectHash !== undefined && !isResolveHash(manifest.projectHash, project)) {
    warnings.push({
      message: `The dependencies or compat entries of ${project.file} have changed since ${manifest.file} was resolved. Run \`Pkg.resolve()\`, or \`Pkg.update()\` if needed.`,
      title: 'Manifest older than its project',
      file: manifest.file,
      keys: [['project_hash']]
    })
  }
  for (const { name, repoUrl } of manifest.entries) {
    if (repoUrl === undefined || /^[a-z][a-z0-9+.-]*:|^[^/]+@[^/]+:/i.test(repoUrl)) continue
    warnings.push({
      message: `${manifest.file}: \`${name}\` comes from the local repository ${repoUrl}, which a build cannot reach.`,
      title: 'Package out of reach',
      file: manifest.file,
      keys: entryKeys(name)
    })
  }
  return warnings
}
