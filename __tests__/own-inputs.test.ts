import { describe, expect, it } from '@jest/globals'
import { checkOwnInputs } from '../src/own-inputs.ts'
import type { Inputs } from '../src/inputs.ts'
import { makeInputs } from './make-inputs.ts'

const check = (overrides: Partial<Inputs>, baseImage = 'debian:trixie-slim') => {
  const inputs = makeInputs(overrides)
  return () => {
    checkOwnInputs(inputs, inputs, baseImage)
  }
}

describe('checkOwnInputs', () => {
  const allowed: readonly Readonly<{ description: string; inputs: Partial<Inputs>; baseImage?: string }>[] = [
    { description: 'nothing of one’s own', inputs: {} },
    { description: 'a Dockerfile with its stage', inputs: { file: 'Dockerfile', target: 'final' } },
    {
      description: 'a bake file, pushed to where its targets say',
      inputs: { files: ['a.hcl'], targets: ['api'], set: ['api.args.A=1'], push: true, secrets: ['A=b'] }
    },
    { description: 'a base that is a target', inputs: { files: ['a.hcl'] }, baseImage: 'target:base' },
    { description: 'a definition in this checkout', inputs: { source: '.' } },
    { description: 'a definition elsewhere', inputs: { source: 'https://github.com/acme/app.git#main' } }
  ]

  it.each(allowed)('takes $description', ({ inputs, baseImage }) => {
    expect(check(inputs, baseImage)).not.toThrow()
  })

  const refused: readonly Readonly<{
    description: string
    inputs: Partial<Inputs>
    baseImage?: string
    message: string
  }>[] = [
    {
      description: 'a Dockerfile beside a bake file',
      inputs: { file: 'Dockerfile', files: ['a.hcl'] },
      message: 'file: "Dockerfile" names one Dockerfile, and files, targets and source a bake definition.'
    },
    {
      description: 'a stage beside targets',
      inputs: { target: 'final', targets: ['api'] },
      message: 'target: "final" names one Dockerfile, and files, targets and source a bake definition.'
    },
    {
      description: 'tags beside a bake file',
      inputs: { files: ['a.hcl'], tags: ['app:1'] },
      message:
        'tags: belongs to one image, and files, targets and source name a bake definition, whose targets have their own. Write it there, or lay it over a target with set: "TARGET.tags=…".'
    },
    {
      description: 'build arguments beside a bake file',
      inputs: { files: ['a.hcl'], buildArgs: ['A=1'] },
      message: 'set: "TARGET.args.NAME=…".'
    },
    {
      description: 'another folder as the source',
      inputs: { source: 'sub' },
      message: 'source: "sub" is not where a bake definition can be. Allowed: "."'
    },
    {
      description: 'overrides of nothing',
      inputs: { set: ['api.args.A=1'] },
      message: 'set: "api.args.A=1" is laid over a target of a bake definition, and there is none.'
    },
    {
      description: 'a stage of nothing',
      inputs: { target: 'final' },
      message: 'target: "final" is a stage of a Dockerfile of your own, and there is none.'
    },
    {
      description: 'a base that is a target of nothing',
      inputs: {},
      baseImage: 'target:base',
      message: 'base-image: "target:base" is a target of a bake definition, and there is none.'
    },
    {
      description: 'a push to nowhere',
      inputs: { push: true },
      message: 'push: "true" needs tags: name where the image goes'
    }
  ]

  it.each(refused)('refuses $description', ({ inputs, baseImage, message }) => {
    expect(check(inputs, baseImage)).toThrow(message)
  })
})
