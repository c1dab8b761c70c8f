import { askDocker, checkBuildx } from '../bake/index.ts'
import type { Deps } from '../deps.ts'
import { UserError } from '../errors.ts'
import { checkOrigin, checkPlatforms, type PlatformImage } from './agreement.ts'
import { createArguments, imageArguments, rawArguments } from './arguments.ts'
import { readReferences, repositoryOf } from './digests.ts'
import type { MergeInputs } from './inputs.ts'
import { digestOf, imagesOf, isAnnotated, readConfiguration } from './manifests.ts'

/** What a merge has made: an index, pushed under every tag. */
export type Merged = Readonly<{ digest: string; tags: readonly string[]; images: readonly PlatformImage[] }>

type MergeDeps = Pick<Deps, 'log' | 'exec'>

/** buildx prints its progress and its error to the same stream. */
const errorIn = (said: string): string => /^ERROR: .*/ms.exec(said)?.[0].trim() ?? said

/** Output of a docker command; a failure is the user's to mend. */
async function docker(args: readonly string[], what: string, deps: MergeDeps): Promise<string> {
  const { out, error } = await askDocker(args, deps)
  if (error === undefined) return out
  throw new UserError(`${what}: ${errorIn(error)}`)
}

/** The images behind a reference, with what each tells about itself. */
async function inspect(
  reference: string,
  builder: string,
  deps: MergeDeps
): Promise<readonly PlatformImage[]> {
  const what = `digests: ${reference} cannot be read. Check that the build pushed it and that this job is logged in to its registry; a digest without "repository@" in front is one of the first tag's repository. buildx says`
  const manifests = imagesOf(await docker(rawArguments(reference, builder), what, deps))
  return Promise.all(
    manifests.map(async ({ digest, platform }) => {
      const image = `${repositoryOf(reference)}@${digest}`
      const told = readConfiguration(await docker(imageArguments(image, builder), what, deps))
      return { ...told, platform: platform ?? told.platform, reference }
    })
  )
}

function show({ log }: MergeDeps, images: readonly PlatformImage[]): void {
  log.startGroup('Images to merge')
  for (const { platform, reference, commit = 'not told', julia = 'not told' } of images)
    log.info(`${platform.padEnd(12)} Julia ${julia.padEnd(8)} commit ${commit} ${reference}`)
  log.endGroup()
}

/** Pushes the index after showing it; the registry has to give back what was shown. */
async function push(inputs: MergeInputs, references: readonly string[], deps: MergeDeps): Promise<string> {
  const { tags, annotations, builder } = inputs
  const args = createArguments(inputs, references)
  const index = (await docker([...args, '--dry-run'], 'The index cannot be made', deps)).replace(/\n$/, '')
  deps.log.startGroup('Index')
  deps.log.info(`docker ${args.join(' ')}`)
  deps.log.info(index)
  deps.log.endGroup()
  if (annotations.length > 0 && !isAnnotated(index)) {
    throw new UserError(
      'annotations: the images have manifests of Docker\'s own format, whose index has no annotations. Build them with "oci-mediatypes=true" among their outputs, or take the annotations out.'
    )
  }
  await docker(args, `tags: pushing to ${tags.join(', ')} failed`, deps)
  const digest = digestOf(index)
  for (const tag of tags) {
    const pushed = digestOf(await docker(rawArguments(tag, builder), `tags: ${tag} cannot be read`, deps))
    if (pushed === digest) continue
    throw new UserError(
      `tags: ${tag} is ${pushed} in the registry, not ${digest}, which was pushed. Something else pushes to this tag at the same time: let only one job do so, with "concurrency".`
    )
  }
  return digest
}

/**
 * The story of a merge: reads what the digests stand for, checks that together they are one image, pushes an index of
 * them under all tags, attestations included.
 *
 * @throws {@link UserError} for everything that keeps them from being one image, before anything is pushed
 */
export async function mergeImages(inputs: MergeInputs, deps: MergeDeps): Promise<Merged> {
  const references = await readReferences(inputs)
  await checkBuildx(deps)
  const images = await Promise.all(references.map(reference => inspect(reference, inputs.builder, deps)))
  show(deps, images.flat())
  checkPlatforms(images.flat(), inputs.platforms)
  for (const warning of checkOrigin(images.flat())) deps.log.warning(warning)
  const digest = await push(inputs, references, deps)
  return { digest, tags: inputs.tags, images: images.flat() }
}
