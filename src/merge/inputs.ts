import * as core from '@actions/core'
import { UserError } from '../errors.ts'
import { splitList } from '../inputs.ts'
import { parsePlatform } from '../platform.ts'

/** The inputs of `merge/action.yml`, read and checked. */
export type MergeInputs = Readonly<{
  tags: readonly string[]
  digests: readonly string[]
  /** `[type:]key=value` each. */
  annotations: readonly string[]
  /** Names of the platforms that have to be there; none if any will do. */
  platforms: readonly string[]
  builder: string
}>

/**
 * Reads the inputs from the environment that the runner set up.
 *
 * @throws {@link UserError} naming the input, its value and what is allowed
 */
export function readMergeInputs(): MergeInputs {
  const tags = splitList(core.getInput('tags'))
  if (tags.length === 0) {
    throw new UserError(
      'tags: the list is empty. Name where the image goes, such as ghcr.io/OWNER/NAME:latest.'
    )
  }
  const digests = splitList(core.getInput('digests'))
  if (digests.length === 0) {
    throw new UserError(
      'digests: the list is empty. Name the folder of the downloaded reports, or digests such as sha256:….'
    )
  }
  const annotations = splitList(core.getInput('annotations'), true)
  const wrong = annotations.find(line => !/^[^=]+=/.test(line))
  if (wrong !== undefined) {
    throw new UserError(
      `annotations: "${wrong}" is not an annotation. Write one key=value or type:key=value per line.`
    )
  }
  const platforms = splitList(core.getInput('platforms')).map(each => parsePlatform(each).name)
  return {
    tags,
    digests,
    annotations,
    platforms: [...new Set(platforms)],
    builder: core.getInput('builder')
  }
}
