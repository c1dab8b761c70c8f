import { secondsBetween, type BakeResult, type StageEvent } from '../bake/index.ts'

/** Something that took its time, in seconds since the run began. */
export type Span = Readonly<{
  /** Of one platform; without, of all. */
  platform?: string
  /** Name of a package, or a step in a few words. */
  name: string
  kind: 'step' | 'package'
  from: number
  to: number
}>

/** Writes down when what happened. */
export type Timeline = Readonly<{
  onEvent: (event: StageEvent) => void
  /** Watches a bake: its stages' events come by `onEvent`, and its pulls and exports are read off BuildKit's steps. */
  watch: (platforms: readonly string[], bake: () => Promise<BakeResult>) => Promise<BakeResult>
  /** Measures a step of the run's own. */
  measure: <T>(step: Readonly<{ platform?: string; name: string }>, work: () => Promise<T>) => Promise<T>
  spans: () => readonly Span[]
}>

const stepWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  depot: { instantiate: 'install packages', precompile: 'precompile', prune: 'prune and pack' },
  image: {
    instantiate: 'install for the project',
    precompile: 'compile the project',
    export: 'pack the project'
  },
  verify: { verify: 'verify: load the image' }
}

/** What of BuildKit's own steps is worth a line; the stages speak for themselves. */
function vertexWords(name: string): string | undefined {
  if (/\bexporting to (image|oci|docker)/.test(name)) return 'export'
  return /^\[.*\] FROM (?!scratch)/.test(name) ? 'pull the base image' : undefined
}

/** Steps of this platform and bake that BuildKit tells of, from where the bake began. */
function vertexSpans({ transcript }: BakeResult, began: number): readonly Omit<Span, 'platform'>[] {
  const vertices = [...transcript.vertices.values()].filter(({ started }) => started !== undefined)
  const [first] = vertices.map(({ started }) => started ?? '').sort()
  return vertices.flatMap(({ name, started, completed, cached }): Omit<Span, 'platform'>[] => {
    const words = vertexWords(name)
    if (words === undefined || cached === true || completed === undefined) return []
    const [from, to] = [secondsBetween(first, started), secondsBetween(first, completed)]
    return [{ name: words, kind: 'step', from: began + from, to: began + to }]
  })
}

type Open = Readonly<{ name: string; kind: Span['kind']; from: number }>

/** What is under way on one platform. */
type Lane = { stage: string; step: Open | undefined; packages: Map<string, Open> }

/** @param now seconds since the run began */
export function startTimeline(now: () => number): Timeline {
  const spans: Span[] = []
  const lanes = new Map<string, Lane>()

  const close = (platform: string, open: Open | undefined): void => {
    if (open !== undefined) spans.push({ platform, ...open, to: now() })
  }

  const endLane = (platform: string): void => {
    const lane = lanes.get(platform)
    if (lane === undefined) return
    close(platform, lane.step)
    lane.packages.forEach(open => close(platform, open))
    lanes.delete(platform)
  }

  const onEvent = ({ platform, kind, text }: StageEvent): void => {
    const [name = ''] = text.split(' ')
    if (kind === 'stage') {
      endLane(platform)
      lanes.set(platform, { stage: text, step: undefined, packages: new Map() })
    }
    const lane = lanes.get(platform)
    if (lane === undefined) return
    if (kind === 'step') {
      close(platform, lane.step)
      const words = stepWords[lane.stage]?.[text]
      lane.step = words === undefined ? undefined : { name: words, kind: 'step', from: now() }
    }
    if (kind === 'start') lane.packages.set(name, { name, kind: 'package', from: now() })
    if (kind === 'done') {
      close(platform, lane.packages.get(name))
      lane.packages.delete(name)
    }
  }

  const watch: Timeline['watch'] = async (platforms, bake) => {
    const began = now()
    const result = await bake()
    platforms.forEach(endLane)
    const [platform] = platforms.length === 1 ? platforms : []
    const own = vertexSpans(result, began).map(span => ({
      ...(platform === undefined ? {} : { platform }),
      ...span
    }))
    spans.push(...own)
    return result
  }

  const measure: Timeline['measure'] = async (step, work) => {
    const from = now()
    try {
      return await work()
    } finally {
      spans.push({ ...step, kind: 'step', from, to: now() })
    }
  }

  return { onEvent, watch, measure, spans: () => [...spans].sort((a, b) => a.from - b.from).map(roundSpan) }
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100

const roundSpan = (span: Span): Span => ({ ...span, from: round(span.from), to: round(span.to) })
