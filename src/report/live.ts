import type { StageEvent } from '../bake/index.ts'
import type { Deps } from '../deps.ts'

/** Seconds between two signs of life while a package compiles. */
const HEARTBEAT = 10

type Work = { stage: string; done: number; active: Map<string, number> }

const stepWords: Readonly<Record<string, string>> = {
  resolve: 'resolving versions, since there is no manifest',
  instantiate: 'installing packages',
  prune: 'removing what the recipe does not use',
  export: 'exporting',
  verify: 'loading the finished image'
}

/** `0.912 0 haswell /app` in words. */
function loadedWords(text: string): string {
  const [seconds = '', uid = '', cpu = '', ...project] = text.split(' ')
  const as = `as UID ${uid}${cpu === 'native' ? '' : `, like ${cpu}`}`
  return `${project.join(' ')} loads in ${Number(seconds).toFixed(1)} s ${as}; nothing compiled`
}

/** A line about one platform: `linux/arm64  [ 3/12] compiled Slow in 8.1 s`. */
const line = (platform: string, work: Work, total: number, words: string): string => {
  const of = Math.max(total, work.done + work.active.size)
  return `${platform.padEnd(12)} [${String(work.done).padStart(String(of).length)}/${of}] ${words}`
}

/**
 * Tells live what the stages do: which package is compiled, how many of how many, for how long.
 *
 * @param total packages that a stage will compile, as far as is known before
 */
export function tellProgress(
  log: Deps['log'],
  total: (platform: string, stage: string) => number
): Readonly<{ onEvent: (event: StageEvent) => void; stop: () => void }> {
  const works = new Map<string, Work>()

  const tell = (platform: string, work: Work, words: string): void =>
    log.info(line(platform, work, total(platform, work.stage), words))

  const onEvent = ({ platform, kind, text }: StageEvent): void => {
    if (kind === 'stage') works.set(platform, { stage: text, done: 0, active: new Map() })
    const work = works.get(platform)
    if (work === undefined) return
    const [name = '', seconds = ''] = text.split(' ')
    if (kind === 'start') work.active.set(name, Date.now())
    if (kind === 'done') {
      work.active.delete(name)
      work.done += 1
      tell(platform, work, `compiled ${name} in ${seconds} s`)
    }
    if (kind === 'step' && stepWords[text] !== undefined)
      log.info(`${platform.padEnd(12)} ${stepWords[text]}`)
    if (kind === 'loaded') log.info(`${platform.padEnd(12)} ${loadedWords(text)}`)
    if (kind === 'warning') log.warning(`${platform}: ${text}`)
    if (kind === 'failed' || kind === 'error') works.delete(platform)
  }

  const timer = setInterval(() => {
    for (const [platform, work] of works) {
      const active = [...work.active].map(
        ([name, since]) => `${name} (${Math.round((Date.now() - since) / 1000)} s)`
      )
      if (active.length > 0) tell(platform, work, `compiling ${active.join(', ')}`)
    }
  }, HEARTBEAT * 1000)
  timer.unref()

  return { onEvent, stop: () => clearInterval(timer) }
}
