import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addresses, baseImage, root } from '../../testbed/layout.mjs'
import { run } from '../../testbed/process.mjs'
import { hasImage } from '../../testbed/registry.mjs'
import { bake, compiledIn, makeFolder, reportOf, type Baked } from './bake.ts'
import { layersOf, loadPackages, pushedBlobs, runImage } from './image.ts'

const platform = 'linux/amd64'
const folder = makeFolder()
const env = { JULIA_BAKE_CACHE_DIR: folder.path('depots') }
afterAll(() => folder.remove())

/** A reference that no earlier run has pushed to. */
const fresh = (name: string): string => `${addresses.registry}/e2e/own-${name}:${Date.now()}`

/** A copy of the example, with more instructions where its Dockerfile has done everything but `USER`. */
function exampleWith(name: string, ...instructions: readonly string[]): string {
  const workspace = folder.path(name)
  cpSync(join(root, 'examples', 'hello'), workspace, { recursive: true })
  const file = join(workspace, 'Dockerfile')
  const text = readFileSync(file, 'utf8').replace('USER app', [...instructions, 'USER app'].join('\n'))
  writeFileSync(file, text)
  return workspace
}

const inputsFor = (image: string) => ({
  platforms: platform,
  file: 'Dockerfile',
  'build-args': `BASE_IMAGE=${baseImage}`,
  tags: image,
  push: 'true'
})

describe('the example with a Dockerfile of its own', () => {
  const image = fresh('hello')
  let baked: Baked

  beforeAll(async () => {
    baked = await bake({
      workspace: exampleWith('hello'),
      env,
      inputs: { ...inputsFor(image), 'no-cache': 'true' }
    })
  })

  test('compiles in it only what it adds to the depot', () => {
    expect(reportOf(baked).platforms[0]?.app.map(({ name }) => name)).toEqual(['Greetings', 'Hello'])
    expect(compiledIn(baked.log, platform).slice(-2)).toEqual(['Greetings', 'Hello'])
  })

  test('is verified where it is, as its own user and as one that it does not know', () => {
    expect(reportOf(baked).platforms[0]?.verified?.map(({ project, uid }) => ({ project, uid }))).toEqual([
      { project: '/srv/hello', uid: '1000' },
      { project: '/srv/hello', uid: '12345' }
    ])
    expect(baked.annotations).toEqual([])
  })

  test('runs, and compiles nothing', async () => {
    const names = ['Almanac', 'Poems', 'Postcards', 'Greetings', 'Hello']
    expect(await runImage(image, platform, { command: ['reader'] })).toContain('dear reader!')
    const options = ['--entrypoint', '']
    expect(await loadPackages(image, platform, { names, options })).toEqual([`loaded ${names.join(' ')}`])
  })

  test('has the same layers of Julia and of the depot after a change of the project, and copies neither', async () => {
    const again = fresh('again')
    const workspace = exampleWith('again')
    writeFileSync(join(workspace, 'notes.txt'), 'changed')
    reportOf(await bake({ workspace, env, inputs: { ...inputsFor(again), 'no-cache': 'true' } }))
    const [before, after] = [await layersOf(image, platform), await layersOf(again, platform)]
    // Base image, user, Julia, depot; then the working directory, the project and what was compiled.
    expect(after.slice(2, 4)).toEqual(before.slice(2, 4))
    const compiled = (await pushedBlobs(again)).find(({ digest }) => digest === after.at(-1))
    const files = [
      ...(compiled?.text ?? '').matchAll(/opt\/julia\/depot\/compiled\/v1\.5\/(\w+)\/\w+\.ji\0/g)
    ]
    expect(files.map(([, name]) => name)).toEqual(['Greetings', 'Hello'])
    expect(compiled?.text.length).toBeLessThan(1_000_000)
  })
})

describe('a Dockerfile of one’s own that spoils its image', () => {
  const faults = [
    {
      description: 'touches sources after they were compiled',
      instructions: ['RUN find . -name "*.jl" -exec touch -d 2001-01-01 {} +'],
      message:
        /Greetings would be compiled .*\(as UID 1000, in \/srv\/hello\)\..*\(mtime .*\) has changed.*What to do: Change no file after it was compiled/s
    },
    {
      description: 'leaves the depot bundled with Julia out',
      instructions: ['ENV JULIA_DEPOT_PATH=/opt/julia/depot'],
      message:
        /its environment is wrong \(as UID 1000, in \/srv\/hello\)\..*the depot bundled with Julia, \/usr\/local\/julia\/share\/julia, is not in the depot path \/opt\/julia\/depot.*What to do: Put a colon at one end of JULIA_DEPOT_PATH/s
    },
    {
      description: 'moves the project',
      instructions: ['RUN cp -a /srv/hello /srv/moved', 'ENV JULIA_PROJECT=/srv/moved', 'WORKDIR /srv/moved'],
      message:
        /Greetings would be compiled .*\(as UID 1000, in \/srv\/moved\)\..*because it is for file \/srv\/hello\/.* not file \/srv\/moved\/.*Usual cause: The package was compiled at another path/s
    },
    {
      description: 'keeps its user from the depot',
      instructions: ['RUN chmod 700 /opt/julia/depot'],
      message:
        /Almanac cannot be loaded \(as UID 1000, in \/srv\/hello\)\..*cannot read \/opt\/julia\/depot.*What to do: .*readable by everyone/s
    },
    {
      description: 'takes a package out of the manifest',
      instructions: ["RUN sed -i '/^\\[\\[Poems\\]\\]/,/^$/d' Manifest.toml"],
      message:
        /Poems (cannot be loaded|would be compiled) .*\(as UID 1000, in \/srv\/hello\)\..*the manifest names the package/s
    },
    {
      description: 'starts Julia without the project',
      instructions: ['ENV JULIA_PROJECT=', 'WORKDIR /'],
      message: /its environment is wrong .*there is no project in JULIA_PROJECT.*Set ENV JULIA_PROJECT/s
    },
    {
      description: 'has no julia on the PATH',
      instructions: ['ENV PATH=/usr/bin:/bin'],
      message: /the finished image has no julia on its PATH.*ENV PATH=\/usr\/local\/julia\/bin:\$PATH/s
    }
  ] as const

  test.each(faults)('and $description is never pushed', async ({ description, instructions, message }) => {
    const name = description.replaceAll(/\W/g, '-').toLowerCase()
    const image = fresh(name)
    const baked = await bake({ workspace: exampleWith(name, ...instructions), env, inputs: inputsFor(image) })
    expect([baked.exitCode, await hasImage(image)]).toEqual([1, false])
    expect(baked.annotations.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', message: expect.stringMatching(message) }
    ])
  })

  test('is told of what loads and is not what was meant', async () => {
    const image = fresh('first')
    const workspace = exampleWith('first', 'ENV JULIA_DEPOT_PATH=/opt/julia/depot:')
    const baked = await bake({ workspace, env, inputs: inputsFor(image) })
    expect([baked.exitCode, await hasImage(image)]).toEqual([0, true])
    expect(baked.annotations).toEqual([
      {
        level: 'warning',
        message: expect.stringMatching(/\/opt\/julia\/depot comes first, so that packages/)
      }
    ])
  })
})

test('a Jupyter image has the project for its own user, and for others', async () => {
  const base = `${addresses.registry}/e2e/base:notebook`
  // What of jupyter/minimal-notebook counts here: its user, its group, and the script that opens folders to the group.
  const input = [
    `FROM ${baseImage}`,
    'ENV NB_UID=1000 NB_GID=100 HOME=/home/jovyan',
    'RUN useradd --create-home --uid 1000 --gid 100 jovyan && chmod 775 /home/jovyan',
    'RUN printf \'#!/bin/sh\\nchgrp -R 100 "$@" && chmod -R g+rwX "$@"\\n\' > /usr/local/bin/fix-permissions && chmod 755 /usr/local/bin/fix-permissions',
    'WORKDIR /home/jovyan',
    'USER ${NB_UID}',
    ''
  ].join('\n')
  await run('docker', ['buildx', 'build', '--push', '--quiet', '--tag', base, '-'], { input })
  const image = fresh('jupyter')
  const inputs = { ...inputsFor(image), file: 'jupyter.Dockerfile', 'build-args': `BASE_IMAGE=${base}` }
  const baked = await bake({ workspace: exampleWith('jupyter'), env, inputs })
  expect(reportOf(baked).platforms[0]?.verified?.map(({ project, uid }) => ({ project, uid }))).toEqual([
    { project: '/opt/julia/project', uid: '1000' },
    { project: '/opt/julia/project', uid: '12345' }
  ])
  expect(baked.annotations).toEqual([])
})

test('a secret is in no blob and no history of the pushed image', async () => {
  const image = fresh('secret')
  const value = `s3cret-${Date.now()}`
  const workspace = exampleWith('secret', 'RUN --mount=type=secret,id=TOKEN test -s /run/secrets/TOKEN')
  const inputs = { ...inputsFor(image), secrets: `TOKEN=${value}`, provenance: 'mode=max' }
  const baked = await bake({ workspace, env, inputs })
  expect(baked.exitCode).toBe(0)
  const blobs = await pushedBlobs(image)
  expect(blobs.length).toBeGreaterThan(5)
  expect(blobs.filter(({ text }) => text.includes(value)).map(({ digest }) => digest)).toEqual([])
  expect(baked.log).not.toContain(value)
})
