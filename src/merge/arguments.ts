import type { MergeInputs } from './inputs.ts'

const imagetools = (command: string, builder: string): readonly string[] => [
  'buildx',
  'imagetools',
  command,
  ...(builder ? ['--builder', builder] : [])
]

/** Arguments of `docker` that print an index or manifest, byte by byte as the registry has it. */
export const rawArguments = (reference: string, builder: string): readonly string[] => [
  ...imagetools('inspect', builder),
  '--raw',
  reference
]

/** Arguments of `docker` that print the configuration of one platform's image. */
export const imageArguments = (reference: string, builder: string): readonly string[] => [
  ...imagetools('inspect', builder),
  '--format',
  '{{json .Image}}',
  reference
]

const type = String.raw`(?:manifest|index)(?:-descriptor)?(?:\[[^\]]*\])?`
const types = new RegExp(`^${type}(?:,${type})*:`)

/**
 * An annotation as one of the index, whatever its type: the lists that docker/metadata-action makes are for the build,
 * and `imagetools create` refuses every type that is not the index's own.
 *
 * @param annotation `[type:]key=value`
 */
export const indexAnnotation = (annotation: string): string => `index:${annotation.replace(types, '')}`

/**
 * Arguments of `docker` that push one index of all images under every tag.
 *
 * @param references `repository@sha256:…`: tags in several repositories leave bare digests without one
 */
export const createArguments = (
  { tags, annotations, builder }: Pick<MergeInputs, 'tags' | 'annotations' | 'builder'>,
  references: readonly string[]
): readonly string[] => [
  ...imagetools('create', builder),
  ...annotations.flatMap(annotation => ['--annotation', indexAnnotation(annotation)]),
  ...tags.flatMap(tag => ['--tag', tag]),
  ...references
]
