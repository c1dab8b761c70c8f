import { explainFetchFailure } from './fetch-failure.ts'
import { explainLoadFailure } from './load-failure.ts'
import type { Transcript } from './progress.ts'

const ownWords: Readonly<Record<string, string>> = {
  resolve: 'resolving the versions of packages failed',
  instantiate: 'installing the packages failed',
  precompile: 'precompiling failed',
  list: 'reading the depot failed',
  targets: 'compiled files lack native code that cpu-target asks for'
}

/** Julia's own message of each platform that said one, with the package's name in the headline. */
function juliaFailures({ events }: Transcript): readonly string[] {
  const errors = events.filter(({ kind }) => kind === 'error')
  return errors.map(error => {
    const { platform, text } = error
    const messages = events
      .filter(event => event.kind === 'message' && event.platform === platform)
      .map(message => message.text)
    if (text.startsWith('verify ')) return explainLoadFailure(error, messages)
    const [step = '', ...names] = text.split(' ')
    const [what] = names
    const lines = (headline: string): readonly string[] => [
      `${platform}: ${headline}. Julia says:`,
      ...messages.map(line => `  ${line}`)
    ]
    if (step === 'fetch' && what !== undefined) {
      const trace = lines(`${what} could not be fetched`)
      const end = trace.findIndex(line => line.trim() === 'Stacktrace:')
      const advice = explainFetchFailure(what, error, events)
      return [...trace.slice(0, end < 0 ? undefined : end), ...advice].join('\n')
    }
    const headline =
      step === 'precompile' && what !== undefined && what !== ''
        ? `precompiling ${names.join(', ')} failed`
        : (ownWords[step] ?? text)
    return lines(headline).join('\n')
  })
}

/** BuildKit's error of each step that failed, with the last lines that the step printed. */
function stepFailures({ vertices, lines }: Transcript): readonly string[] {
  const failed = [...vertices.values()].filter(({ error = 'canceled' }) => !error.includes('canceled'))
  return failed.map(({ number, name, error = '' }) => {
    const prefix = `#${number} `
    const said = lines.filter(line => line.startsWith(prefix) && !line.startsWith(`${prefix}ERROR: ${error}`))
    const last = said.slice(1).slice(-15)
    return [`${shorten(name)}: ${error}`, ...last.map(line => `  ${line.slice(prefix.length)}`)].join('\n')
  })
}

/** A step's name up to its first mounts and arguments. */
const shorten = (name: string): string => (name.length > 100 ? `${name.slice(0, 100)}…` : name)

/**
 * What went wrong in a bake, in the words of who knows best: Julia, else the failed step, else buildx.
 */
export function explainFailure(transcript: Transcript): string {
  const julia = juliaFailures(transcript)
  if (julia.length > 0) return julia.join('\n')
  const steps = stepFailures(transcript)
  if (steps.length > 0) return steps.join('\n')
  return transcript.words.slice(-15).join('\n') || 'docker buildx bake failed and said nothing.'
}
