import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { resolveDefinition, runBake } from './bake/index.ts'
import { annotationAt } from './annotation.ts'
import type { Deps } from './deps.ts'
import { UserError } from './errors.ts'
import type { Inputs } from './inputs.ts'
import { findDistribution, hasDistribution, provideDistribution, type Distribution } from './julia/index.ts'
import type { FoundProject, Survey } from './plan.ts'
import { writeRegistries } from './plan-folder.ts'
import { parsePlatform, type Platform } from './platform.ts'
import type { ResolvedManifest } from './project/index.ts'
import { tellProgress } from './report/index.ts'

/** What resolving needs: the survey of the run, and a folder of the run's own. */
type Desk = Readonly<{
  inputs: Inputs
  survey: Survey
  deps: Deps
  folder: string
  /** For BuildKit. */
  secrets: readonly string[]
}>

/** The builder's own platform where there is a Julia for it, since that needs no emulation; else the run's first. */
function choosePlatform(
  { inputs, survey }: Desk,
  native: string
): Readonly<{ platform: Platform; distribution: Distribution }> | undefined {
  const { version, releases, platforms } = survey
  const own = platforms.find(({ platform }) => platform.name === native)
  if (own !== undefined || !hasDistribution(version, native, releases)) return own ?? platforms[0]
  const platform = parsePlatform(native)
  return {
    platform,
    distribution: findDistribution(version, platform, { releases, mirror: inputs.juliaMirror })
  }
}

/** Which manifest each project got: `resolved PROJECT PATH` lines of the stage, both inside the context. */
async function readResolved(
  { survey }: Desk,
  output: string,
  lines: readonly string[]
): Promise<ReadonlyMap<string, ResolvedManifest>> {
  const entries = lines.map(async line => {
    const at = line.lastIndexOf(' ')
    const [project, path] = [line.slice(0, at), line.slice(at + 1)]
    const text = await readFile(join(output, path), 'utf8')
    return [project, { file: join(survey.context, path), text }] as const
  })
  return new Map(await Promise.all(entries))
}

type Chosen = NonNullable<ReturnType<typeof choosePlatform>>

/** The resolve bake: Pkg chooses the versions for these projects. */
async function bakeManifests(
  desk: Desk,
  { platform, distribution }: Chosen,
  projects: readonly FoundProject[]
): Promise<ReadonlyMap<string, ResolvedManifest>> {
  const { inputs, survey, deps, folder, secrets } = desk
  const julia = await provideDistribution(distribution, platform, deps)
  const [plan, output] = [join(folder, 'resolve-plan'), join(folder, 'resolved')]
  await mkdir(plan)
  await writeFile(join(plan, 'projects'), projects.map(project => `${project.folder}\n`).join(''))
  await writeRegistries(plan, inputs.registries)
  const { baseImage, pkgServer } = inputs
  const definition = resolveDefinition(
    { platform, distribution: julia.folder },
    { plan, baseImage, pkgServer, secrets, image: inputs },
    { context: survey.context, output }
  )
  const progress = tellProgress(deps.log, () => 0)
  const bake = { title: 'resolve', definition, builder: inputs.builder, allow: inputs.allow, folder }
  const { failure, transcript } = await runBake(bake, deps, progress.onEvent).finally(progress.stop)
  if (failure !== undefined) throw new UserError(failure)
  const lines = transcript.events.filter(({ kind }) => kind === 'resolved').map(({ text }) => text)
  return readResolved(desk, output, lines)
}

const withoutManifest = ({ projects }: Survey): readonly FoundProject[] =>
  projects.filter(({ environment }) => environment.manifest === undefined)

const needsPkg = ({ environment }: FoundProject): boolean => Object.keys(environment.project.deps).length > 0

/** Manifests of projects without dependencies: there is nothing to resolve, and Pkg writes none. */
export const emptyManifests = (survey: Survey): ReadonlyMap<string, ResolvedManifest> =>
  new Map(
    withoutManifest(survey)
      .filter(project => !needsPkg(project))
      .map(({ environment, folder }) => [
        folder,
        { file: join(environment.folder, 'Manifest.toml'), text: '' }
      ])
  )

/**
 * Resolves the versions of packages for projects without a manifest, inside a bake on the builder's own platform.
 *
 * @param native the builder's own platform
 * @returns manifests by project folder; empty where every project has one
 * @throws {@link UserError} with Julia's message when Pkg finds no versions that go together
 */
export async function resolveManifests(
  desk: Desk,
  native: string
): Promise<ReadonlyMap<string, ResolvedManifest>> {
  const open = withoutManifest(desk.survey).filter(needsPkg)
  const empty = emptyManifests(desk.survey)
  const chosen = choosePlatform(desk, native)
  if (open.length === 0 || chosen === undefined) return empty
  for (const { environment } of open) {
    desk.deps.log.warning(
      `${environment.project.file} has no manifest: its versions are resolved now, so that this build is not reproducible. Commit the Manifest.toml (in the report, or by \`Pkg.instantiate()\`).`,
      annotationAt(desk.deps.env, 'No manifest', {
        file: environment.project.file,
        keys: [['deps'], ['name']]
      })
    )
  }
  return new Map([...empty, ...(await bakeManifests(desk, chosen, open))])
}
