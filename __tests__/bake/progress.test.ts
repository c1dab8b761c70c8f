import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { secondsBetween, transcribe, type StageEvent } from '../../src/bake/progress.ts'

/** What buildx 0.29 printed for a small Dockerfile, less its steps that read the definition. */
const sample = (name: string): readonly string[] =>
  readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8').split('\n')

/** All that was read from lines of buildx, and what was told meanwhile. */
function readLines(lines: readonly string[]) {
  const told: StageEvent[] = []
  const { read, transcript } = transcribe(event => told.push(event))
  lines.forEach(read)
  return { ...transcript(), told }
}

const log = (vertex: string, data: Buffer | string): string =>
  JSON.stringify({ logs: [{ vertex, stream: 1, data: Buffer.from(data).toString('base64') }] })

const events = [
  { platform: 'linux/amd64', kind: 'stage', text: 'depot' },
  { platform: 'linux/amd64', kind: 'start', text: 'Words' },
  { platform: 'linux/amd64', kind: 'done', text: 'Words 1.5' }
]

describe('transcribe, given what buildx really prints', () => {
  it('shows a bake as plain progress does and tells the events of its stage', () => {
    const { lines, words, told, events: kept } = readLines(sample('good'))
    expect(lines).toEqual([
      '#1 [internal] load local bake definitions',
      '#1 DONE 0.0s',
      '#4 [internal] load build context',
      '#4 DONE 0.0s',
      '#4 DONE 0.1s',
      '#3 [good 1/2] COPY say /say',
      '#3 DONE 0.1s',
      '#2 [good 2/2] RUN ["/say"]',
      '#2 julia-bake linux/amd64: stage depot',
      '#2 julia-bake linux/amd64: start Words',
      '#2 half a line',
      '#2 Grüße',
      '#2 julia-bake linux/amd64: done Words 1.5',
      '#2 DONE 2.4s'
    ])
    expect(told).toEqual(events)
    expect(kept).toEqual(events)
    expect(words).toEqual([])
  })

  it('shows cached and failed steps, a last line without its end, and what buildx says itself', () => {
    const { lines, words, vertices } = readLines(sample('bad'))
    expect(lines).toEqual([
      '#1 [internal] load local bake definitions',
      '#1 DONE 0.0s',
      '#5 [internal] load build context',
      '#5 DONE 0.0s',
      '#5 DONE 0.0s',
      '#4 [good 1/2] COPY say /say',
      '#3 [good 2/2] RUN ["/say"]',
      '#4 CACHED',
      '#3 CACHED',
      '#2 [bad 1/1] RUN ["/say", "badly"]',
      '#2 julia-bake linux/amd64: stage depot',
      '#2 julia-bake linux/amd64: start Words',
      '#2 half a line',
      '#2 Grüße',
      '#2 julia-bake linux/amd64: done Words 1.5',
      '#2 no newline at the end',
      '#2 ERROR: process "/say badly" did not complete successfully: exit code: 3'
    ])
    expect(words).toEqual([
      'Dockerfile:5',
      '--------------------',
      '   3 |     RUN ["/say"]',
      '   4 |     FROM good AS bad',
      '   5 | >>> RUN ["/say", "badly"]',
      '   6 |     ',
      '--------------------',
      'ERROR: failed to solve: process "/say badly" did not complete successfully: exit code: 3'
    ])
    const digest = 'sha256:5b8976db32b4b92b6c099c94b3b0d644bd1e5afd4e3937064829e372fc3505a3'
    expect(vertices.get(digest)).toEqual({
      number: 2,
      digest,
      name: '[bad 1/1] RUN ["/say", "badly"]',
      started: '2026-11-21T22:51:57.175527894Z',
      completed: '2026-11-21T22:51:59.465960809Z',
      error: 'process "/say badly" did not complete successfully: exit code: 3'
    })
  })
})

describe('transcribe', () => {
  it.each([
    {
      description: 'text with colons',
      said: 'julia-bake linux/arm/v7: message  in f(x::Int) at a.jl:3',
      event: { platform: 'linux/arm/v7', kind: 'message', text: ' in f(x::Int) at a.jl:3' }
    },
    {
      description: 'no text',
      said: 'julia-bake linux/amd64: message ',
      event: { platform: 'linux/amd64', kind: 'message', text: '' }
    },
    {
      description: 'a line end of Windows',
      said: 'julia-bake linux/amd64: step prune\r',
      event: { platform: 'linux/amd64', kind: 'step', text: 'prune' }
    }
  ])('reads an event with $description', ({ said, event }) => {
    expect(readLines([log('sha256:a', `${said}\n`)]).told).toEqual([event])
  })

  it.each([
    { description: 'a line that only mentions one', said: 'I said julia-bake linux/amd64: done Words 1' },
    { description: 'a line of another program', said: 'julia-bakery linux/amd64: done Words 1' },
    { description: 'a line without a kind', said: 'julia-bake linux/amd64: ' }
  ])('takes $description for no event', ({ said }) => {
    const { told, lines } = readLines([log('sha256:a', `${said}\n`)])
    expect(told).toEqual([])
    expect(lines).toEqual([`#1 ${said.trimEnd()}`])
  })

  it('keeps the lines of steps apart that speak at once', () => {
    const { lines } = readLines([
      log('sha256:a', 'one '),
      log('sha256:b', 'three '),
      log('sha256:a', 'two\n'),
      log('sha256:b', 'four\n')
    ])
    expect(lines).toEqual(['#1 one two', '#2 three four'])
  })

  it('reads what a step says before its end when both come in one message', () => {
    const vertex = { digest: 'sha256:a', name: 'RUN', started: '2026-11-21T22:00:00Z' }
    const data = Buffer.from('julia-bake linux/amd64: error list').toString('base64')
    const message = {
      vertexes: [{ ...vertex, completed: '2026-11-21T22:00:01Z', error: 'exit code: 1' }],
      logs: [{ vertex: 'sha256:a', data }]
    }
    const { lines, told } = readLines([JSON.stringify(message)])
    expect(lines).toEqual(['#1 RUN', '#1 julia-bake linux/amd64: error list', '#1 ERROR: exit code: 1'])
    expect(told).toEqual([{ platform: 'linux/amd64', kind: 'error', text: 'list' }])
  })

  it.each(['{"vertexes":', '[]', 'null', 'WARNING: no output specified'])(
    'keeps "%s" as words of buildx',
    line => {
      expect(readLines([line, '', '  '])).toMatchObject({ words: [line], lines: [] })
    }
  )

  it('passes over messages of another form', () => {
    const odd = ['{}', '{"vertexes":null}', '{"vertexes":[1],"logs":{}}', '{"warnings":[{"short":"eA=="}]}']
    expect(readLines(odd)).toMatchObject({ words: [], lines: [], told: [] })
  })
})

describe('secondsBetween', () => {
  it.each([
    { from: '2026-11-21T22:00:00Z', to: '2026-11-21T22:00:01.5Z', seconds: 1.5 },
    { from: '2026-11-21T22:00:02Z', to: '2026-11-21T22:00:01Z', seconds: 0 },
    { from: undefined, to: '2026-11-21T22:00:01Z', seconds: 0 },
    { from: '2026-11-21T22:00:00Z', to: undefined, seconds: 0 }
  ])('gives $seconds s from $from to $to', ({ from, to, seconds }) => {
    expect(secondsBetween(from, to)).toBe(seconds)
  })
})
