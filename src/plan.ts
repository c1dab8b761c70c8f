import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
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
  type ResolvedVersion
} from './julia/index.ts'
import type { Platform } from './platform.ts'
import {
  hashTree,
  makeRecipes,
  manifestJuliaVersion,
  readEnvironment,
  requireManifest,
  type HashTree,
  type Recipe,
  type ResolvedEnvironment
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

/** What a run will do: found out without downloading, building or changing anything. */
export type Plan = Readonly<{
  /** Absolute folder of the build context. */
  context: string
  version: ResolvedVersion
  projects: readonly PlannedProject[]
  recipes: readonly Recipe[]
  platforms: readonly PlannedPlatform[]
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

const words = (version: ResolvedVersion): string =>
  version.kind === 'release'
    ? version.version
    : `${version.branch === undefined ? '' : `${version.branch}-`}nightly`

async function planProject(context: string, project: string, juliaVersion: string): Promise<PlannedProject> {
  const path = resolve(context, project)
  const folder = inContext(context, path, `project: ${project}`)
  const environment = requireManifest(await readEnvironment(path, { juliaVersion }))
  for (const { folder: path, project } of Object.values(environment.pathPackages)) {
    inContext(context, path, `project: the path package ${project.name ?? path}`)
  }
  for (const file of environment.files) inContext(context, file, 'project: a file of the environment')
  return { environment, tree: hashTree(environment, { juliaVersion }), folder }
}

/** `julia` of the first project's `[compat]`, for `min` and `min-patch`. */
async function planVersion(
  inputs: Inputs,
  context: string,
  deps: Deps
): Promise<Readonly<{ version: ResolvedVersion; find: (platform: Platform) => Distribution }>> {
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
  return {
    version,
    find: platform => findDistribution(version, platform, { releases, mirror: inputs.juliaMirror })
  }
}

/**
 * Steps 1 and 2 of the story: reads the environments, resolves the Julia version, finds each platform's distribution
 * and picks its CPU targets.
 *
 * @throws {@link UserError} for everything that is wrong with the inputs or the projects
 */
export async function makePlan(inputs: Inputs, deps: Deps): Promise<Plan> {
  const context = resolve(inputs.context)
  const targets = parseCpuTarget(inputs.cpuTarget)
  const { version, find } = await planVersion(inputs, context, deps)
  const exact = words(version)
  const platforms = inputs.platforms.map(platform => {
    const distribution = find(platform)
    const target = resolveTarget(targets, { version: exact, platform })
    for (const note of target.notes) deps.log.info(`${platform.name}: ${note}`)
    for (const warning of target.warnings) deps.log.warning(`${platform.name}: ${warning}`)
    return { platform, distribution, target }
  })
  const projects = await Promise.all(inputs.projects.map(project => planProject(context, project, exact)))
  for (const { environment } of projects) environment.warnings.forEach(warning => deps.log.warning(warning))
  return { context, version, projects, recipes: makeRecipes(projects), platforms }
}
