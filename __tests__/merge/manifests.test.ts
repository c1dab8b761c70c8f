import { describe, expect, it } from '@jest/globals'
import { digestOf, imagesOf, isAnnotated, readConfiguration } from '../../src/merge/manifests.ts'
import { attestationEntry, digest, imageEntry, makeConfiguration, makeIndex } from './make-registry.ts'

const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  config: { digest: digest('c'), size: 361 },
  layers: null
})

describe('imagesOf', () => {
  it.each([
    {
      description: 'an index of one image and its attestations',
      raw: makeIndex([imageEntry('a', 'amd64'), attestationEntry('b', 'a')]),
      images: [{ digest: digest('a'), platform: 'linux/amd64' }]
    },
    {
      description: 'an index of several platforms with variants',
      raw: makeIndex([
        imageEntry('1', 'amd64'),
        attestationEntry('2', '1'),
        imageEntry('3', 'arm64', 'v8'),
        imageEntry('4', 'arm', 'v7')
      ]),
      images: [
        { digest: digest('1'), platform: 'linux/amd64' },
        { digest: digest('3'), platform: 'linux/arm64' },
        { digest: digest('4'), platform: 'linux/arm/v7' }
      ]
    },
    {
      description: 'an index with an entry for an unknown platform that does not say it is an attestation',
      raw: makeIndex([imageEntry('a', 'amd64'), { ...attestationEntry('b', 'a'), annotations: undefined }]),
      images: [{ digest: digest('a'), platform: 'linux/amd64' }]
    },
    {
      description: 'an index that does not tell the platform',
      raw: makeIndex([{ ...imageEntry('a', 'amd64'), platform: undefined }]),
      images: [{ digest: digest('a') }]
    },
    {
      description: 'an index of attestations alone',
      raw: makeIndex([attestationEntry('b', 'a')]),
      images: []
    },
    {
      description: 'an image itself, by the digest of what was read',
      raw: manifest,
      images: [{ digest: digestOf(manifest) }]
    }
  ])('finds the images of $description', ({ raw, images }) => {
    expect(imagesOf(raw)).toEqual(images)
  })
})

describe('digestOf', () => {
  it('is the SHA-256 of the bytes, as `sha256sum` gives it', () => {
    expect(digestOf('Grüße\n')).toBe(
      'sha256:b1de61b8108f15d9913e0fa2e6371ed737fbe2be84e63a89ca8ae7a370322371'
    )
  })
})

describe('isAnnotated', () => {
  it.each([
    { description: 'annotations', raw: makeIndex([], { a: 'b' }), annotated: true },
    { description: 'no annotations', raw: makeIndex([]), annotated: false },
    { description: 'empty annotations', raw: makeIndex([], {}), annotated: false }
  ])('says $annotated of an index with $description', ({ raw, annotated }) => {
    expect(isAnnotated(raw)).toBe(annotated)
  })
})

describe('readConfiguration', () => {
  it.each([
    {
      description: 'an image of julia-bake',
      json: makeConfiguration('arm64', { commit: 'c0ffee', julia: '1.12.7' }),
      configuration: { platform: 'linux/arm64', commit: 'c0ffee', julia: '1.12.7' }
    },
    {
      description: 'an image without labels',
      json: '{"architecture":"arm64","variant":"v8","os":"linux","config":{"Cmd":["julia"]}}',
      configuration: { platform: 'linux/arm64' }
    },
    { description: 'no image', json: 'null', configuration: { platform: 'unknown' } }
  ])('reads $description', ({ json, configuration }) => {
    expect(readConfiguration(json)).toEqual(configuration)
  })
})
