import {
  exportDefinition,
  isExported,
  verifyDefinition,
  type BakeResult,
  type Definition
} from './bake/index.ts'

/** The bakes of an image: the one that built it and, where that was verified first, the one that exported it. */
export type ImageBakes = Readonly<{ built: BakeResult; exported?: BakeResult }>

/** The images of a run, and the names of those targets whose images are verified. */
export type Images = Readonly<{ definition: Definition; verified: readonly string[] }>

/** Said when the image that was verified is not the one that was exported. */
export const lostImage =
  'The builder no longer had the image that was verified and built it anew, so what was exported is not what was verified. Give the builder more room for its cache, or run again.'

/**
 * Step 6: builds an image and loads it in one bake, and exports it in a second only if that went well. One bake is
 * enough for an image that is not exported.
 *
 * @param plan folder of the plan that the verify stage reads
 * @param bake runs a bake; its title is for the log
 */
export async function verifyThenExport(
  { definition, verified }: Images,
  plan: string,
  bake: (title: string, definition: Definition) => Promise<BakeResult>
): Promise<ImageBakes> {
  const built = await bake('verify', verifyDefinition(definition, verified, plan))
  if (built.failure !== undefined || !isExported(definition)) return { built }
  return { built, exported: await bake('image', exportDefinition(definition)) }
}

/** Whether the image was built again to be exported: a builder may clear its cache at any time. */
export const isRebuilt = ({ exported }: ImageBakes): boolean =>
  exported?.transcript.events.some(({ kind, text }) => kind === 'stage' && text === 'image') ?? false
