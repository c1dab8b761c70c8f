import { isRecord, parseJson, recordAt, textAt } from '../json.ts'
import { trustOf, type Trust } from './key.ts'

/** Whose code a run builds, and with whose rights. */
export type Origin =
  /** Code that is in the repository: a push, a tag, a release, a schedule, somebody with write access. */
  | 'repository'
  /** A merge queue's branch: reviewed, and gone after the run. */
  | 'queue'
  /** A pull request from a branch of the repository. */
  | 'branch'
  /** A pull request from a fork. */
  | 'fork'
  /** Anyone can start it, and it has the repository's rights: it may have checked out anyone's code. */
  | 'anyone'

/** Where depots are kept: only GitHub's cache service has scopes, and a token that tells of them. */
export type StoreKind = 'github' | 'registry' | 'folder'

/** What decides. */
export type RightsSource = Readonly<{
  /** `GITHUB_EVENT_NAME`; nothing outside GitHub. */
  event: string | undefined
  /** The event's payload. */
  payload: unknown
  /** `ACTIONS_RUNTIME_TOKEN`. */
  token?: string | undefined
  /** `ACTIONS_CACHE_MODE`: `none`, `read`, `write` or `write-only`. */
  cacheMode?: string | undefined
  store: StoreKind
  /** Input `cache`. */
  cache: 'true' | 'restore-only' | 'false'
  /** Whether the inputs ask for a push, and whether there is a login for where it goes. */
  push: Readonly<{ wanted: boolean; login: boolean }>
}>

/** Whether something is done, and why not where it is not. */
export type Decision = Readonly<{ done: true } | { done: false; why: string }>

/** What a run may do. */
export type Rights = Readonly<{
  origin: Origin
  /** The class in the key of what it saves. */
  trust: Trust
  /** Whose entries it takes. */
  restores: readonly Trust[]
  restore: Decision
  save: Decision
  push: Decision
}>

/** Events that only people with write access or GitHub itself can start, on the repository's own code. */
const trusted: readonly string[] = [
  'push',
  'create',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
  'release',
  'deployment',
  'page_build',
  'registry_package'
]

/** A head whose repository is gone was a fork. */
const isFork = (payload: unknown, pull: unknown): boolean => {
  const own = textAt(recordAt(payload, 'repository'), 'full_name')
  const head = textAt(recordAt(recordAt(pull, 'head'), 'repo'), 'full_name')
  return head === undefined || head.toLowerCase() !== own?.toLowerCase()
}

/** A `workflow_run` is as good as the run before it, if that was of this repository. */
function originOfRun(payload: unknown): Origin {
  const run = recordAt(payload, 'workflow_run')
  const own = textAt(recordAt(payload, 'repository'), 'full_name')
  const head = textAt(recordAt(run, 'head_repository'), 'full_name')
  return trusted.includes(textAt(run, 'event') ?? '') && own !== undefined && head === own
    ? 'repository'
    : 'anyone'
}

/** Whose code a run builds, from its event (https://docs.github.com/actions/reference/events-that-trigger-workflows). */
export function originOf(event: string | undefined, payload: unknown): Origin {
  if (event === undefined || event === '' || trusted.includes(event)) return 'repository'
  if (event === 'merge_group') return 'queue'
  if (event === 'pull_request') return isFork(payload, recordAt(payload, 'pull_request')) ? 'fork' : 'branch'
  return event === 'workflow_run' ? originOfRun(payload) : 'anyone'
}

const READ = 1
const WRITE = 2

/**
 * What the claim `ac` of a runtime token allows in any scope: a JSON Web Token whose claim is a JSON text, a list of
 * `{Scope, Permission}` with 1 for reading, 2 for writing, 3 for both (FACTS §5).
 *
 * @returns nothing where the token has no such claim, which says nothing
 */
export function readAccess(
  token: string | undefined
): Readonly<{ read: boolean; write: boolean }> | undefined {
  const claims = parseJson(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString())
  const scopes = parseJson(textAt(claims, 'ac') ?? '')
  if (!Array.isArray(scopes)) return undefined
  const permissions = scopes.map((scope: unknown) => (isRecord(scope) ? Number(scope['Permission']) : 0))
  const has = (right: number): boolean => permissions.some(each => (each & right) !== 0)
  return { read: has(READ), write: has(WRITE) }
}

const done: Decision = { done: true }
const not = (why: string): Decision => ({ done: false, why })

/** What the cache service itself allows; elsewhere nobody says so beforehand. */
function decideAccess({ store, token, cacheMode }: RightsSource): Pick<Rights, 'restore' | 'save'> {
  if (store !== 'github') return { restore: done, save: done }
  const access = readAccess(token) ?? { read: true, write: true }
  const mode = cacheMode?.trim().toLowerCase() ?? ''
  const allows = (allowed: boolean, right: string, modes: readonly string[]): Decision => {
    if (modes.includes(mode)) return not(`the job's cache mode is ${mode}`)
    return allowed ? done : not(`this run's token for the cache service may not ${right}`)
  }
  return {
    restore: allows(access.read, 'read', ['none', 'write-only']),
    save: allows(access.write, 'write', ['none', 'read'])
  }
}

function decideSave(origin: Origin, source: RightsSource): Decision {
  if (source.cache === 'false') return not('input cache is false')
  if (source.cache === 'restore-only') return not('input cache is restore-only')
  if (origin === 'fork') return not("a fork's pull request does not save")
  if (origin === 'anyone')
    return not(`anyone can start ${source.event ?? 'this event'}, and its code may be a stranger's`)
  if (origin === 'queue' && source.store === 'github')
    return not("nobody could restore it: the cache scope of a merge queue's branch ends with the branch")
  return decideAccess(source).save
}

function decidePush(origin: Origin, { push }: RightsSource): Decision {
  if (!push.wanted) return not('not asked for')
  if (origin !== 'fork' || push.login) return done
  return not("a fork's pull request gets no login for the registry")
}

/**
 * Decides what a run may do with the cache and the registry. A pull request saves under a class of its own, which only
 * pull requests restore; what anyone can start restores what trusted runs saved and saves nothing, since it has
 * rights that its code may not deserve.
 */
export function decideRights(source: RightsSource): Rights {
  const origin = originOf(source.event, source.payload)
  const trust = trustOf(source.event)
  return {
    origin,
    trust,
    restores: trust === 'pr' ? ['pr', 'main'] : ['main'],
    restore: source.cache === 'false' ? not('input cache is false') : decideAccess(source).restore,
    save: decideSave(origin, source),
    push: decidePush(origin, source)
  }
}

const originWords: Readonly<Record<Origin, string>> = {
  repository: "the repository's own code",
  queue: 'a merge queue',
  branch: 'a pull request from a branch of the repository',
  fork: 'a pull request from a fork',
  anyone: "an event that anyone can start, with the repository's rights"
}

/** Rights in words, a line each, for the log. */
export function describeRights({ origin, restores, trust, ...rights }: Rights): readonly string[] {
  const whose = { main: 'trusted runs', pr: 'pull requests' }
  const words = (decision: Decision, yes: string): string => (decision.done ? yes : `no: ${decision.why}`)
  return [
    `run      ${originWords[origin]}`,
    `restore  ${words(rights.restore, `what ${restores.map(each => whose[each]).join(' and ')} saved`)}`,
    `save     ${words(rights.save, `for ${trust === 'pr' ? 'pull requests only' : 'every run'}`)}`,
    `push     ${words(rights.push, 'yes')}`
  ]
}
