import { describe, expect, it } from '@jest/globals'
import { takesJulia } from '../../src/bake/stages.ts'

const several = `
# FROM julia
FROM debian AS deps
COPY --link --from=julia-depot / /
FROM node:22 AS web
COPY --from=assets / /
FROM deps AS app
FROM scratch
COPY --from=2 / /
`

describe('takesJulia', () => {
  it.each([
    { description: 'a copy', text: 'FROM debian\nCOPY --link --from=julia / /', taken: 'yes' },
    { description: 'a base', text: 'FROM --platform=$TARGETPLATFORM julia-depot AS x', taken: 'yes' },
    {
      description: 'a mount, over several lines',
      text: 'FROM debian\nRUN --mount=type=bind,from=julia-bake,target=/x \\\n  true',
      taken: 'yes'
    },
    {
      description: 'a mount on a later line',
      text: 'FROM debian\nRUN --mount=type=tmpfs,target=/tmp \\\n  --mount=from=julia,target=/x true',
      taken: 'yes'
    },
    { description: 'another image of that name', text: 'FROM julia:1.12', taken: 'no' },
    { description: 'a comment', text: 'FROM debian\n# COPY --from=julia / /', taken: 'no' },
    { description: 'nothing at all', text: '', taken: 'unknown' },
    { description: 'a base that an argument names', text: 'ARG BASE\nFROM ${BASE}', taken: 'unknown' },
    { description: 'the last stage, by number', text: several, taken: 'yes' },
    { description: 'a stage on a stage', text: several, target: 'APP', taken: 'yes' },
    { description: 'a stage beside it', text: several, target: 'web', taken: 'no' },
    { description: 'a stage that is not there', text: several, target: 'none', taken: 'unknown' }
  ])('of $description is $taken', ({ text, target, taken }) => {
    expect(takesJulia(text, target)).toBe(taken)
  })

  it('follows contexts by other names, which come before stages', () => {
    const text = 'FROM assets AS base\nFROM base'
    expect(takesJulia(text, '', name => (name === 'assets' ? 'yes' : 'no'))).toBe('yes')
    expect(takesJulia(text, '', name => (name === 'base' ? 'unknown' : 'no'))).toBe('unknown')
  })

  it('ends where a stage is made from itself', () => {
    expect(takesJulia('FROM a AS b\nFROM b AS a')).toBe('no')
  })
})
