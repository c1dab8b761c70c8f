import { describe, expect, it } from '@jest/globals'
import { UserError } from '../../src/errors.ts'
import { createArguments } from '../../src/merge/arguments.ts'
import { mergeImages, type MergeInputs } from '../../src/merge/index.ts'
import { digestOf } from '../../src/merge/manifests.ts'
import {
  attestationEntry,
  digest,
  imageEntry,
  makeConfiguration,
  makeIndex,
  makeRegistry
} from './make-registry.ts'

const repository = 'registry.example/app'
const tags = [`${repository}:1`, 'other.example/app:latest']
const at = (digit: string): string => `${repository}@${digest(digit)}`
const labels = { commit: 'c0ffee', julia: '1.12.7' }

const makeInputs = (overrides: Partial<MergeInputs> = {}): MergeInputs => ({
  tags,
  digests: [digest('a'), digest('b')],
  annotations: [],
  platforms: ['linux/amd64', 'linux/arm64'],
  builder: '',
  ...overrides
})

/** An index and the image in it of an amd64 build (`a`, `1`) and of an arm64 build (`b`, `3`). */
const raw = {
  [at('a')]: makeIndex([imageEntry('1', 'amd64'), attestationEntry('2', '1')]),
  [at('b')]: makeIndex([imageEntry('3', 'arm64'), attestationEntry('4', '3')])
}
const configurations = {
  [at('1')]: makeConfiguration('amd64', labels),
  [at('3')]: makeConfiguration('arm64', labels)
}
const entries = [
  imageEntry('1', 'amd64'),
  attestationEntry('2', '1'),
  imageEntry('3', 'arm64'),
  attestationEntry('4', '3')
]
const index = makeIndex(entries)

describe('mergeImages', () => {
  it('reads, checks, shows, pushes and looks at what was pushed', async () => {
    const registry = makeRegistry({ raw, configurations, index })
    const merged = await mergeImages(makeInputs(), registry.deps)
    expect(merged).toEqual({
      digest: registry.digest,
      tags,
      images: [
        { platform: 'linux/amd64', reference: at('a'), ...labels },
        { platform: 'linux/arm64', reference: at('b'), ...labels }
      ]
    })
    const inspect = ['docker', 'buildx', 'imagetools', 'inspect']
    const create = createArguments(makeInputs(), [at('a'), at('b')])
    expect(registry.calls).toEqual([
      ['docker', 'buildx', 'version'],
      ...[at('a'), at('b')].map(each => [...inspect, '--raw', each]),
      ...[at('1'), at('3')].map(each => [...inspect, '--format', '{{json .Image}}', each]),
      ['docker', ...create, '--dry-run'],
      ['docker', ...create],
      ...tags.map(tag => [...inspect, '--raw', tag])
    ])
    expect(registry.logged).toEqual([
      'group: Images to merge',
      `info: linux/amd64  Julia 1.12.7   commit c0ffee ${at('a')}`,
      `info: linux/arm64  Julia 1.12.7   commit c0ffee ${at('b')}`,
      'group: Index',
      `info: docker ${create.join(' ')}`,
      `info: ${index}`
    ])
  })

  it('takes images without an index, whose configurations tell their platforms', async () => {
    const [one, other] = ['{"layers":[]}', '{"layers":null}']
    const { deps, digest: made } = makeRegistry({
      raw: { [at('a')]: one, [at('b')]: other },
      configurations: {
        // `printf '{"layers":[]}' | sha256sum`, and of the other
        [`${repository}@sha256:c824a9aa7d2e3471306648c6d4baa1abbcb97ff0276181ab4722ca27127cdba0`]:
          makeConfiguration('amd64', labels),
        [`${repository}@sha256:d41087e0eb61fe2e8ff28cc084c401ff6d4aaec2201dafd6860ff526c54d1287`]:
          makeConfiguration('arm64', labels)
      },
      index
    })
    expect(await mergeImages(makeInputs(), deps)).toEqual({
      digest: made,
      tags,
      images: [
        { platform: 'linux/amd64', reference: at('a'), ...labels },
        { platform: 'linux/arm64', reference: at('b'), ...labels }
      ]
    })
  })

  it('warns of what no image tells', async () => {
    const bare = { [at('1')]: makeConfiguration('amd64'), [at('3')]: makeConfiguration('arm64') }
    const { deps, logged } = makeRegistry({ raw, configurations: bare, index })
    await mergeImages(makeInputs(), deps)
    expect(logged.filter(line => line.startsWith('warning'))).toEqual([
      'warning: digests: no image tells which commit it comes from (label org.opencontainers.image.revision): not checked.',
      'warning: digests: no image tells which Julia it has (label org.julialang.version): not checked.'
    ])
  })

  it.each([
    {
      description: 'what is not in the registry',
      inputs: { digests: [digest('a'), digest('c')] },
      message: `digests: ${at('c')} cannot be read. Check that the build pushed it and that this job is logged in to its registry; a digest without "repository@" in front is one of the first tag's repository. buildx says: ERROR: ${at('c')}: not found`
    },
    {
      description: 'a missing platform',
      inputs: { digests: [digest('a')] },
      message: `platforms: there is no image for linux/arm64 among the digests, only linux/amd64 (${at('a')}). Check that its build pushed by digest and uploaded its report, or take it out of "platforms".`
    },
    {
      description: 'annotations that the index cannot have',
      inputs: { annotations: ['a=b'] },
      message:
        'annotations: the images have manifests of Docker\'s own format, whose index has no annotations. Build them with "oci-mediatypes=true" among their outputs, or take the annotations out.'
    }
  ])('pushes nothing for $description', async ({ inputs, message }) => {
    const { deps, pushed } = makeRegistry({ raw, configurations, index })
    await expect(mergeImages(makeInputs(inputs), deps)).rejects.toThrow(new UserError(message))
    expect(pushed).toEqual(new Map())
  })

  it('says so when a tag is another image after the push', async () => {
    const rival = { 'other.example/app:latest': makeIndex([]) }
    const registry = makeRegistry({ raw, configurations, index, rival })
    await expect(mergeImages(makeInputs(), registry.deps)).rejects.toThrow(
      new UserError(
        `tags: other.example/app:latest is ${digestOf(makeIndex([]))} in the registry, not ${registry.digest}, which was pushed. Something else pushes to this tag at the same time: let only one job do so, with "concurrency".`
      )
    )
  })
})
