import { describe, expect, it } from '@jest/globals'
import {
  decideRights,
  describeRights,
  originOf,
  readAccess,
  type RightsSource
} from '../../src/cache/rights.ts'
import { runtimeToken } from '../../testbed/cache-token.mjs'
import {
  forkPullRequestEvent,
  plainEvent,
  pullRequestEvent,
  pullRequestTargetEvent,
  pushEvent
} from '../../testbed/events.mjs'

type Event = Readonly<{ name: string; payload: object; scopes: Parameters<typeof runtimeToken>[0]['scopes'] }>

const repository = { full_name: 'octo/app' }
const main = 'refs/heads/main'
const own = (name: string, payload: object = { repository }): Event => ({
  name,
  payload,
  scopes: [{ scope: main, permission: 3 }]
})
const workflowRun = (event: string, from: string): Event =>
  own('workflow_run', { repository, workflow_run: { event, head_repository: { full_name: from } } })

/** A run as GitHub gives it its token, with the cache and a push asked for. */
const sourceOf = ({ name, payload, scopes }: Event, overrides: Partial<RightsSource> = {}): RightsSource => ({
  event: name,
  payload,
  token: runtimeToken({ scopes }),
  store: 'github',
  cache: 'true',
  push: { wanted: true, login: true },
  ...overrides
})

const done = { done: true }
const not = (why: string) => ({ done: false, why })
const trusted = { trust: 'main', restores: ['main'], restore: done, save: done, push: done }
const strangers = (event: string) => not(`anyone can start ${event}, and its code may be a stranger's`)
const readOnly = not("this run's token for the cache service may not write")

describe('decideRights', () => {
  it.each<{ description: string; event: Event; origin: string; rights: object }>([
    {
      description: 'a push to the default branch',
      event: pushEvent(),
      origin: 'repository',
      rights: trusted
    },
    {
      description: 'a push of a tag',
      event: pushEvent({ ref: 'refs/tags/v1' }),
      origin: 'repository',
      rights: trusted
    },
    ...(['schedule', 'workflow_dispatch', 'release'] as const).map(name => ({
      description: `a run by ${name}`,
      event: plainEvent(name),
      origin: 'repository',
      rights: trusted
    })),
    { description: 'a deployment', event: own('deployment'), origin: 'repository', rights: trusted },
    {
      description: 'a pull request from a branch',
      event: pullRequestEvent(),
      origin: 'branch',
      rights: { ...trusted, trust: 'pr', restores: ['pr', 'main'] }
    },
    {
      description: 'a pull request from a fork',
      event: forkPullRequestEvent(),
      origin: 'fork',
      rights: {
        ...trusted,
        trust: 'pr',
        restores: ['pr', 'main'],
        save: not("a fork's pull request does not save")
      }
    },
    {
      description: 'a pull request whose fork is gone',
      event: own('pull_request', { repository, pull_request: { head: { repo: null } } }),
      origin: 'fork',
      rights: { trust: 'pr', save: not("a fork's pull request does not save") }
    },
    {
      description: 'pull_request_target',
      event: pullRequestTargetEvent(),
      origin: 'anyone',
      rights: { ...trusted, save: strangers('pull_request_target') }
    },
    {
      description: 'pull_request_target with a token that may write',
      event: { ...pullRequestTargetEvent(), scopes: [{ scope: main, permission: 3 }] },
      origin: 'anyone',
      rights: { ...trusted, save: strangers('pull_request_target') }
    },
    {
      description: 'a comment',
      event: own('issue_comment'),
      origin: 'anyone',
      rights: { ...trusted, save: strangers('issue_comment') }
    },
    {
      description: 'an event of the future',
      event: own('something_new'),
      origin: 'anyone',
      rights: { ...trusted, save: strangers('something_new') }
    },
    {
      description: 'a merge queue',
      event: own('merge_group'),
      origin: 'queue',
      rights: {
        ...trusted,
        save: not("nobody could restore it: the cache scope of a merge queue's branch ends with the branch")
      }
    },
    {
      description: 'a workflow after a push',
      event: workflowRun('push', 'octo/app'),
      origin: 'repository',
      rights: trusted
    },
    {
      description: "a workflow after a fork's push",
      event: workflowRun('push', 'stranger/app'),
      origin: 'anyone',
      rights: { ...trusted, save: strangers('workflow_run') }
    },
    {
      description: 'a workflow after a pull request',
      event: workflowRun('pull_request', 'octo/app'),
      origin: 'anyone',
      rights: { ...trusted, save: strangers('workflow_run') }
    }
  ])('$description', ({ event, origin, rights }) => {
    expect(decideRights(sourceOf(event))).toMatchObject({ origin, ...rights })
  })

  it('trusts a machine outside GitHub', () => {
    const push = { wanted: false, login: false }
    const outside = { event: undefined, payload: {}, store: 'folder', cache: 'true', push } as const
    expect(decideRights(outside)).toEqual({ origin: 'repository', ...trusted, push: not('not asked for') })
  })

  it.each<{ description: string; source: RightsSource; rights: object }>([
    {
      description: 'a token that only reads',
      source: sourceOf({ ...pushEvent(), scopes: [{ scope: main, permission: 1 }] }),
      rights: { restore: done, save: readOnly }
    },
    {
      description: 'a token that only writes',
      source: sourceOf({ ...pushEvent(), scopes: [{ scope: main, permission: 2 }] }),
      rights: { restore: not("this run's token for the cache service may not read"), save: done }
    },
    {
      description: 'a token with one scope to write and others to read',
      source: sourceOf(pushEvent({ ref: 'refs/heads/topic' })),
      rights: { restore: done, save: done }
    },
    {
      description: 'a token without scopes',
      source: sourceOf({ ...pushEvent(), scopes: [] }),
      rights: { restore: not("this run's token for the cache service may not read"), save: readOnly }
    },
    {
      description: 'a token that tells nothing',
      source: sourceOf(pushEvent(), { token: 'abc' }),
      rights: { restore: done, save: done }
    },
    {
      description: 'a token that only reads, where a registry keeps the depots',
      source: sourceOf({ ...pushEvent(), scopes: [{ scope: main, permission: 1 }] }, { store: 'registry' }),
      rights: { restore: done, save: done }
    },
    {
      description: 'a merge queue, where a registry keeps the depots',
      source: sourceOf(own('merge_group'), { store: 'registry' }),
      rights: { restore: done, save: done }
    },
    {
      description: 'the cache mode read',
      source: sourceOf(pushEvent(), { cacheMode: 'read' }),
      rights: { restore: done, save: not("the job's cache mode is read") }
    },
    {
      description: 'the cache mode write-only',
      source: sourceOf(pushEvent(), { cacheMode: 'write-only' }),
      rights: { restore: not("the job's cache mode is write-only"), save: done }
    },
    {
      description: 'the input cache: restore-only',
      source: sourceOf(pushEvent(), { cache: 'restore-only' }),
      rights: { restore: done, save: not('input cache is restore-only') }
    },
    {
      description: 'the input cache: false',
      source: sourceOf(pushEvent(), { cache: 'false' }),
      rights: { restore: not('input cache is false'), save: not('input cache is false') }
    }
  ])('heeds $description', ({ source, rights }) => {
    expect(decideRights(source)).toMatchObject(rights)
  })

  it.each([
    {
      description: "a fork's pull request without a login",
      event: forkPullRequestEvent(),
      login: false,
      push: not("a fork's pull request gets no login for the registry")
    },
    {
      description: "a fork's pull request with a login",
      event: forkPullRequestEvent(),
      login: true,
      push: done
    },
    {
      description: 'a push without a login, which may need none',
      event: pushEvent(),
      login: false,
      push: done
    }
  ])('lets $description push or not', ({ event, login, push }) => {
    expect(decideRights(sourceOf(event, { push: { wanted: true, login } })).push).toEqual(push)
  })
})

describe('readAccess', () => {
  it.each([
    { description: 'no token', token: undefined, access: undefined },
    { description: 'no JSON Web Token', token: 'abc', access: undefined },
    { description: 'no claim', token: `x.${Buffer.from('{}').toString('base64url')}.`, access: undefined },
    {
      description: 'a claim that is no list',
      token: `x.${Buffer.from('{"ac":"{}"}').toString('base64url')}.`,
      access: undefined
    },
    {
      description: 'a scope to read and one to write',
      token: runtimeToken({
        scopes: [
          { scope: 'a', permission: 1 },
          { scope: 'b', permission: 2 }
        ]
      }),
      access: { read: true, write: true }
    },
    { description: 'no scope', token: runtimeToken({ scopes: [] }), access: { read: false, write: false } }
  ])('reads $description', ({ token, access }) => {
    expect(readAccess(token)).toEqual(access)
  })
})

it('takes a pull request for a fork unless it is known not to be one', () => {
  expect(originOf('pull_request', {})).toBe('fork')
})

it('tells rights in words', () => {
  const rights = decideRights(sourceOf(forkPullRequestEvent(), { push: { wanted: true, login: false } }))
  expect(describeRights(rights)).toEqual([
    'run      a pull request from a fork',
    'restore  what pull requests and trusted runs saved',
    "save     no: a fork's pull request does not save",
    "push     no: a fork's pull request gets no login for the registry"
  ])
})
