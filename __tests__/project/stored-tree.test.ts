import { describe, expect, test } from '@jest/globals'
import { hashTree } from '../../src/project/hash-tree.ts'
import { parseHashTree, writeHashTree } from '../../src/project/stored-tree.ts'
import { makeEntry, makeEnvironment, on } from './samples.ts'

describe('a stored tree', () => {
  const extended = makeEntry(1, { weakdeps: on(2), extensions: { P1Ext: ['P2'] } })
  const tree = hashTree(makeEnvironment([extended, makeEntry(2)], on(1, 2)), { juliaVersion: '1.12.5' })

  test('is read back as it was', () => {
    expect(tree.extensions).toHaveLength(1)
    expect(parseHashTree(writeHashTree(tree))).toEqual(tree)
  })

  test.each([
    { description: 'no JSON', text: '{' },
    { description: 'another format', text: JSON.stringify({ ...tree, format: 1 }) },
    { description: 'no nodes', text: JSON.stringify({ ...tree, nodes: undefined }) },
    { description: 'no extensions', text: JSON.stringify({ ...tree, extensions: undefined }) },
    {
      description: 'a node without hash',
      text: JSON.stringify({ ...tree, nodes: [{ ...tree.nodes[0], hash: 1 }] })
    },
    {
      description: 'an extension without triggers',
      text: JSON.stringify({ ...tree, extensions: [{ ...tree.extensions[0], triggers: 'P2' }] })
    },
    { description: 'nothing', text: 'null' }
  ])('that is $description is none', ({ text }) => {
    expect(parseHashTree(text)).toBeUndefined()
  })
})
