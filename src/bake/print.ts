import type { Deps } from '../deps.ts'
import { UserError } from '../errors.ts'
import type { ImageInputs, OwnInputs } from '../inputs.ts'
import { parseJson, records } from '../json.ts'
import { askDocker } from './builder.ts'
import type { Definition } from './definition.ts'
import { readPrinted } from './printed.ts'

/** The inputs that name a bake definition, and those that buildx lays over every target of one. */
export type BakeInputs = OwnInputs &
  Pick<ImageInputs, 'push' | 'load' | 'provenance' | 'sbom' | 'noCache' | 'pull'>

const place = ({ source, files }: OwnInputs): readonly string[] => [
  ...(source === '' || source === '.' ? [] : [source]),
  ...files.flatMap(file => ['--file', file])
]

/** Arguments of `docker` that have buildx read a bake definition and print what it makes of it. */
export const printArguments = (inputs: BakeInputs, targets: readonly string[]): readonly string[] => [
  'buildx',
  'bake',
  '--progress=quiet',
  '--print',
  ...place(inputs),
  ...inputs.set.flatMap(each => ['--set', each]),
  ...(inputs.push ? ['--push'] : []),
  ...(inputs.load ? ['--load'] : []),
  ...(inputs.noCache ? ['--no-cache'] : []),
  ...(inputs.pull ? ['--pull'] : []),
  ...(inputs.provenance ? [`--provenance=${inputs.provenance}`] : []),
  ...(inputs.sbom ? [`--sbom=${inputs.sbom}`] : []),
  ...targets
]

/** The targets and groups that a bake definition has; none where this buildx cannot tell (before 0.20). */
async function listTargets(inputs: OwnInputs, deps: Pick<Deps, 'exec'>): Promise<readonly string[]> {
  const list = ['buildx', 'bake', '--progress=quiet', '--list=type=targets,format=json', ...place(inputs)]
  const { out } = await askDocker(list, deps)
  return records(parseJson(out)).map(row => String(row['name']))
}

/**
 * Has buildx read the user's bake definition: HCL, JSON or compose files, with groups, matrices, inheritance, variables
 * and overrides.
 *
 * @param targets names of targets and groups; without any, the group or target `default`
 * @throws {@link UserError} with buildx's own message and, for an unknown target, those that there are
 */
export async function printBake(
  inputs: BakeInputs,
  targets: readonly string[],
  deps: Pick<Deps, 'exec'>
): Promise<Definition> {
  const { out, error } = await askDocker(printArguments(inputs, targets), deps)
  if (error === undefined) return readPrinted(out)
  const unknown = /failed to find target (\S+)/.exec(error)?.[1]
  const where = inputs.files.length > 0 ? inputs.files.join(', ') : 'the bake files that buildx finds'
  if (unknown === undefined) {
    throw new UserError(`files: buildx cannot read ${where}: ${error.replace(/^ERROR: /, '')}`)
  }
  const there = await listTargets(inputs, deps)
  throw new UserError(
    `targets: "${unknown}" is no target or group of ${where}. ${there.length > 0 ? `There are: ${there.join(', ')}. ` : ''}Name one of them in targets, or a group "default" in the file.`
  )
}
