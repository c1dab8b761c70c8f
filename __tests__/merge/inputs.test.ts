import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { UserError } from '../../src/errors.ts'
import { readMergeInputs } from '../../src/merge/inputs.ts'

const before = process.env

beforeEach(() => {
  process.env = {}
})

afterEach(() => {
  process.env = before
})

const setInputs = (inputs: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(inputs)) process.env[`INPUT_${name.toUpperCase()}`] = value
}

const needed = { tags: 'registry.example/app:1', digests: 'digests' }

describe('readMergeInputs', () => {
  it.each([
    {
      description: 'what is needed',
      inputs: needed,
      read: {
        tags: ['registry.example/app:1'],
        digests: ['digests'],
        annotations: [],
        platforms: [],
        builder: ''
      }
    },
    {
      description: 'lists of lines and commas',
      inputs: {
        tags: 'registry.example/app:1\nregistry.example/app:latest',
        digests: 'amd64.json, arm64.json',
        annotations: 'org.example.words=one, two\nmanifest:org.example.empty=',
        platforms: 'linux/amd64,linux/aarch64\nlinux/arm64',
        builder: 'mine'
      },
      read: {
        tags: ['registry.example/app:1', 'registry.example/app:latest'],
        digests: ['amd64.json', 'arm64.json'],
        annotations: ['org.example.words=one, two', 'manifest:org.example.empty='],
        platforms: ['linux/amd64', 'linux/arm64'],
        builder: 'mine'
      }
    }
  ])('reads $description', ({ inputs, read }) => {
    setInputs(inputs)
    expect(readMergeInputs()).toEqual(read)
  })

  it.each([
    {
      description: 'no tags',
      inputs: { ...needed, tags: ' ' },
      message: 'tags: the list is empty. Name where the image goes, such as ghcr.io/OWNER/NAME:latest.'
    },
    {
      description: 'no digests',
      inputs: { ...needed, digests: '' },
      message:
        'digests: the list is empty. Name the folder of the downloaded reports, or digests such as sha256:….'
    },
    {
      description: 'an annotation without a value',
      inputs: { ...needed, annotations: 'a=b\nno value' },
      message: 'annotations: "no value" is not an annotation. Write one key=value or type:key=value per line.'
    },
    {
      description: 'a platform that Julia is not built for',
      inputs: { ...needed, platforms: 'linux/sparc' },
      message:
        'platforms: "linux/sparc" is not a platform that Julia is built for. Allowed: linux/amd64, linux/arm64, linux/386, linux/arm/v7, linux/ppc64le and linux/amd64/v2, v3, v4.'
    }
  ])('refuses $description', ({ inputs, message }) => {
    setInputs(inputs)
    expect(() => readMergeInputs()).toThrow(new UserError(message))
  })
})
