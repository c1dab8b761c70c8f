import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  checkBuildx,
  dockerfilePath,
  isPushOutput,
  isReserved,
  printBake,
  takesJulia,
  type BaseTarget,
  type Definition,
  type Taken,
  type Target
} from './bake/index.ts'
import type { Deps } from './deps.ts'
import { UserError } from './errors.ts'
import type { Inputs } from './inputs.ts'
import { hasBake } from './own-inputs.ts'
import { parsePlatform, type Platform } from './platform.ts'

/** What the image bake builds: the Dockerfile that is generated, one of the user's own, or their bake definition. */
export type Own =
  | Readonly<{ kind: 'generated' }>
  | Readonly<{ kind: 'dockerfile'; file: string }>
  | Readonly<{
      kind: 'bake'
      /** The user's definition as buildx reads it, each target with its platforms. */
      definition: Definition
      /** Named targets whose images hold Julia: these are verified. */
      verified: readonly string[]
      /** The target in place of a base image, and what stands for its content in a cache key. */
      base?: BaseTarget
      baseHash?: string
    }>

const howToTake =
  'Put these lines into it, with the project in /app:\n  COPY --link --from=julia / /\n  COPY --link --from=julia-depot / /\n  ENV PATH=/usr/local/julia/bin:$PATH JULIA_DEPOT_PATH=:/opt/julia/depot JULIA_PROJECT=/app\n  COPY . /app\n  RUN --mount=from=julia-bake,target=/julia-bake julia /julia-bake/compile.jl'

async function readDockerfile({ file, target }: Inputs): Promise<Own> {
  const path = resolve(file)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) {
    throw new UserError(
      `file: there is no Dockerfile at ${path}. It is looked for in the working directory, as docker build does: write the path from there, or check the repository out before this step.`
    )
  }
  if (takesJulia(text, target) === 'no') {
    throw new UserError(
      `file: ${file} takes nothing from the contexts julia, julia-depot and julia-bake${target === '' ? '' : ` for the target ${target}`}, so its image would have no Julia from here. ${howToTake}`
    )
  }
  return { kind: 'dockerfile', file: path }
}

/** The text of a target's Dockerfile; nothing where it is not on this machine. */
async function dockerfileText(target: Target): Promise<string | undefined> {
  if (target['dockerfile-inline'] !== undefined) return target['dockerfile-inline']
  if (/^(https?|git|ssh):|^git@|^target:/.test(target.context)) return undefined
  return readFile(dockerfilePath(target), 'utf8').catch(() => undefined)
}

/** Whether a target's image holds Julia: by its own Dockerfile, or by that of a target that it is made from. */
async function holdsJulia({ target }: Definition): Promise<(name: string) => Taken> {
  const texts = new Map(
    await Promise.all(
      Object.entries(target).map(async ([name, each]) => [name, await dockerfileText(each)] as const)
    )
  )
  const look = (name: string, seen: readonly string[]): Taken => {
    const [text, own] = [texts.get(name), target[name]]
    if (text === undefined || own === undefined) return 'unknown'
    return takesJulia(text, own.target, context => {
      const from = /^target:(.+)$/.exec(own.contexts?.[context] ?? '')?.[1]
      return from === undefined || seen.includes(from) ? 'no' : look(from, [...seen, from])
    })
  }
  return name => look(name, [name])
}

/** Those of a target's platforms that the run is for; one that names none is built for all of them. */
function platformsOf(name: string, { platforms }: Target, { inputs, deps }: Desk): readonly string[] {
  const run = inputs.platforms.map(platform => platform.name)
  if (platforms === undefined || platforms.length === 0) return run
  const names = platforms.map(each => normalPlatform(each))
  const kept = names.filter(each => run.includes(each))
  const left = names.filter(each => !run.includes(each))
  if (kept.length === 0) {
    throw new UserError(
      `platforms: the target ${name} is for ${names.join(', ')}, and the input names ${run.join(', ')}. Name a platform of the target, or leave the target out of targets.`
    )
  }
  if (left.length > 0) {
    deps.log.info(
      `Target ${name} is not built for ${left.join(', ')}, which the input platforms does not name.`
    )
  }
  return kept
}

/** Julia need not be built for a platform of theirs that this run is not for. */
function normalPlatform(name: string): string {
  try {
    return parsePlatform(name).name
  } catch {
    return name
  }
}

type Desk = Readonly<{ inputs: Inputs; deps: Deps }>

/** A target and all that it is made from. */
function closure(
  definition: Definition,
  name: string,
  seen: ReadonlySet<string> = new Set()
): readonly string[] {
  const target = definition.target[name]
  if (target === undefined || seen.has(name)) return []
  const from = Object.values(target.contexts ?? {}).flatMap(each => /^target:(.+)$/.exec(each)?.[1] ?? [])
  return [...new Set([name, ...from.flatMap(each => closure(definition, each, new Set([...seen, name])))])]
}

async function findBase(desk: Desk, printed: Definition): Promise<BaseTarget | undefined> {
  const name = /^target:(.+)$/.exec(desk.inputs.baseImage)?.[1]
  if (name === undefined) return undefined
  const definition = name in printed.target ? printed : await printBake(desk.inputs, [name], desk.deps)
  const targets = closure(definition, name).map(each => [each, definition.target[each]] as const)
  return {
    name,
    targets: Object.fromEntries(
      targets.flatMap(([each, target]) => (target === undefined ? [] : [[each, target]]))
    )
  }
}

async function readBake(desk: Desk): Promise<Own> {
  const { inputs, deps } = desk
  await checkBuildx(deps)
  const printed = await printBake(inputs, inputs.targets, deps)
  const named = printed.group.default.targets
  const reserved = Object.keys(printed.target).find(isReserved)
  if (reserved !== undefined) {
    throw new UserError(
      `targets: the name ${reserved} is for a target of julia-bake's own. Rename it. Taken are: julia-bake-*, resolved, and julia-*, depot-* and depot-report-* with an architecture.`
    )
  }
  const narrowed = Object.entries(printed.target).map(([name, target]) => {
    const platforms = named.includes(name) ? platformsOf(name, target, desk) : target.platforms
    return [name, platforms === undefined ? target : { ...target, platforms }] as const
  })
  const definition = { ...printed, target: Object.fromEntries(narrowed) }
  const base = await findBase(desk, printed)
  return {
    kind: 'bake',
    definition,
    verified: await findVerified(definition, deps),
    ...(base === undefined ? {} : { base, baseHash: await hashBase(base) })
  }
}

async function findVerified(definition: Definition, deps: Deps): Promise<readonly string[]> {
  const named = definition.group.default.targets
  const holds = await holdsJulia(definition)
  const without = named.filter(name => holds(name) === 'no')
  if (without.length === named.length) {
    throw new UserError(
      `targets: no Dockerfile of ${named.join(', ')} takes anything from the contexts julia, julia-depot and julia-bake, so their images would have no Julia from here. ${howToTake}`
    )
  }
  for (const name of without)
    deps.log.info(`Target ${name} takes nothing from julia and julia-depot: it is built, and not verified.`)
  return named.filter(name => !without.includes(name))
}

/**
 * Finds out what the image bake is to build, before any work.
 *
 * @throws {@link UserError} for a Dockerfile that is not there or takes no Julia, a bake definition that buildx cannot
 *   read, a target that it does not have
 */
export async function readOwn(inputs: Inputs, deps: Deps): Promise<Own> {
  if (hasBake(inputs)) return readBake({ inputs, deps })
  return inputs.file === '' ? { kind: 'generated' } : readDockerfile(inputs)
}

/** The platforms that the images of a run are for: those of its targets, in the order of the input. */
export function platformsFor(own: Own, platforms: readonly Platform[]): readonly Platform[] {
  if (own.kind !== 'bake') return platforms
  const { group, target } = own.definition
  const used = group.default.targets.flatMap(name => target[name]?.platforms ?? [])
  return platforms.filter(({ name }) => used.includes(name))
}

const outputsOf = ({ definition }: Extract<Own, { kind: 'bake' }>): readonly string[] =>
  Object.values(definition.target).flatMap(({ output = [] }) => output)

/** Whether a bake definition pushes by itself. */
export const pushes = (own: Own): boolean => own.kind === 'bake' && outputsOf(own).some(isPushOutput)

/** A bake definition without all that pushes. */
export function withoutOwnPush(own: Own): Own {
  if (!pushes(own) || own.kind !== 'bake') return own
  const targets = Object.entries(own.definition.target).map(([name, { output = [], ...target }]) => {
    const kept = output.filter(each => !isPushOutput(each))
    return [name, kept.length > 0 ? { ...target, output: kept } : target] as const
  })
  return { ...own, definition: { ...own.definition, target: Object.fromEntries(targets) } }
}

/** The target that the run's own stages are based on, where there is one. */
export const baseOf = (own: Own): Readonly<{ base?: BaseTarget }> =>
  own.kind !== 'bake' || own.base === undefined ? {} : { base: own.base }

/** What stands for the base image in a cache key: for a target, what it is made from. */
export const baseReference = (own: Own, baseImage: string): string =>
  own.kind !== 'bake' || own.baseHash === undefined ? baseImage : `${baseImage}@${own.baseHash}`

async function hashBase({ targets }: BaseTarget): Promise<string> {
  const parts = await Promise.all(
    Object.values(targets).map(async target => [
      { ...target, tags: [], labels: {}, annotations: [], output: [] },
      await dockerfileText(target)
    ])
  )
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}
