import { describe, expect, it } from '@jest/globals'
import { checkBuilder } from '../../src/bake/builder.ts'
import { UserError } from '../../src/errors.ts'
import { parsePlatform } from '../../src/platform.ts'
import { makeDeps } from '../make-deps.ts'
import { makeInputs } from '../make-inputs.ts'

/** What buildx 0.29 printed about a builder with one node, less its garbage collection. */
const oneNode = `Name:          default
Driver:        docker
Last Activity: 2026-11-21 22:45:35 +0000 UTC

Nodes:
Name:             default
Endpoint:         default
Status:           running
BuildKit version: v0.0.0+unknown
Platforms:        linux/amd64, linux/amd64/v2, linux/amd64/v3, linux/arm64
Labels:
 org.mobyproject.buildkit.worker.executor: containerd
`

/** The same with a second node, each with a platform that the user gave it. */
const twoNodes = `${oneNode.replace('docker\n', 'remote\n').replace('linux/amd64,', 'linux/amd64*,')}
Name:             other
Endpoint:         tcp://other.example:1234
Status:           running
BuildKit version: v0.25.2
Platforms:        linux/arm64*, linux/amd64, linux/386
Labels:
 org.mobyproject.buildkit.worker.executor: oci
`

/** A node that does not run. */
const noNode = `Name:          gone
Driver:        remote
Last Activity: 2026-11-21 22:50:08 +0000 UTC

Nodes:
Name:     gone0
Endpoint: tcp://gone.example:1234
Status:   inactive
`

type Answer = Readonly<{ exitCode?: number; stdout?: string; stderr?: string }>

const current = { stdout: 'github.com/docker/buildx v0.29.1 a1b2c3d\n' }

/** Docker that gives these answers to `buildx version` and `buildx inspect`. */
function makeDocker({ version = current, inspect = { stdout: oneNode } }: Record<string, Answer> = {}) {
  const calls: string[] = []
  const { deps } = makeDeps({
    exec: (program, args = []) => {
      calls.push([program, ...args].join(' '))
      const { exitCode = 0, stdout = '', stderr = '' } = args[1] === 'version' ? version : inspect
      return Promise.resolve({ exitCode, stdout, stderr })
    }
  })
  return { deps, calls }
}

const pushByDigest = 'type=image,name=registry.example/app,push-by-digest=true,name-canonical=true,push=true'

describe('checkBuilder', () => {
  it.each([
    { builder: '', inspect: 'docker buildx inspect --bootstrap' },
    { builder: 'mine', inspect: 'docker buildx inspect --bootstrap mine' }
  ])('starts the builder "$builder" and gives its own platform', async ({ builder, inspect }) => {
    const { deps, calls } = makeDocker()
    expect(await checkBuilder(makeInputs({ builder }), deps)).toBe('linux/amd64')
    expect(calls).toEqual(['docker buildx version', inspect])
  })

  it.each([
    { description: "Debian's", stdout: 'github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4\n' },
    { description: 'the oldest', stdout: 'github.com/docker/buildx v0.18.0 c0ffee\n' },
    { description: 'an unreleased', stdout: 'github.com/docker/buildx\n' }
  ])('takes $description buildx', async ({ stdout }) => {
    expect(await checkBuilder(makeInputs(), makeDocker({ version: { stdout } }).deps)).toBe('linux/amd64')
  })

  it.each([
    {
      description: 'buildx that is missing',
      docker: { version: { exitCode: 1, stderr: "docker: 'buildx' is not a docker command.\n" } },
      message:
        "docker buildx does not answer (docker: 'buildx' is not a docker command.). julia-bake needs Docker with buildx: on a runner of your own install them, or add docker/setup-buildx-action before this step."
    },
    {
      description: 'buildx that is too old',
      docker: { version: { stdout: 'github.com/docker/buildx v0.17.1 257815a\n' } },
      message:
        'docker buildx 0.17.1 is too old: julia-bake needs 0.18.0 or newer. docker/setup-buildx-action installs one.'
    },
    {
      description: 'a builder that does not start',
      docker: { inspect: { exitCode: 1, stderr: 'ERROR: context deadline exceeded\n' } },
      message:
        'The builder does not start: ERROR: context deadline exceeded. Check that Docker runs (docker info), or create a builder with docker/setup-buildx-action.'
    },
    {
      description: 'a builder that is not there',
      docker: { inspect: { exitCode: 1, stderr: 'ERROR: no builder "mine" found\n' } },
      builder: 'mine',
      message:
        'The builder "mine" does not start: ERROR: no builder "mine" found. Check that Docker runs (docker info), or create a builder with docker/setup-buildx-action.'
    },
    {
      description: 'a builder without one of the platforms',
      docker: {},
      platforms: ['linux/amd64', 'linux/arm/v7'],
      message:
        'platforms: the builder cannot run linux/arm/v7 (it runs linux/amd64, linux/amd64/v2, linux/amd64/v3, linux/arm64). Add docker/setup-qemu-action before this step, or build that platform on a native runner, such as ubuntu-24.04-arm for linux/arm64.'
    },
    {
      description: 'a push by digest with the engine’s own builder',
      docker: {},
      outputs: [pushByDigest],
      message: `outputs: "${pushByDigest}": the engine's own builder (driver "docker") cannot push by digest. Add docker/setup-buildx-action before this step, or name a builder of another driver in "builder".`
    },
    {
      description: 'to load what two nodes build',
      docker: { inspect: { stdout: twoNodes } },
      load: true,
      message:
        'load: "true": the builder has these platforms on several nodes, and what they build together can only be pushed, not loaded. Set push: true with tags, where buildx joins them, or build one platform only.'
    },
    {
      description: 'to write what two nodes build to one file',
      docker: { inspect: { stdout: twoNodes } },
      outputs: ['type=oci,dest=image.tar'],
      message:
        'outputs: "type=oci,dest=image.tar": the builder has these platforms on several nodes, and what they build together can only be pushed, not written to one file. Set push: true with tags, where buildx joins them, or build one platform only.'
    },
    {
      description: 'to push what two nodes build by digest',
      docker: { inspect: { stdout: twoNodes } },
      outputs: [pushByDigest],
      message: `outputs: "${pushByDigest}": the builder has these platforms on several nodes, and what they build together can only be pushed under tags. Set push: true with tags, where buildx joins them, or build one platform only.`
    },
    {
      description: 'a builder whose nodes do not run',
      docker: { inspect: { stdout: noNode } },
      platforms: ['linux/amd64'],
      message:
        'platforms: the builder cannot run linux/amd64 (it runs nothing). Add docker/setup-qemu-action before this step, or build that platform on a native runner, such as ubuntu-24.04-arm for linux/arm64.'
    }
  ])(
    'refuses $description',
    async ({ docker, builder = '', platforms, outputs = [], load = false, message }) => {
      const inputs = makeInputs({
        builder,
        load,
        outputs,
        ...(platforms === undefined ? {} : { platforms: platforms.map(parsePlatform) })
      })
      await expect(checkBuilder(inputs, makeDocker(docker).deps)).rejects.toThrow(new UserError(message))
    }
  )

  it.each([
    {
      description: 'a push by digest with a builder of another driver',
      docker: { inspect: { stdout: oneNode.replace('docker', 'docker-container') } },
      outputs: [pushByDigest]
    },
    {
      description: 'a push by tag with the engine’s own builder',
      docker: {},
      outputs: ['type=image,name=registry.example/app:push-by-digest,push=true']
    },
    {
      description: 'a push by tag and folders of several nodes',
      docker: { inspect: { stdout: twoNodes } },
      outputs: ['type=registry', 'type=local,dest=out']
    },
    {
      description: 'one platform to load of a builder with several nodes',
      docker: { inspect: { stdout: twoNodes } },
      outputs: ['type=docker'],
      load: true,
      platforms: [parsePlatform('linux/arm64')]
    }
  ])('takes $description', async ({ docker, ...inputs }) => {
    expect(await checkBuilder(makeInputs(inputs), makeDocker(docker).deps)).toBe('linux/amd64')
  })

  it('says that docker is missing', async () => {
    await expect(checkBuilder(makeInputs(), makeDeps().deps)).rejects.toThrow(
      new UserError(
        'docker buildx does not answer (docker was not found on the PATH). julia-bake needs Docker with buildx: on a runner of your own install them, or add docker/setup-buildx-action before this step.'
      )
    )
  })
})
