import { describe, expect, it } from '@jest/globals'
import { countNodes, parseNodes } from '../../src/bake/nodes.ts'

describe('parseNodes', () => {
  it.each([
    {
      description: 'one node',
      text: 'Platforms:        linux/amd64, linux/amd64/v2, linux/arm64\n',
      nodes: [{ platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/arm64'], given: [] }]
    },
    {
      description: 'several nodes, and what the user gave them',
      text: 'Platforms: linux/amd64*, linux/arm64\nLabels:\nPlatforms: linux/arm64*, linux/arm/v7*, linux/arm64\n',
      nodes: [
        { platforms: ['linux/amd64', 'linux/arm64'], given: ['linux/amd64'] },
        { platforms: ['linux/arm64', 'linux/arm/v7'], given: ['linux/arm64', 'linux/arm/v7'] }
      ]
    },
    {
      description: 'arm64 under its long name',
      text: 'Platforms: linux/arm64/v8, linux/arm64*\n',
      nodes: [{ platforms: ['linux/arm64'], given: ['linux/arm64'] }]
    },
    {
      description: 'a node that does not run as none',
      text: 'Name:     gone0\nStatus:   inactive\n',
      nodes: []
    },
    {
      description: 'line ends of Windows',
      text: 'Platforms: linux/amd64\r\n',
      nodes: [{ platforms: ['linux/amd64'], given: [] }]
    }
  ])('reads $description', ({ text, nodes }) => {
    expect(parseNodes(text)).toEqual(nodes)
  })
})

describe('countNodes', () => {
  const [amd64, arm64] = ['linux/amd64', 'linux/arm64'] as const
  const node = (platforms: readonly string[], given: readonly string[] = []) => ({ platforms, given })

  it.each([
    { description: 'one node', nodes: [node([amd64, arm64])], count: 1 },
    { description: 'two nodes that run one each', nodes: [node([amd64]), node([arm64])], count: 2 },
    {
      description: 'two nodes that run both, of which buildx takes the first',
      nodes: [node([amd64, arm64]), node([arm64, amd64])],
      count: 1
    },
    {
      description: 'two nodes that run both and were given one each',
      nodes: [node([amd64, arm64], [amd64]), node([arm64, amd64], [arm64])],
      count: 2
    },
    {
      description: 'two nodes that run both, of which only the second was given one',
      nodes: [node([amd64, arm64]), node([arm64, amd64], [arm64])],
      count: 1
    }
  ])('counts $description', ({ nodes, count }) => {
    expect(countNodes([amd64, arm64], nodes)).toBe(count)
  })

  it('counts only nodes of the platforms asked for', () => {
    expect(countNodes([arm64], [node([amd64], [amd64]), node([arm64], [arm64])])).toBe(1)
  })
})
