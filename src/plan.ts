import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
import { annotationAt } from './annotation.ts'
import type { Deps } from './deps.ts'
import { UserError } from './errors.ts'
import type { Inputs } from './inputs.ts'
import {
  fetchReleases,
  findDistribution,
  parseCpuTarget,
  resolveTarget,
  resolveVersion,
  type CpuTarget,
  type Distribution,
  type Releases,
  type ResolvedVersion
} from './julia/index.ts'
import type { Platform } from './platform.ts'
import {
  hashTree,
  makeRecipes,
  manifestJuliaVersion,
  readEnvironment,
  requireManifest,
  type Environment,
  type HashTree,
  type ResolvedEnvironment,
  type ResolvedManifest,
  type SharedRecipe
} from './project/index.ts'

/** A project of the run: its environment, and where it will be in the image. */
export type PlannedProject = Readonly<{
  environment: ResolvedEnvironment
  tree: HashTree
  /** Folder inside the context, with `/`; `.` for the context itself. */
  folder: string
}>

/** One platform of the run. */
export type PlannedPlatform = Readonly<{
  platform: Platform
  distribution: Distribution
  target: CpuTarget
}>

/** A project as it is found: it may have no manifest yet. */
export type FoundProject = Readonly<{
  environment: Environment
  /** Folder inside the context, with `/`; `.` for the context itself. */
  folder: string
}>

/** What the inputs and the checkout say, before versions are resolved for projects without a manifest. */
export type Survey = Readonly<{
  /** Absolute folder of the build context. */
  context: string
  version: ResolvedVersion
  releases: Releases
  projects: readonly FoundProject[]
  platforms: readonly PlannedPlatform[]
}>

/** What a run will do: found out without changing anything. */
export type Plan = Omit<Survey, 'projects' | 'releases'> &
  Readonly<{
    projects: readonly PlannedProject[]
    recipes: readonly SharedRecipe[]
    /** Manifests that this run resolved itself, to be put into the image. */
    resolved: readonly ResolvedManifest[]
  }>

/** Path of `path` inside the context, with `/`; what lies outside cannot get into the image. */
function inContext(context: string, path: string, what: string): string {
  const inside = relative(context, path)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new UserError(
      `${what} is at ${path}, outside the build context ${context}. Set the input context to a folder that holds both, and name the project inside it.`
    )
  }
  return inside === '' ? '.' : inside.split(sep).join(posix.sep)
}

/** A version as people write it; which nightly it is, only its tarball tells. */
export const versionWords = (version: ResolvedVersion): string =>
  version.kind === 'release'
    ? version.version
    : `${version.branch === undefined ? '' : `${version.branch}-`}nightly`

/** What does not lie in the context cannot get into the image. */
function refuseOutside(context: string, environment: Environment): void {
  for (const { folder, project } of Object.values(environment.pathPackages)) {
    inContext(context, folder, `project: the path package ${project.name ?? folder}`)
  }
  for (const file of environment.files) inContext(context, file, 'project: a file of the environment')
}

async function findProject(context: string, project: string, juliaVersion: string): Promise<FoundProject> {
  const path = resolve(context, project)
  const folder = inContext(context, path, `project: ${project}`)
  const environment = await readEnvironment(path, { juliaVersion })
  refuseOutside(context, environment)
  return { environment, folder }
}

/** `julia` of the first project's `[compat]`, for `min` and `min-patch`. */
async function surveyVersion(
  inputs: Inputs,
  context: string,
  deps: Deps
): Promise<Readonly<{ version: ResolvedVersion; releases: Releases }>> {
  const first = join(context, inputs.projects[0] ?? '.')
  const manifestVersion = await manifestJuliaVersion(first)
  const { project } = await readEnvironment(
    first,
    manifestVersion === undefined ? {} : { juliaVersion: manifestVersion }
  )
  const releases = await fetchReleases(inputs.juliaMirror, deps)
  const version = resolveVersion(inputs.juliaVersion, {
    releases,
    manifestVersion,
    compat: project.compat['julia']
  })
  return { version, releases }
}

/**
 * Step 1 of the story and the beginning of 2: reads the environments, resolves the Julia version, finds each
 * platform's distribution and picks its CPU targets. Only the release index is downloaded.
 *
 * @throws {@link UserError} for everything that is wrong with the inputs or the projects
 */
export async function surveyRun(inputs: Inputs, deps: Deps): Promise<Survey> {
  const context = resolve(inputs.context)
  const targets = parseCpuTarget(inputs.cpuTarget)
  const { version, releases } = await surveyVersion(inputs, context, deps)
  const exact = versionWords(version)
  const platforms = inputs.platforms.map(platform => {
    const distribution = findDistribution(version, platform, { releases, mirror: inputs.juliaMirror })
    const target = resolveTarget(targets, { version: exact, platform })
    for (const note of target.notes) deps.log.info(`${platform.name}: ${note}`)
    for (const warning of target.warnings)
      deps.log.warning(`${platform.name}: ${warning}`, { title: 'CPU targets' })
    return { platform, distribution, target }
  })
  const projects = await Promise.all(inputs.projects.map(project => findProject(context, project, exact)))
  return { context, version, releases, projects, platforms }
}

async function planProject(
  { context, version }: Survey,
  { environment, folder }: FoundProject,
  resolved: ResolvedManifest | undefined
): Promise<PlannedProject> {
  const juliaVersion = versionWords(version)
  const options = { juliaVersion, ...(resolved === undefined ? {} : { resolved }) }
  const whole = requireManifest(
    resolved === undefined ? environment : await readEnvironment(environment.folder, options)
  )
  refuseOutside(context, whole)
  return { environment: whole, folder, tree: hashTree(whole, { juliaVersion }) }
}

/**
 * The plan: hash trees and recipes of all projects.
 *
 * @param manifests by project folder, those that were resolved for projects without one
 * @throws {@link UserError} for a project that still has no manifest
 */
export async function makePlan(
  survey: Survey,
  deps: Pick<Deps, 'log' | 'env'>,
  manifests: ReadonlyMap<string, ResolvedManifest> = new Map()
): Promise<Plan> {
  const { context, version, platforms } = survey
  const projects = await Promise.all(
    survey.projects.map(project => planProject(survey, project, manifests.get(project.folder)))
  )
  for (const { environment } of projects)
    environment.warnings.forEach(warning => {
      deps.log.warning(warning.message, annotationAt(deps.env, warning.title, warning))
    })
  const resolved = [...new Map([...manifests.values()].map(each => [each.file, each])).values()]
  return { context, version, platforms, projects, recipes: makeRecipes(projects), resolved }
}
