import { readFile } from 'node:fs/promises'
import { annotationAt } from '../annotation.ts'
import type { Deps } from '../deps.ts'
import { recordAt, records, textAt, type JsonRecord } from '../json.ts'
import { dockerfile as ownDockerfile, dockerfilePath, type Definition } from './definition.ts'

/** What BuildKit's checks found in a Dockerfile (https://docs.docker.com/reference/build-checks/). */
export type Check = Readonly<{
  /** Rule and finding: `FromAsCasing: 'as' and 'FROM' keywords' casing do not match`. */
  text: string
  url: string
  /** Text of the Dockerfile. */
  source: string
  line: number
}>

const decode = (text: string | undefined): string => Buffer.from(text ?? '', 'base64').toString('utf8')

/** Reads the `warnings` of a message of `--progress=rawjson`; other warnings than those of checks have no place. */
export function readChecks(message: JsonRecord): readonly Check[] {
  return records(message['warnings']).flatMap(warning => {
    const source = textAt(recordAt(warning, 'sourceInfo'), 'data')
    const [range] = records(warning['range'])
    const line = recordAt(range, 'start')['line']
    if (source === undefined || typeof line !== 'number') return []
    const text = decode(textAt(warning, 'short')).replace(/ \(line \d+\)$/, '')
    return [{ text, url: textAt(warning, 'url') ?? '', source: decode(source), line }]
  })
}

/** BuildKit tells a Dockerfile's text and no path that is of use: so it is looked for among those of the definition. */
async function findDockerfile(definition: Definition, source: string): Promise<string | undefined> {
  const paths = [...new Set(Object.values(definition.target).map(dockerfilePath))]
  const texts = await Promise.all(paths.map(path => readFile(path, 'utf8').catch(() => undefined)))
  return paths.find((path, at) => path !== ownDockerfile && texts[at] === source)
}

/** Annotates the user's Dockerfiles with what BuildKit's checks found, each finding once. */
export async function tellChecks(
  checks: readonly Check[],
  definition: Definition,
  { log, env }: Pick<Deps, 'log' | 'env'>
): Promise<void> {
  const each = new Map(checks.map(check => [`${check.line} ${check.text} ${check.source}`, check]))
  for (const { text, url, source, line } of each.values()) {
    const file = await findDockerfile(definition, source)
    if (file === undefined) continue
    log.warning(`${text}${url === '' ? '' : ` (${url})`}`, annotationAt(env, 'Dockerfile', { file, line }))
  }
}
