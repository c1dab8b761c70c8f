import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { tellProgress } from '../../src/report/index.ts'
import { makeLog } from '../make-deps.ts'

const totals: Readonly<Record<string, number>> = { depot: 12, image: 1 }

/** Progress that is told events as `kind text`, of linux/arm64 if nothing else is said. */
function makeProgress() {
  const { log, logged } = makeLog()
  const { onEvent, stop } = tellProgress(log, (_platform, stage) => totals[stage] ?? 0)
  const tell = (said: string, platform = 'linux/arm64') => {
    const [kind = '', ...text] = said.split(' ')
    onEvent({ platform, kind, text: text.join(' ') })
  }
  return { tell, stop, logged }
}

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

describe('tellProgress', () => {
  it('tells what is compiled, and how many of how many', () => {
    const { tell, logged } = makeProgress()
    const said = ['stage depot', 'step instantiate', 'step precompile', 'pass 1/1 generic', 'start Words']
    for (const each of [...said, 'done Words 1.5', 'start Slow', 'done Slow 8.1', 'step prune']) tell(each)
    expect(logged).toEqual([
      'info: linux/arm64  installing packages',
      'info: linux/arm64  [ 1/12] compiled Words in 1.5 s',
      'info: linux/arm64  [ 2/12] compiled Slow in 8.1 s',
      'info: linux/arm64  removing what the recipe does not use'
    ])
  })

  it('begins to count again with the next stage', () => {
    const { tell, logged } = makeProgress()
    for (const each of ['stage depot', 'done Words 1.5', 'stage image', 'done App 2.0', 'step export'])
      tell(each)
    expect(logged).toEqual([
      'info: linux/arm64  [ 1/12] compiled Words in 1.5 s',
      'info: linux/arm64  [1/1] compiled App in 2.0 s',
      'info: linux/arm64  exporting'
    ])
  })

  it('tells how the finished image loads, as whom and on which CPU', () => {
    const { tell, logged } = makeProgress()
    const said = ['stage verify', 'step verify', 'loading 0 native /app', 'package 0.5 Words']
    for (const each of [...said, 'loaded 0.512 0 native /app', 'loaded 11.96 12345 haswell /app/my tools'])
      tell(each)
    expect(logged).toEqual([
      'info: linux/arm64  loading the finished image',
      'info: linux/arm64  /app loads in 0.5 s as UID 0; nothing compiled',
      'info: linux/arm64  /app/my tools loads in 12.0 s as UID 12345, like haswell; nothing compiled'
    ])
  })

  it('keeps platforms apart', () => {
    const { tell, logged } = makeProgress()
    for (const platform of ['linux/amd64', 'linux/arm64']) tell('stage depot', platform)
    tell('done Words 1.5', 'linux/amd64')
    tell('done Words 9.5', 'linux/arm64')
    tell('done Poems 2.5', 'linux/amd64')
    expect(logged).toEqual([
      'info: linux/amd64  [ 1/12] compiled Words in 1.5 s',
      'info: linux/arm64  [ 1/12] compiled Words in 9.5 s',
      'info: linux/amd64  [ 2/12] compiled Poems in 2.5 s'
    ])
  })

  it('counts beyond what it expected', () => {
    const { tell, logged } = makeProgress()
    for (const each of ['stage image', 'start B', 'done A 1.0', 'done B 1.0']) tell(each)
    expect(logged).toEqual([
      'info: linux/arm64  [1/2] compiled A in 1.0 s',
      'info: linux/arm64  [2/2] compiled B in 1.0 s'
    ])
  })

  it('gives a sign of life every ten seconds while something compiles', () => {
    const { tell, stop, logged } = makeProgress()
    for (const each of ['stage depot', 'start Slow']) tell(each)
    jest.advanceTimersByTime(4000)
    tell('start Words')
    jest.advanceTimersByTime(16_000)
    tell('done Slow 20.0')
    tell('done Words 16.0')
    jest.advanceTimersByTime(60_000)
    expect(logged).toEqual([
      'info: linux/arm64  [ 0/12] compiling Slow (10 s), Words (6 s)',
      'info: linux/arm64  [ 0/12] compiling Slow (20 s), Words (16 s)',
      'info: linux/arm64  [ 1/12] compiled Slow in 20.0 s',
      'info: linux/arm64  [ 2/12] compiled Words in 16.0 s'
    ])
    stop()
    expect(jest.getTimerCount()).toBe(0)
  })

  it.each(['error precompile Brittle', 'failed Brittle'])('is silent about a stage after "%s"', end => {
    const { tell, logged } = makeProgress()
    for (const each of ['stage depot', 'start Brittle', end, 'done Words 1.0']) tell(each)
    jest.advanceTimersByTime(60_000)
    expect(logged).toEqual([])
  })

  it('warns of what a stage warns of', () => {
    const { tell, logged } = makeProgress()
    tell('stage depot')
    tell('warning Brittle could not be precompiled')
    expect(logged).toEqual(['warning: linux/arm64: Brittle could not be precompiled'])
  })

  it('says nothing of what no stage told', () => {
    const { tell, logged } = makeProgress()
    for (const each of ['done Words 1.5', 'step prune', 'message ERROR', 'unknown thing']) tell(each)
    expect(logged).toEqual([])
  })
})
