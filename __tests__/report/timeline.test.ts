import { describe, expect, it } from '@jest/globals'
import { renderSummary, startTimeline, type Span } from '../../src/report/index.ts'
import { transcribe } from '../../src/bake/progress.ts'
import { makeReport } from './make-report.ts'

/** A timeline whose clock is moved by hand. */
function makeTimeline() {
  const clock = { now: 0 }
  const timeline = startTimeline(() => clock.now)
  const tell = (at: number, said: string, platform = 'linux/amd64'): void => {
    clock.now = at
    const [kind = '', ...text] = said.split(' ')
    timeline.onEvent({ platform, kind, text: text.join(' ') })
  }
  return { clock, timeline, tell }
}

/** A bake's result with these steps of BuildKit: name, begin and end in seconds, whether it was in the cache. */
function makeResult(
  ...steps: readonly (readonly [name: string, from: number, to: number, cached?: boolean])[]
) {
  const { read, transcript } = transcribe(() => undefined)
  const time = (seconds: number): string => new Date(1_800_000_000_000 + seconds * 1000).toISOString()
  steps.forEach(([name, from, to, cached = false], at) => {
    const vertex = { digest: `sha256:${at}`, name, started: time(from), completed: time(to), cached }
    read(JSON.stringify({ vertexes: [vertex] }))
  })
  return { transcript: transcript(), seconds: 1, metadata: {} }
}

const span = (name: string, from: number, to: number, kind: Span['kind'] = 'step'): Span => ({
  platform: 'linux/amd64',
  name,
  kind,
  from,
  to
})

describe('startTimeline', () => {
  it('writes down the steps and packages of the stages, and the exports of BuildKit', async () => {
    const { clock, timeline, tell } = makeTimeline()
    clock.now = 2
    await timeline.watch(['linux/amd64'], () => {
      tell(3, 'stage depot')
      tell(4, 'step instantiate')
      tell(6, 'step precompile')
      tell(6.5, 'start Words')
      tell(7, 'start Poems')
      tell(8, 'done Words 1.5')
      tell(9, 'done Poems 2.0')
      tell(10, 'step prune')
      clock.now = 12
      return Promise.resolve(
        makeResult(
          ['[internal] load local bake definitions', 100, 100.1],
          ['[linux/amd64 base 1/1] FROM docker.io/library/debian:trixie-slim', 100.1, 101],
          ['[depot-amd64] exporting to oci image format', 108.004, 110],
          ['[linux/amd64 base 1/1] FROM docker.io/library/other', 100.1, 101, true]
        )
      )
    })
    expect(timeline.spans()).toEqual([
      span('pull the base image', 2.1, 3),
      span('install packages', 4, 6),
      span('precompile', 6, 10),
      span('Words', 6.5, 8, 'package'),
      span('Poems', 7, 9, 'package'),
      span('prune and pack', 10, 12),
      span('export', 10, 12)
    ])
  })

  it('ends what a failed bake left open, and says what is for all platforms', async () => {
    const { clock, timeline, tell } = makeTimeline()
    await timeline.watch(['linux/amd64', 'linux/arm64'], () => {
      for (const platform of ['linux/amd64', 'linux/arm64']) tell(1, 'stage verify', platform)
      tell(1, 'step verify', 'linux/arm64')
      clock.now = 4
      return Promise.resolve(makeResult(['exporting to image', 0, 1]))
    })
    expect(timeline.spans()).toEqual([
      { name: 'export', kind: 'step', from: 0, to: 1 },
      { ...span('verify: load the image', 1, 4), platform: 'linux/arm64' }
    ])
  })

  it('measures what the run does itself, even if it fails', async () => {
    const { clock, timeline } = makeTimeline()
    const failing = timeline.measure({ name: 'get Julia' }, () => {
      clock.now = 3
      return Promise.reject(new Error('no'))
    })
    await expect(failing).rejects.toThrow('no')
    expect(timeline.spans()).toEqual([{ name: 'get Julia', kind: 'step', from: 0, to: 3 }])
  })
})

describe('the picture of a timeline', () => {
  it('has a section for each platform, in seconds that no time zone changes', () => {
    const timeline = [
      span('get Julia', 0, 0.01),
      span('install: packages; #1', 1, 3.25),
      span('Poems', 2, 62, 'package'),
      { name: 'export', kind: 'step' as const, from: 62, to: 70 }
    ]
    const picture = /```mermaid\n(%%[^]*?)\n```/.exec(renderSummary(makeReport({ timeline })))?.[1]
    expect(picture?.split('\n').slice(1)).toEqual([
      'gantt',
      '    dateFormat x',
      '    axisFormat %s s',
      '    tickInterval 10second',
      '    section linux/amd64',
      '    install  packages   1 (2.3 s) :1000, 3250',
      '    Poems (1 min 00 s) :active, 2000, 62000',
      '    section all platforms',
      '    export (8.0 s) :62000, 70000'
    ])
  })
})
