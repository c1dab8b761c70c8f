import { isRecord, parseJson, records, type JsonRecord } from '../json.ts'
import { readChecks, type Check } from './checks.ts'

/** What a Julia script of a stage tells while it works. */
export type StageEvent = Readonly<{
  platform: string
  /** `stage`, `step`, `pass`, `start`, `done`, `failed`, `warning`, `message` or `error`. */
  kind: string
  text: string
}>

/** A step of the build as BuildKit reports it (https://pkg.go.dev/github.com/moby/buildkit/client#Vertex). */
export type Vertex = Readonly<{
  /** Its number in the transcript. */
  number: number
  digest: string
  name: string
  started?: string
  completed?: string
  cached?: boolean
  error?: string
}>

/** All that a bake said, in the order in which it came. */
export type Transcript = Readonly<{
  /** BuildKit's output as `--progress=plain` would show it. */
  lines: readonly string[]
  vertices: ReadonlyMap<string, Vertex>
  /** What buildx printed beside its events: its own errors and warnings. */
  words: readonly string[]
  events: readonly StageEvent[]
  checks: readonly Check[]
}>

const stageLine = /^julia-bake (\S+): (\w+) ?(.*)$/

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function readVertex(value: JsonRecord): Omit<Vertex, 'number'> {
  const { started, completed, cached, error } = value
  return {
    digest: text(value['digest']),
    name: text(value['name']),
    ...(typeof started === 'string' ? { started } : {}),
    ...(typeof completed === 'string' ? { completed } : {}),
    ...(cached === true ? { cached } : {}),
    ...(typeof error === 'string' && error !== '' ? { error } : {})
  }
}

function readMessage(line: string): JsonRecord | undefined {
  const value = line.startsWith('{') ? parseJson(line) : undefined
  return isRecord(value) ? value : undefined
}

/** Seconds between two of BuildKit's time stamps. */
export const secondsBetween = (from: string | undefined, to: string | undefined): number =>
  from === undefined || to === undefined ? 0 : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000)

/**
 * Reads the output of `docker buildx bake --progress=rawjson`, line by line.
 *
 * @param onEvent called for each event of a stage as it comes
 */
export function transcribe(onEvent: (event: StageEvent) => void): Readonly<{
  read: (line: string) => void
  transcript: () => Transcript
}> {
  const lines: string[] = []
  const words: string[] = []
  const events: StageEvent[] = []
  const checks: Check[] = []
  const vertices = new Map<string, Vertex>()
  const numbers = new Map<string, number>()
  const unfinished = new Map<string, Buffer>()
  const shown = new Set<string>()

  const numberOf = (digest: string): number => {
    const number = numbers.get(digest) ?? numbers.size + 1
    numbers.set(digest, number)
    return number
  }

  const showOnce = (what: string, line: string): void => {
    if (!shown.has(what)) lines.push(line)
    shown.add(what)
  }

  const noteStart = (vertex: Omit<Vertex, 'number'>): void => {
    const { digest, name, started } = vertex
    const number = numberOf(digest)
    vertices.set(digest, { ...vertices.get(digest), ...vertex, number })
    if (started !== undefined) showOnce(`${digest} started`, `#${number} ${name}`)
  }

  /** BuildKit ends what it loads twice: once it is asked for, and once it is there. */
  const noteEnd = ({ digest, started, completed, cached, error }: Omit<Vertex, 'number'>): void => {
    if (completed === undefined) return
    const rest = unfinished.get(digest)?.toString('utf8') ?? ''
    unfinished.delete(digest)
    if (rest !== '') readLine(digest, rest)
    const seconds = secondsBetween(started, completed).toFixed(1)
    const end = error ? `ERROR: ${error}` : cached ? 'CACHED' : `DONE ${seconds}s`
    showOnce(`${digest} ${completed}`, `#${numberOf(digest)} ${end}`)
  }

  const readLine = (digest: string, line: string): void => {
    lines.push(`#${numberOf(digest)} ${line.trimEnd()}`)
    const [, platform = '', kind = '', said = ''] = stageLine.exec(line.trimEnd()) ?? []
    if (kind === '') return
    const event = { platform, kind, text: said }
    events.push(event)
    onEvent(event)
  }

  /** A piece of output ends anywhere, within a character too. */
  const readLog = (log: JsonRecord): void => {
    const digest = text(log['vertex'])
    const piece = Buffer.from(text(log['data']), 'base64')
    const data = Buffer.concat([unfinished.get(digest) ?? Buffer.alloc(0), piece])
    const end = data.lastIndexOf('\n') + 1
    unfinished.set(digest, data.subarray(end))
    const whole = data.subarray(0, end).toString('utf8').split('\n').slice(0, -1)
    whole.forEach(line => readLine(digest, line))
  }

  const read = (line: string): void => {
    const message = readMessage(line)
    if (message === undefined) {
      if (line.trim() !== '') words.push(line)
      return
    }
    const told = records(message['vertexes']).map(readVertex)
    told.forEach(noteStart)
    records(message['logs']).forEach(readLog)
    checks.push(...readChecks(message))
    told.forEach(noteEnd)
  }

  return { read, transcript: () => ({ lines, words, vertices, events, checks }) }
}
