import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../deps.ts'
import { textAt } from '../json.ts'
import { tellChecks } from './checks.ts'
import { bakeFile, type Definition } from './definition.ts'
import { entitlements } from './entitlements.ts'
import { explainFailure } from './failure.ts'
import { transcribe, type StageEvent, type Transcript } from './progress.ts'

/** One call of `docker buildx bake`. */
export type Bake = Readonly<{
  /** What is baked, in the words of the log: `depot linux/arm64`. */
  title: string
  definition: Definition
  builder: string
  /** Entitlements that the user granted. */
  allow: readonly string[]
  /** Folder for the definition and the metadata. */
  folder: string
}>

/** How a bake ended. */
export type BakeResult = Readonly<{
  transcript: Transcript
  seconds: number
  /** Of each target, as `--metadata-file` gives it. */
  metadata: Readonly<Record<string, unknown>>
  /** What went wrong, for the user to read. */
  failure?: string
}>

/** Arguments of `docker` for a bake. */
export const bakeArguments = (bake: Bake, file: string, metadata: string): readonly string[] => [
  'buildx',
  'bake',
  ...(bake.builder ? ['--builder', bake.builder] : []),
  ...entitlements(bake.definition, bake.allow).map(each => `--allow=${each}`),
  '--file',
  file,
  '--metadata-file',
  metadata,
  '--progress=rawjson'
]

/** Texts so long that nobody reads them, such as annotations that are for programs. */
const shorten = (json: string): string =>
  json.replace(/"((?:[^"\\]|\\.){60})(?:[^"\\]|\\.){1000,}"/g, '"$1…"')

function showCommand({ log }: Deps, bake: Bake, args: readonly string[]): void {
  log.startGroup(`Bake definition: ${bake.title}`)
  log.info(`docker ${args.join(' ')}`)
  log.info(shorten(bakeFile(bake.definition)))
  log.endGroup()
}

async function readMetadata(file: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  return JSON.parse(text) as Record<string, unknown>
}

/** Digest of what a target gave, from its metadata; for an image of several platforms that of the index. */
export const digestOf = ({ metadata }: Pick<BakeResult, 'metadata'>, target: string): string | undefined =>
  textAt(metadata[target], 'containerimage.digest')

/** Prints what BuildKit said, as a group of its own once the bake has ended: live, the stages speak. */
export function showTranscript({ log }: Deps, title: string, { lines, words }: Transcript): void {
  log.startGroup(`BuildKit: ${title}`)
  for (const line of [...lines, ...words]) log.info(line)
  log.endGroup()
}

/**
 * Runs a bake; a failure is a value, since other platforms' bakes go on.
 *
 * @param onEvent called for each event of a stage while the bake runs
 */
export async function runBake(
  bake: Bake,
  deps: Deps,
  onEvent: (event: StageEvent) => void
): Promise<BakeResult> {
  const name = bake.title.replace(/\W+/g, '-')
  const file = join(bake.folder, `${name}.json`)
  const metadataFile = join(bake.folder, `${name}-metadata.json`)
  await writeFile(file, bakeFile(bake.definition))
  const args = bakeArguments(bake, file, metadataFile)
  showCommand(deps, bake, args)
  const { read, transcript } = transcribe(onEvent)
  const started = performance.now()
  const { exitCode } = await deps.exec('docker', [...args], {
    silent: true,
    ignoreReturnCode: true,
    listeners: { errline: read }
  })
  const seconds = (performance.now() - started) / 1000
  showTranscript(deps, bake.title, transcript())
  await tellChecks(transcript().checks, bake.definition, deps)
  return {
    transcript: transcript(),
    seconds,
    metadata: await readMetadata(metadataFile),
    ...(exitCode === 0 ? {} : { failure: explainFailure(transcript()) })
  }
}
