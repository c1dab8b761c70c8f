import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
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
