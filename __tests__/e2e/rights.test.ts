import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startCacheService } from '../../testbed/cache-service.mjs'
import { addresses } from '../../testbed/layout.mjs'
import { hasImage } from '../../testbed/registry.mjs'
import {
  forkPullRequestEvent,
  pullRequestEvent,
  pullRequestTargetEvent,
  pushEvent
} from '../../testbed/runner.mjs'
import { bake, makeFolder, reportOf, type Baked } from './bake.ts'
import { writeProject } from './small-project.ts'

type Run = Parameters<typeof bake>[0]

const folder = makeFolder()
const workspace = folder.path('app')
const image = (tag: string): string => `${addresses.registry}/e2e/rights-${Date.now()}:${tag}`
let service: Awaited<ReturnType<typeof startCacheService>>

beforeAll(async () => {
  service = await startCacheService({ port: 0, folder: folder.path('cache') })
  writeProject(workspace, { deps: ['Letters'] })
})
afterAll(async () => {
  await service.close()
  folder.remove()
})

/** Without any login for a registry. */
async function runJob(tag: string, event: NonNullable<Run['event']>, more: Partial<Run> = {}) {
  const [reference, before] = [image(tag), service.entries().length]
  const asked = service.requests.length
  const baked = await bake({
    workspace,
    event,
    cache: { url: service.url },
    env: { DOCKER_CONFIG: folder.path('no-login') },
    ...more,
    inputs: { platforms: 'linux/amd64', push: 'true', tags: reference, verify: 'false', ...more.inputs }
  })
  return {
    baked,
    /** As the cache service and the registry have it. */
    seen: {
      restored: distinct(
        service.requests
          .slice(asked)
          .filter(({ outcome }) => outcome === 'hit')
          .map(({ key }) => trustIn(key))
      ),
      tried: service.requests.slice(asked).some(({ method }) => method === 'CreateCacheEntry'),
      saved: distinct(
        service
          .entries()
          .slice(before)
          .map(({ scope, key }) => `${scope} ${trustIn(key)}`)
      ),
      pushed: await hasImage(reference)
    }
  }
}

/** A depot has entries beside its own: what it is, and the record of the run. */
const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

const trustIn = (key: string): string => /-v1-(\w+)-/.exec(key)?.[1] ?? key
const savedIn = (baked: Baked): readonly string[] => reportOf(baked).platforms.map(({ saved }) => saved)
const notices = ({ annotations }: Baked): readonly string[] =>
  annotations.filter(({ level }) => level === 'notice').map(({ message }) => message)

describe('what a run may do', () => {
  test('a pull request from a branch saves for pull requests, in its own scope', async () => {
    const { seen } = await runJob('branch', pullRequestEvent({ number: 8 }))
    expect(seen).toEqual({ restored: [], tried: true, saved: ['refs/pull/8/merge pr'], pushed: true })
  })

  test("a fork's pull request before any other run saves nothing and pushes nothing, and says so", async () => {
    const { baked, seen } = await runJob('early', forkPullRequestEvent())
    expect(seen).toEqual({ restored: [], tried: false, saved: [], pushed: false })
    expect(savedIn(baked)).toEqual(["not saved (a fork's pull request does not save)"])
    expect(notices(baked)).toEqual([
      "Nothing is pushed: a fork's pull request gets no login for the registry. The image is built and verified all the same."
    ])
    const log = baked.log.split('\n')
    const at = log.findIndex(line => line.includes('What this run may do (pull_request)'))
    expect(log.slice(at + 1, at + 5)).toEqual([
      'run      a pull request from a fork',
      'restore  what pull requests and trusted runs saved',
      "save     no: a fork's pull request does not save",
      "push     no: a fork's pull request gets no login for the registry"
    ])
    expect(at).toBeLessThan(log.findIndex(line => line.includes('Plan: Julia')))
  })

  test('a push with a token that only reads saves nothing, without trying', async () => {
    const scopes = [{ scope: 'refs/heads/main', permission: 1 }]
    const { baked, seen } = await runJob('read-only', pushEvent(), { cache: { url: service.url, scopes } })
    expect(seen).toEqual({ restored: [], tried: false, saved: [], pushed: true })
    expect(savedIn(baked)).toEqual(["not saved (this run's token for the cache service may not write)"])
  })

  test('a push saves for all, takes nothing of a pull request, and pushes', async () => {
    const { seen } = await runJob('push', pushEvent())
    expect(seen).toEqual({ restored: [], tried: true, saved: ['refs/heads/main main'], pushed: true })
  })

  test("a fork's pull request restores what the push saved", async () => {
    const { baked, seen } = await runJob('fork', forkPullRequestEvent())
    expect(seen).toEqual({ restored: ['main'], tried: false, saved: [], pushed: false })
    expect(baked.outputs['cache-hit']).toBe('true')
  })

  test('pull_request_target restores what the push saved, and saves nothing', async () => {
    writeProject(workspace, { deps: ['Letters', 'Counting'] })
    const { baked, seen } = await runJob('target', pullRequestTargetEvent())
    expect(seen).toEqual({ restored: ['main'], tried: false, saved: [], pushed: true })
    expect(savedIn(baked)).toEqual([
      "not saved (anyone can start pull_request_target, and its code may be a stranger's)"
    ])
  })
})

test('a registry that wants a login stops a push before any work, unless there is one', async () => {
  const server = createServer((_, response) => response.writeHead(401).end())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const tags = `${registry}/acme/app:latest`
  const { baked } = await runJob('login', pushEvent(), { inputs: { tags } })
  expect(baked.exitCode).toBe(1)
  expect(baked.annotations.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      `^push: ${registry} takes nothing without a login, and there is none\\. Add docker/login-action`
    )
  ])
  expect(baked.log).not.toContain('Bake definition')
  const config = folder.path('login')
  mkdirSync(config, { recursive: true })
  writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [registry]: { auth: 'eDp5' } } }))
  const bad = { tags, 'julia-version': 'nothing' }
  const next = await bake({ workspace, env: { DOCKER_CONFIG: config }, inputs: { push: 'true', ...bad } })
  expect(next.log).toContain('julia-version: "nothing"')
  server.close()
})
