import { describe, expect, it } from '@jest/globals'
import { makeDefinition } from './make-image.ts'
import { bakeFile } from '../../src/bake/definition.ts'

describe('bakeFile', () => {
  it('is the definition as JSON', () => {
    const definition = makeDefinition({ contexts: { plan: '/run/plan' } })
    expect(JSON.parse(bakeFile(definition))).toEqual(definition)
  })

  it.each([
    { description: 'an interpolation', text: 'a ${b} c', escaped: 'a $${b} c' },
    { description: 'a directive', text: '%{if}', escaped: '%%{if}' },
    { description: 'what is escaped already', text: '$${a} %%{b}', escaped: '$$${a} %%%{b}' },
    { description: 'several', text: '${a}${b}', escaped: '$${a}$${b}' },
    { description: 'no lone signs', text: '$a 5% {b} $ {c}', escaped: '$a 5% {b} $ {c}' }
  ])('escapes $description in values and names', ({ text, escaped }) => {
    const file = bakeFile(makeDefinition({ args: { [text]: text }, tags: [text] }))
    expect(JSON.parse(file)).toEqual(makeDefinition({ args: { [escaped]: escaped }, tags: [escaped] }))
  })
})
