import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { asksForPush, checkLogin, registriesWithoutLogin, withoutPush } from '../../src/bake/index.ts'
import { hasLogin, pushedRegistries, registryOf } from '../../src/bake/login.ts'
import { makeInputs } from '../make-inputs.ts'

describe('registryOf', () => {
  it.each([
    { name: 'app', registry: 'docker.io' },
    { name: 'acme/app:1', registry: 'docker.io' },
    { name: 'ghcr.io/acme/app:1', registry: 'ghcr.io' },
    { name: 'localhost/app', registry: 'localhost' },
    { name: 'localhost:5000/app', registry: 'localhost:5000' },
    { name: 'host:5000/app:1', registry: 'host:5000' }
  ])('finds $registry in $name', ({ name, registry }) => {
    expect(registryOf(name)).toBe(registry)
  })
})

describe('what a run pushes', () => {
  const pushed = 'type=image,"name=ghcr.io/a/b,quay.io/a/b",push-by-digest=true,push=true'
  const local = 'type=local,dest=out'

  it.each([
    { description: 'nothing', inputs: {}, registries: [] },
    { description: 'nothing, for tags alone', inputs: { tags: ['ghcr.io/a/b'] }, registries: [] },
    { description: 'tags', inputs: { push: true, tags: ['a/b', 'c/d'] }, registries: ['docker.io'] },
    {
      description: 'an output with names',
      inputs: { outputs: [pushed, local] },
      registries: ['ghcr.io', 'quay.io']
    },
    {
      description: 'an output of the type registry',
      inputs: { outputs: ['type=registry,name=ghcr.io/a/b'] },
      registries: ['ghcr.io']
    }
  ])('is $description', ({ inputs, registries }) => {
    expect(pushedRegistries(makeInputs(inputs))).toEqual(registries)
    expect(asksForPush(makeInputs(inputs))).toBe(registries.length > 0)
  })

  it('can be left out', () => {
    const inputs = makeInputs({ push: true, tags: ['a/b'], outputs: [pushed, local] })
    expect(withoutPush(inputs)).toEqual(makeInputs({ tags: ['a/b'], outputs: [local] }))
  })
})

describe('hasLogin', () => {
  it.each([
    { description: 'no configuration', config: {}, has: false },
    { description: 'a login', config: { auths: { 'ghcr.io': { auth: 'x' } } }, has: true },
    { description: 'a login by address', config: { auths: { 'https://ghcr.io/v2/': {} } }, has: true },
    { description: 'another login', config: { auths: { 'quay.io': { auth: 'x' } } }, has: false },
    { description: 'a helper', config: { credHelpers: { 'ghcr.io': 'gcloud' } }, has: true },
    { description: 'a store, which may have it', config: { credsStore: 'desktop' }, has: true }
  ])('sees $description', ({ config, has }) => {
    expect(hasLogin('ghcr.io', config)).toBe(has)
  })

  it("knows Docker Hub's own name", () => {
    expect(hasLogin('docker.io', { auths: { 'https://index.docker.io/v1/': { auth: 'x' } } })).toBe(true)
  })
})

describe('registriesWithoutLogin', () => {
  let folder: string
  const inputs = makeInputs({ push: true, tags: ['ghcr.io/a/b', 'quay.io/a/b'] })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docker-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it("reads Docker's configuration and that of the environment", async () => {
    writeFileSync(join(folder, 'config.json'), '{"auths":{"ghcr.io":{"auth":"x"}}}')
    expect(await registriesWithoutLogin(inputs, { DOCKER_CONFIG: folder })).toEqual(['quay.io'])
    const env = { DOCKER_CONFIG: folder, DOCKER_AUTH_CONFIG: '{"auths":{"quay.io":{"auth":"x"}}}' }
    expect(await registriesWithoutLogin(inputs, env)).toEqual([])
  })

  it.each(['', 'no JSON'])('takes a configuration "%s" for none', async text => {
    writeFileSync(join(folder, 'config.json'), text)
    expect(await registriesWithoutLogin(inputs, { DOCKER_CONFIG: folder })).toEqual(['ghcr.io', 'quay.io'])
  })
})

describe('checkLogin', () => {
  let server: Server
  let status = 401
  const host = (): string => `127.0.0.1:${(server.address() as AddressInfo).port}`

  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(request.url === '/v2/' ? status : 404).end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => new Promise(resolve => server.close(resolve)))

  it('refuses a registry that wants a login, and says how to get one', async () => {
    status = 401
    await expect(checkLogin([host()])).rejects.toThrow(
      `push: ${host()} takes nothing without a login, and there is none. Add docker/login-action for it before this step, or do not push in this run, such as with push: \${{ github.event_name != 'pull_request' }}.`
    )
  })

  it.each([200, 404, 500])('lets a registry pass that answers %d', async answer => {
    status = answer
    await expect(checkLogin([host()])).resolves.toBeUndefined()
  })

  it('lets a registry pass that does not answer', async () => {
    await expect(checkLogin(['127.0.0.1:1'])).resolves.toBeUndefined()
  })
})
