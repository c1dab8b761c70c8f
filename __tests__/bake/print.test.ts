import { describe, expect, it } from '@jest/globals'
import { printArguments, printBake } from '../../src/bake/print.ts'
import { makeInputs } from '../make-inputs.ts'

const start = ['buildx', 'bake', '--progress=quiet', '--print']

/** A docker that answers each of its calls in turn. */
function makeDocker(...answers: readonly Readonly<{ out?: string; error?: string }>[]) {
  const calls: (readonly string[])[] = []
  const exec = (_program: string, args: string[] = []) => {
    const { out = '', error } = answers[calls.length] ?? {}
    calls.push(args)
    return Promise.resolve({ exitCode: error === undefined ? 0 : 1, stdout: out, stderr: error ?? '' })
  }
  return { deps: { exec }, calls }
}

describe('printArguments', () => {
  it.each([
    { description: 'nothing but a file', inputs: {}, args: [] },
    { description: 'this checkout as the source', inputs: { source: '.' }, args: [] },
    {
      description: 'all that buildx lays over a definition',
      inputs: {
        source: 'https://github.com/acme/app.git',
        files: ['a.hcl', 'cwd://b.json'],
        set: ['*.platform=linux/amd64', 'api.args.A=1,2'],
        push: true,
        load: true,
        noCache: true,
        pull: true,
        provenance: 'mode=max',
        sbom: 'true'
      },
      args: [
        'https://github.com/acme/app.git',
        ...['--file', 'a.hcl', '--file', 'cwd://b.json'],
        ...['--set', '*.platform=linux/amd64', '--set', 'api.args.A=1,2'],
        ...['--push', '--load', '--no-cache', '--pull', '--provenance=mode=max', '--sbom=true']
      ]
    }
  ])('give buildx $description', ({ inputs, args }) => {
    expect(printArguments(makeInputs(inputs), ['api', 'web'])).toEqual([...start, ...args, 'api', 'web'])
  })
})

describe('printBake', () => {
  const inputs = makeInputs({ files: ['docker-bake.hcl'] })

  it('gives the definition that buildx makes of the files', async () => {
    const { deps, calls } = makeDocker({
      out: '{"group": {"default": {"targets": ["api"]}}, "target": {"api": {"context": "."}}}'
    })
    expect(await printBake(inputs, ['api'], deps)).toEqual({
      group: { default: { targets: ['api'] } },
      target: { api: { context: '.' } }
    })
    expect(calls).toEqual([[...start, '--file', 'docker-bake.hcl', 'api']])
  })

  it('lists the targets that there are for one that is not', async () => {
    const { deps, calls } = makeDocker(
      { error: 'ERROR: failed to find target nope' },
      { out: '[{"name": "api"}, {"name": "default", "group": true}]' }
    )
    await expect(printBake(inputs, ['nope'], deps)).rejects.toThrow(
      'targets: "nope" is no target or group of docker-bake.hcl. There are: api, default. Name one of them in targets, or a group "default" in the file.'
    )
    expect(calls[1]).toEqual([
      'buildx',
      'bake',
      '--progress=quiet',
      '--list=type=targets,format=json',
      '--file',
      'docker-bake.hcl'
    ])
  })

  it('does without that list where buildx cannot give it', async () => {
    const { deps } = makeDocker(
      { error: 'ERROR: failed to find target nope' },
      { error: 'unknown flag: --list' }
    )
    await expect(printBake(makeInputs({ targets: ['nope'] }), ['nope'], deps)).rejects.toThrow(
      'targets: "nope" is no target or group of the bake files that buildx finds. Name one of them'
    )
  })

  it('repeats what buildx says of a file that it cannot read', async () => {
    const { deps } = makeDocker({
      error: 'docker-bake.hcl:3\nERROR: docker-bake.hcl:3,1-2: Invalid expression'
    })
    await expect(printBake(inputs, [], deps)).rejects.toThrow(
      'files: buildx cannot read docker-bake.hcl: docker-bake.hcl:3\nERROR: docker-bake.hcl:3,1-2: Invalid expression'
    )
  })
})
