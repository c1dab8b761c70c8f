import { mkdir, writeFile } from 'node:fs/promises'
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

/** Manifests that the run resolved itself, under their paths in the context. */
async function writeResolved(folder: string, { context, resolved }: Plan): Promise<void> {
  for (const { file, text } of resolved) {
    const target = join(folder, 'resolved', relative(context, file))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text)
  }
}

/**
 * Writes what the image stage reads: `projects/N/folder`, `projects/N/packages`, `cpu-targets/ARCH` and, for projects
 * without a manifest, `resolved/…`.
 */
export async function writeImagePlan(folder: string, plan: Plan): Promise<void> {
  await writeTargets(folder, plan)
  await writeResolved(folder, plan)
  await Promise.all(
    plan.projects.map(async (project, at) => {
      const own = join(folder, 'projects', String(at + 1))
      await mkdir(own, { recursive: true })
      await writeFile(join(own, 'folder'), `${project.folder}\n`)
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
 * Writes what the verify stage reads: `projects/N/folder`, `projects/N/dependencies` and `projects/N/itself` (lines
 * `uuid name`), and `cpus/ARCH` (a line per CPU).
 */
export async function writeVerifyPlan(folder: string, plan: Plan, cpus: VerifyCpus): Promise<void> {
  await mkdir(join(folder, 'cpus'), { recursive: true })
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
      await mkdir(own, { recursive: true })
      await writeFile(join(own, 'folder'), `${project.folder}\n`)
      await writeFile(join(own, 'dependencies'), packageLines(dependencies))
      await writeFile(join(own, 'itself'), packageLines(itself))
    })
  )
}
