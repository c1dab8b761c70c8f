import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { explainFailure } from '../../src/bake/failure.ts'
import { transcribe } from '../../src/bake/progress.ts'

type Step = Readonly<{ name: string; error?: string; said?: readonly string[] }>

/** Lines as buildx prints them for steps that ran one after the other. */
const linesOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap(({ name, error, said = [] }, at) => {
    const vertex = { digest: `sha256:${at}`, name, started: '2026-11-21T22:00:00Z' }
    const logs = said.map(line => ({
      vertex: vertex.digest,
      data: Buffer.from(`${line}\n`).toString('base64')
    }))
    const end = { ...vertex, completed: '2026-11-21T22:00:01Z', ...(error === undefined ? {} : { error }) }
    return [{ vertexes: [vertex] }, { logs }, { vertexes: [end] }].map(message => JSON.stringify(message))
  })

function explain(lines: readonly string[]): string {
  const { read, transcript } = transcribe(() => undefined)
  lines.forEach(read)
  return explainFailure(transcript())
}

describe('explainFailure', () => {
  it('quotes the step that failed, as buildx really tells it', () => {
    const sample = readFileSync(new URL('fixtures/bad.txt', import.meta.url), 'utf8').split('\n')
    expect(explain(sample)).toBe(
      [
        '[bad 1/1] RUN ["/say", "badly"]: process "/say badly" did not complete successfully: exit code: 3',
        '  julia-bake linux/amd64: stage depot',
        '  julia-bake linux/amd64: start Words',
        '  half a line',
        '  Grüße',
        '  julia-bake linux/amd64: done Words 1.5',
        '  no newline at the end'
      ].join('\n')
    )
  })

  it.each([
    {
      description: 'names the packages that do not precompile',
      what: 'precompile Brittle Almanac',
      headline: 'linux/arm64: precompiling Brittle, Almanac failed. Julia says:'
    },
    {
      description: 'says that precompiling failed where no package is known',
      what: 'precompile ',
      headline: 'linux/arm64: precompiling failed. Julia says:'
    },
    {
      description: 'says that packages could not be installed',
      what: 'instantiate',
      headline: 'linux/arm64: installing the packages failed. Julia says:'
    },
    {
      description: 'says that there is no code for a CPU that was asked for',
      what: 'targets',
      headline: 'linux/arm64: compiled files lack native code that cpu-target asks for. Julia says:'
    },
    {
      description: 'takes what it does not know as it is',
      what: 'something new',
      headline: 'linux/arm64: something new. Julia says:'
    }
  ])('$description', ({ what, headline }) => {
    const said = [
      'julia-bake linux/arm64: message ERROR: LoadError: no',
      'julia-bake linux/arm64: message   [1] top-level scope',
      `julia-bake linux/arm64: error ${what}`
    ]
    const failed = { name: '[linux/arm64 depot-build 2/2] RUN julia', error: 'exit code: 1', said }
    expect(explain(linesOf([{ name: 'first' }, failed]))).toBe(
      [headline, '  ERROR: LoadError: no', '    [1] top-level scope'].join('\n')
    )
  })

  it.each([
    { told: '', words: 'This build had no credentials.' },
    {
      told: 'git_credentials ssh',
      words:
        'This build had passwords for git (git_credentials), an SSH agent; see that it is good for this one, and not expired.'
    }
  ])('says how to pass credentials where a package could not be fetched ($told)', ({ told, words }) => {
    const said = [
      `julia-bake linux/arm64: credentials ${told}`,
      'julia-bake linux/arm64: message ERROR: failed to clone from https://git.example/Secret.jl.git',
      'julia-bake linux/arm64: message Stacktrace:',
      'julia-bake linux/arm64: message  [1] pkgerror',
      'julia-bake linux/arm64: error fetch Secret'
    ]
    const explained = explain(linesOf([{ name: 'RUN julia', error: 'exit code: 1', said }])).split('\n')
    expect(explained.slice(0, 3)).toEqual([
      'linux/arm64: Secret could not be fetched. Julia says:',
      '  ERROR: failed to clone from https://git.example/Secret.jl.git',
      `Usual cause: Secret is private, or this version of it is no longer where the manifest and the registry have it. ${words}`
    ])
    expect(explained[3]).toMatch(/^What to do: pass credentials to the build\. /)
  })

  it('explains why an image that was to be verified does not load', () => {
    const said = [
      'julia-bake linux/arm64: message cannot read /app',
      'julia-bake linux/arm64: error verify broken Words 12345 native /app'
    ]
    const explained = explain(linesOf([{ name: 'RUN julia', error: 'exit code: 1', said }]))
    expect(explained.split('\n').slice(0, 2)).toEqual([
      'linux/arm64: the finished image does not pass: Words cannot be loaded (as UID 12345, in /app). Julia says:',
      '  cannot read /app'
    ])
  })

  it('gives each platform its own message', () => {
    const failed = (platform: string): Step => ({
      name: `[${platform} app-build 2/2] RUN julia`,
      error: 'exit code: 1',
      said: [
        `julia-bake ${platform}: message ERROR on ${platform}`,
        `julia-bake ${platform}: error precompile App`
      ]
    })
    expect(explain(linesOf([failed('linux/amd64'), failed('linux/arm64')]))).toBe(
      [
        'linux/amd64: precompiling App failed. Julia says:',
        '  ERROR on linux/amd64',
        'linux/arm64: precompiling App failed. Julia says:',
        '  ERROR on linux/arm64'
      ].join('\n')
    )
  })

  it('leaves out steps that were stopped because another failed', () => {
    const steps = [
      { name: 'stopped', error: 'process "julia" did not complete: context canceled' },
      { name: 'failed', error: 'exit code: 2', said: ['why'] }
    ]
    expect(explain(linesOf(steps))).toBe('failed: exit code: 2\n  why')
  })

  it('keeps a long step name and a long output short', () => {
    const said = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`)
    const lines = explain(linesOf([{ name: 'x'.repeat(101), error: 'exit code: 1', said }])).split('\n')
    expect(lines[0]).toBe(`${'x'.repeat(100)}…: exit code: 1`)
    expect(lines.slice(1)).toEqual(said.slice(5).map(line => `  ${line}`))
  })

  it.each([
    {
      description: 'gives the last words of buildx where no step failed',
      lines: ['', 'ERROR: additional privileges requested'],
      failure: 'ERROR: additional privileges requested'
    },
    {
      description: 'says so where nothing was said',
      lines: [],
      failure: 'docker buildx bake failed and said nothing.'
    }
  ])('$description', ({ lines, failure }) => {
    expect(explain(lines)).toBe(failure)
  })
})
