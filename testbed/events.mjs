/**
 * What starts a workflow run: the event's name and payload, what GitHub derives from them, and the cache
 * scopes that it puts into the run's token (own ref first).
 *
 * @typedef {{ name: string, payload: object, ref: string, sha: string, baseRef: string, headRef: string,
 *   scopes: import('./cache-token.mjs').ScopeRight[] }} Event
 */

const repositoryName = 'octo/app'
const someSha = '6dcb09b5b57875f334f61aebed695e2e4193db5e'
const READ = 1
const BOTH = 3

/** @param {string} [fullName] */
const repository = (fullName = repositoryName) => {
  const [login = '', name = ''] = fullName.split('/')
  const fork = fullName !== repositoryName
  return { full_name: fullName, name, owner: { login }, private: false, fork, default_branch: 'main' }
}

/** @param {string} ref @param {number} permission */
const right = (ref, permission) => ({ scope: ref, permission })

/** @param {string} ref own ref, with full rights; the default branch can be read besides */
const ownScopes = ref =>
  ref === 'refs/heads/main' ? [right(ref, BOTH)] : [right(ref, BOTH), right('refs/heads/main', READ)]

/**
 * A push to a branch or of a tag.
 *
 * @param {{ ref?: string, sha?: string }} [options]
 * @returns {Event}
 */
export function pushEvent({ ref = 'refs/heads/main', sha = someSha } = {}) {
  const payload = {
    ref,
    before: '0'.repeat(40),
    after: sha,
    head_commit: { id: sha },
    repository: repository()
  }
  return { name: 'push', payload, ref, sha, baseRef: '', headRef: '', scopes: ownScopes(ref) }
}

/**
 * A pull request from a branch of the same repository. Its token may write in the pull request's own scope and
 * read those of the base branch and the default branch.
 *
 * @param {{ number?: number, base?: string, head?: string, sha?: string, from?: string }} [options] `from` is
 *   the full name of the repository of the head branch
 * @returns {Event}
 */
export function pullRequestEvent({ number = 7, base = 'main', head = 'topic', sha = someSha, from } = {}) {
  const ref = `refs/pull/${number}/merge`
  const scopes = [right(ref, BOTH)]
  for (const branch of new Set([base, 'main'])) scopes.push(right(`refs/heads/${branch}`, READ))
  const payload = {
    action: 'synchronize',
    number,
    pull_request: {
      number,
      head: { ref: head, sha, repo: repository(from) },
      base: { ref: base, sha: someSha, repo: repository() }
    },
    repository: repository()
  }
  return { name: 'pull_request', payload, ref, sha, baseRef: base, headRef: head, scopes }
}

/**
 * A pull request from a fork. Its cache rights are those of any pull request; its GitHub token is read-only and
 * it gets no secrets.
 *
 * @param {Parameters<typeof pullRequestEvent>[0]} [options]
 */
export const forkPullRequestEvent = options => pullRequestEvent({ from: 'stranger/app', ...options })

/**
 * `pull_request_target` of a fork's pull request: it runs on the base branch, whose scope it may only read.
 * https://github.blog/changelog/2026-06-26-read-only-actions-cache-for-untrusted-triggers/
 *
 * @param {Parameters<typeof pullRequestEvent>[0]} [options]
 * @returns {Event}
 */
export function pullRequestTargetEvent(options) {
  const event = forkPullRequestEvent(options)
  const ref = `refs/heads/${event.baseRef}`
  return { ...event, name: 'pull_request_target', ref, scopes: [right(ref, READ)] }
}

/**
 * `schedule`, `workflow_dispatch` or `release` on the default branch or a given ref.
 *
 * @param {'schedule' | 'workflow_dispatch' | 'release'} name
 * @param {{ ref?: string, sha?: string }} [options]
 * @returns {Event}
 */
export function plainEvent(name, { ref = 'refs/heads/main', sha = someSha } = {}) {
  const payload = { repository: repository() }
  return { name, payload, ref, sha, baseRef: '', headRef: '', scopes: ownScopes(ref) }
}
