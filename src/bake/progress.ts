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
}>

const stageLine = /^julia-bake (\S+): (\w+) ?(.*)$/

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const list = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : []
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function readVertex(value: Record<string, unknown>): Omit<Vertex, 'number'> {
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

function parseJson(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
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
  const vertices = new Map<string, Vertex>()
  const numbers = new Map<string, number>()
  const unfinished = new Map<string, string>()

  const numberOf = (digest: string): number => {
    const number = numbers.get(digest) ?? numbers.size + 1
    numbers.set(digest, number)
    return number
  }

  const noteVertex = (vertex: Omit<Vertex, 'number'>): void => {
    const known = vertices.get(vertex.digest)
    const number = numberOf(vertex.digest)
    vertices.set(vertex.digest, { ...known, ...vertex, number })
    if (vertex.started !== undefined && known?.started === undefined) lines.push(`#${number} ${vertex.name}`)
    if (vertex.completed === undefined || known?.completed !== undefined) return
    const seconds = secondsBetween(vertex.started, vertex.completed).toFixed(1)
    const end = vertex.error ? `ERROR: ${vertex.error}` : vertex.cached ? 'CACHED' : `DONE ${seconds}s`
    lines.push(`#${number} ${end}`)
  }

  const readLog = (log: Record<string, unknown>): void => {
    const digest = text(log['vertex'])
    const data = (unfinished.get(digest) ?? '') + Buffer.from(text(log['data']), 'base64').toString('utf8')
    const parts = data.split('\n')
    unfinished.set(digest, parts.pop() ?? '')
    for (const part of parts) {
      lines.push(`#${numberOf(digest)} ${part.trimEnd()}`)
      const [, platform = '', kind = '', said = ''] = stageLine.exec(part.trimEnd()) ?? []
      if (kind === '') continue
      const event = { platform, kind, text: said }
      events.push(event)
      onEvent(event)
    }
  }

  const read = (line: string): void => {
    const message = parseJson(line)
    if (message === undefined) {
      if (line.trim() !== '') words.push(line)
      return
    }
    list(message['vertexes']).map(readVertex).forEach(noteVertex)
    list(message['logs']).forEach(readLog)
  }

  return { read, transcript: () => ({ lines, words, vertices, events }) }
}
