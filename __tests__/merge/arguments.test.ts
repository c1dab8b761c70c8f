import { describe, expect, it } from '@jest/globals'
import { createArguments, imageArguments, indexAnnotation, rawArguments } from '../../src/merge/arguments.ts'
import { digest } from './make-registry.ts'

const reference = `registry.example/app@${digest('a')}`

describe('the arguments that ask the registry', () => {
  it.each([
    {
      description: 'an index with the current builder',
      args: rawArguments(reference, ''),
      expected: ['buildx', 'imagetools', 'inspect', '--raw', reference]
    },
    {
      description: 'an index with a builder',
      args: rawArguments(reference, 'mine'),
      expected: ['buildx', 'imagetools', 'inspect', '--builder', 'mine', '--raw', reference]
    },
    {
      description: 'a configuration with the current builder',
      args: imageArguments(reference, ''),
      expected: ['buildx', 'imagetools', 'inspect', '--format', '{{json .Image}}', reference]
    },
    {
      description: 'a configuration with a builder',
      args: imageArguments(reference, 'mine'),
      expected: [
        'buildx',
        'imagetools',
        'inspect',
        '--builder',
        'mine',
        '--format',
        '{{json .Image}}',
        reference
      ]
    }
  ])('for $description', ({ args, expected }) => {
    expect(args).toEqual(expected)
  })
})

describe('createArguments', () => {
  it.each([
    {
      description: 'one tag',
      inputs: { tags: ['registry.example/app:1'], annotations: [], builder: '' },
      args: ['buildx', 'imagetools', 'create', '--tag', 'registry.example/app:1', reference]
    },
    {
      description: 'tags of two repositories, annotations with spaces and commas, a builder',
      inputs: {
        tags: ['registry.example/app:1', 'other.example/app:latest'],
        annotations: ['org.example.words=one, two', 'manifest:org.example.url=https://app.example/?a=b'],
        builder: 'mine'
      },
      args: [
        'buildx',
        'imagetools',
        'create',
        '--builder',
        'mine',
        '--annotation',
        'index:org.example.words=one, two',
        '--annotation',
        'index:org.example.url=https://app.example/?a=b',
        '--tag',
        'registry.example/app:1',
        '--tag',
        'other.example/app:latest',
        reference
      ]
    }
  ])('gives docker $description', ({ inputs, args }) => {
    expect(createArguments(inputs, [reference])).toEqual(args)
  })
})

describe('indexAnnotation', () => {
  it.each([
    { annotation: 'a=b', index: 'index:a=b' },
    { annotation: 'index:a=b', index: 'index:a=b' },
    { annotation: 'manifest:a=b', index: 'index:a=b' },
    { annotation: 'manifest,index:a=b', index: 'index:a=b' },
    { annotation: 'manifest[linux/amd64],index-descriptor:a=b', index: 'index:a=b' },
    { annotation: 'org.example:key=b', index: 'index:org.example:key=b' },
    { annotation: 'a=index:b', index: 'index:a=index:b' }
  ])('makes $index of $annotation', ({ annotation, index }) => {
    expect(indexAnnotation(annotation)).toBe(index)
  })
})
