import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { cpusToVerify, type VerifyCpus } from './julia/index.ts'
import type { Plan, PlannedProject } from './plan.ts'
import type { Recipe } from './project/index.ts'

type Named = Readonly<{ uuid: string; name: string }>

const packageLines = (packages: readonly Named[]): string =>
  packages.map(({ uuid, name }) => `${uuid} ${name}\n`).join('')

async function writeTargets(folder: string, { platforms }: Plan): Promise<void> {
  await mkdir(join(folder, 'cpu-targets'), { recursive: true })
  await Promise.all(
    platforms.map(({ platform, target }) =>
      writeFile(join(folder, 'cpu-targets', platform.id), target.passes.map(pass => `${pass}\n`).join(''))
    )
  )
}

async function writeRecipe(folder: string, recipe: Recipe): Promise<void> {
  const environment = join(folder, 'environment')
  await mkdir(environment, { recursive: true })
  await writeFile(join(environment, 'Project.toml'), recipe.project)
  await writeFile(join(environment, 'Manifest.toml'), recipe.manifest)
  if (recipe.preferences !== undefined)
    await writeFile(join(environment, 'LocalPreferences.toml'), recipe.preferences)
  await writeFile(join(folder, 'packages'), packageLines(recipe.packages))
}

/** What the image stage compiles of a project: packages that are not in its recipe, dependencies first, then itself. */
export function ownPackages({ environment, tree }: PlannedProject): readonly Named[] {
  const { name, uuid } = environment.project
  const itself = name !== undefined && uuid !== undefined ? [{ name, uuid }] : []
  return [...tree.nodes.filter(node => !node.immutable && node.uuid !== uuid), ...itself]
}

/**
 * Writes what the depot stage reads: `recipes/N/environment/`, `recipes/N/packages` (lines `uuid name`, dependencies
 * first) and `cpu-targets/ARCH` (a line per pass).
 */
export async function writeDepotPlan(folder: string, plan: Plan): Promise<void> {
  await writeTargets(folder, plan)
  await mkdir(join(folder, 'recipes'), { recursive: true })
  const recipes = plan.recipes.filter(({ packages }) => packages.length > 0)
  await Promise.all(recipes.map((recipe, at) => writeRecipe(join(folder, 'recipes', String(at + 1)), recipe)))
}

/** Writes `registries`, a line per address, where there are any besides Julia's own. */
export async function writeRegistries(folder: string, registries: readonly string[]): Promise<void> {
  if (registries.length > 0)
    await writeFile(join(folder, 'registries'), registries.map(url => `${url}\n`).join(''))
}

/** A project as scripts find it again in an image: its folder in the context, and its project file. */
async function writeProjectFolder(
  folder: string,
  { folder: path, environment }: PlannedProject
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'folder'), `${path}\n`)
  await writeFile(join(folder, 'project.toml'), await readFile(environment.project.file))
}

/** The names of the platforms, for Dockerfiles that do not ask BuildKit for them. */
async function writePlatforms(folder: string, { platforms }: Plan): Promise<void> {
  await mkdir(join(folder, 'platforms'), { recursive: true })
  for (const { platform } of platforms)
    await writeFile(join(folder, 'platforms', platform.id), `${platform.name}\n`)
}

/** Manifests that the run resolved itself, under their paths in the context. */
async function writeResolved(folder: string, { context, resolved }: Plan): Promise<void> {
  for (const { file, text } of resolved) {
    const target = join(folder, 'resolved', relative(context, file))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text)
  }
}

/**
 * Writes what the image stage reads: `projects/N/folder`, `projects/N/project.toml`, `projects/N/packages`,
 * `cpu-targets/ARCH`, `platforms/ARCH`, for projects without a manifest `resolved/…`, and `pkg-server` where one is
 * named: a Dockerfile of the user's own need not have it as an argument.
 */
export async function writeImagePlan(folder: string, plan: Plan, pkgServer = ''): Promise<void> {
  await writeTargets(folder, plan)
  if (pkgServer !== '') await writeFile(join(folder, 'pkg-server'), `${pkgServer}\n`)
  await writePlatforms(folder, plan)
  await writeResolved(folder, plan)
  await Promise.all(
    plan.projects.map(async (project, at) => {
      const own = join(folder, 'projects', String(at + 1))
      await writeProjectFolder(own, project)
      await writeFile(join(own, 'packages'), packageLines(ownPackages(project)))
    })
  )
}

/** What the finished image loads of a project: its direct dependencies, standard libraries too, and the project itself. */
function loadedPackages({ project }: PlannedProject['environment']) {
  const { name, uuid, deps } = project
  return {
    dependencies: Object.entries(deps).map(([name, uuid]) => ({ name, uuid })),
    itself: name === undefined || uuid === undefined ? [] : [{ name, uuid }]
  }
}

/**
 * Writes what the verify stage reads: `projects/N/folder`, `projects/N/project.toml`, `projects/N/dependencies` and
 * `projects/N/itself` (lines `uuid name`), and `cpus/ARCH` (a line per CPU). A file `own` says that the image is from a
 * Dockerfile of the user's own, which holds one project.
 */
export async function writeVerifyPlan(
  folder: string,
  plan: Plan,
  { cpus, own }: Readonly<{ cpus: VerifyCpus; own: boolean }>
): Promise<void> {
  await mkdir(join(folder, 'cpus'), { recursive: true })
  if (own) await writeFile(join(folder, 'own'), '')
  await Promise.all(
    plan.platforms.map(({ platform, target }) => {
      const names = cpusToVerify(cpus, platform, target.list)
      return writeFile(join(folder, 'cpus', platform.id), names.map(name => `${name}\n`).join(''))
    })
  )
  await Promise.all(
    plan.projects.map(async (project, at) => {
      const own = join(folder, 'projects', String(at + 1))
      const { dependencies, itself } = loadedPackages(project.environment)
      await writeProjectFolder(own, project)
      await writeFile(join(own, 'dependencies'), packageLines(dependencies))
      await writeFile(join(own, 'itself'), packageLines(itself))
    })
  )
}
