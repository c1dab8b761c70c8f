import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { findCause } from '../../src/bake/load-failure.ts'
import { addresses, root } from '../../testbed/layout.mjs'
import { run } from '../../testbed/process.mjs'
import { bake, makeFolder, reportOf } from './bake.ts'

const folder = makeFolder()
const plan = folder.path('plan')
const image = `${addresses.registry}/e2e/load:latest`
const words = '/opt/julia/depot/packages/Words'
const compiled = '/opt/julia/depot/compiled/v1.5'

/** What the verify stage reads of `examples/hello`. */
const planFiles = {
  'cpus/amd64': 'native\n',
  'projects/1/folder': '.\n',
  'projects/1/project.toml': readFileSync(join(root, 'examples', 'hello', 'Project.toml'), 'utf8'),
  'projects/1/dependencies':
    '55481f8d-4d42-4692-b8d6-50280434b09a Poems\n4c2b8f6e-1d57-4a86-8a1e-52b9f0c3d7a4 Greetings\n',
  'projects/1/itself': 'a9d5c1f2-6f0e-4d0b-9a53-7d0c2a4f8e11 Hello\n'
}

beforeAll(async () => {
  for (const [name, text] of Object.entries(planFiles)) {
    mkdirSync(dirname(join(plan, name)), { recursive: true })
    writeFileSync(join(plan, name), text)
  }
  const workspace = folder.path('hello')
  cpSync(join(root, 'examples', 'hello'), workspace, { recursive: true })
  const inputs = { platforms: 'linux/amd64', tags: image, push: 'true', verify: 'false' }
  reportOf(await bake({ workspace, inputs, env: { JULIA_BAKE_CACHE_DIR: folder.path('depots') } }))
  await run('docker', ['pull', '--quiet', image])
})

afterAll(() => folder.remove())

type Spoilt = Readonly<{
  /** Shell commands of root's, before anything is loaded. */
  spoil: string
  /** Who loads then: root, or a user that the image does not know. */
  uid?: '0' | '12345'
  env?: readonly string[]
}>

/** Spoils the image in a container, runs the verify stage's script there and gives what it tells. */
async function verify({
  spoil,
  uid = '0',
  env = []
}: Spoilt): Promise<Readonly<Record<string, readonly string[]>>> {
  const script = [
    spoil,
    `setpriv --reuid ${uid} --clear-groups julia --startup-file=no --compile=min /julia-bake/scripts/verify.jl`,
    'find /root/.julia -name "*.ji" 2>/dev/null | sed "s/^/julia-bake linux: compiled /"'
  ].join('\n')
  const mounts = [`${root}docker/scripts:/julia-bake/scripts:ro`, `${plan}:/julia-bake/plan:ro`]
  const variables = [
    'TARGETPLATFORM=linux/amd64',
    'TARGETARCH=amd64',
    `HOME=${uid === '0' ? '/root' : '/'}`,
    ...env
  ]
  const output = await run('docker', [
    'run',
    '--rm',
    ...mounts.flatMap(mount => ['--volume', mount]),
    ...variables.flatMap(variable => ['--env', variable]),
    image,
    'sh',
    '-c',
    script
  ])
  const said = [...output.matchAll(/^julia-bake linux\S*: (\w+) (.*)$/gm)]
  const texts = (kind: string) => said.filter(found => found[1] === kind).map(found => found[2] ?? '')
  return {
    error: texts('error'),
    message: texts('message'),
    loaded: texts('loaded'),
    compiled: texts('compiled')
  }
}

describe('an image is loaded', () => {
  test.each(['0', '12345'] as const)('whole, by UID %s', async uid => {
    expect(await verify({ spoil: 'true', uid })).toEqual({
      error: [],
      message: [],
      loaded: [expect.stringMatching(new RegExp(`^[\\d.]+ ${uid} native /app$`))],
      compiled: []
    })
  })

  test.each([
    {
      description: 'a touched source of an indirect dependency',
      spoil: `find ${words} -name '*.jl' -exec touch {} +`,
      error: 'uncompiled Poems',
      cause: /^The time of a source file/
    },
    {
      description: 'a project at another path',
      spoil: 'mv /app /srv/app; cd /',
      env: ['JULIA_PROJECT=/srv/app'],
      error: 'uncompiled Greetings',
      folder: '/srv/app',
      cause: /^The package was compiled at another path/
    },
    {
      description: 'a JULIA_PROJECT that is no project',
      spoil: 'true',
      env: ['JULIA_PROJECT=/srv'],
      error: 'environment -',
      folder: '-',
      cause: /^Julia starts without the project/
    },
    {
      description: 'a depot path without the depot',
      spoil: 'true',
      env: ['JULIA_DEPOT_PATH=/root/.julia:'],
      error: 'broken Poems',
      cause: /^The package is not where Julia looks for it/
    },
    {
      description: 'a missing package',
      spoil: `rm -r ${words}`,
      error: 'uncompiled Poems',
      cause: /^The package is not where Julia looks for it/
    },
    {
      description: 'a missing compiled file',
      spoil: `rm -r ${compiled}/Words`,
      error: 'uncompiled Poems',
      cause: /^Nothing in the depot path was compiled for the package/
    },
    {
      description: 'a damaged compiled file',
      spoil: `for file in ${compiled}/Words/*.ji; do printf x | dd of=$file bs=1 seek=3000 conv=notrunc; done`,
      error: 'uncompiled Poems',
      cause: /^A compiled file is damaged/
    },
    {
      description: 'a dependency that was compiled once more',
      spoil: `JULIA_DEPOT_PATH=/opt/julia/depot: julia -e 'id = Base.PkgId(Base.UUID("8812f254-5f23-45e1-aaa5-ffc2af4d4baa"), "Words"); Base.compilecache(id, Base.locate_package(id))'`,
      error: 'uncompiled Poems',
      cause: /^A package that this one was compiled with was compiled once more/
    },
    {
      description: 'a depot that only root may enter',
      spoil: 'chmod 700 /opt/julia/depot',
      uid: '12345',
      error: 'broken Poems',
      cause: /^This user cannot read the compiled files/
    },
    {
      description: 'a compiled file that only root may read',
      spoil: `chmod 600 ${compiled}/Poems/*`,
      uid: '12345',
      error: 'broken Poems',
      cause: /^This user cannot read the compiled files/
    },
    {
      description: 'a startup file that fails',
      spoil: 'mkdir -p /usr/local/julia/etc/julia; echo "error(1)" > /usr/local/julia/etc/julia/startup.jl',
      error: 'unstarted -',
      cause: /^A startup\.jl/
    }
  ] as const)(
    'but not with $description, and nothing is compiled then',
    async ({ error, cause, ...spoilt }) => {
      const folder = 'folder' in spoilt ? spoilt.folder : '/app'
      const uid = 'uid' in spoilt ? spoilt.uid : '0'
      const told = await verify(spoilt)
      expect({ ...told, message: findCause(told['message'] ?? [])?.cause }).toEqual({
        error: [`verify ${error} ${uid} native ${folder}`],
        message: expect.stringMatching(cause),
        loaded: [],
        compiled: []
      })
    }
  )
})
