/**
 * What one scope (a full ref, such as `refs/heads/main`) allows its bearer: 1 read, 2 write, 3 both.
 *
 * @typedef {{ scope: string, permission: number }} ScopeRight
 */

const READ = 1
const WRITE = 2

/** @param {unknown} value */
const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * Makes an unsigned JSON Web Token of the shape of a runner's `ACTIONS_RUNTIME_TOKEN`: its `ac` claim is a
 * JSON *string* that lists the cache scopes, this run's own ref first.
 *
 * @param {{ scopes: readonly ScopeRight[] }} options
 * @returns {string}
 */
export function runtimeToken({ scopes }) {
  const now = Math.floor(Date.now() / 1000)
  const ac = JSON.stringify(scopes.map(({ scope, permission }) => ({ Scope: scope, Permission: permission })))
  const claims = { ac, scp: 'Actions.Results:testbed', nbf: now - 300, exp: now + 6 * 3600, iss: 'testbed' }
  return `${encode({ typ: 'JWT', alg: 'none' })}.${encode(claims)}.`
}

/**
 * Reads the cache scopes that a token grants, in the token's order.
 *
 * @param {string | undefined} authorization an `Authorization` header
 * @returns {ScopeRight[] | undefined} nothing if there is no readable token in it
 */
export function grantedScopes(authorization) {
  const claims = /^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/.exec(authorization ?? '')?.[1]
  if (claims === undefined) return undefined
  try {
    /** @type {unknown} */
    const token = JSON.parse(Buffer.from(claims, 'base64url').toString())
    /** @type {unknown} */
    const list = JSON.parse(/** @type {{ ac: string }} */ (token).ac)
    return /** @type {{ Scope: string, Permission: number }[]} */ (list).map(({ Scope, Permission }) => ({
      scope: Scope,
      permission: Permission
    }))
  } catch {
    return undefined
  }
}

/** @param {readonly ScopeRight[]} scopes @returns {string[]} the scopes that may be read, in order */
export const readableScopes = scopes => scopes.filter(s => (s.permission & READ) !== 0).map(s => s.scope)

/** @param {readonly ScopeRight[]} scopes @returns {string | undefined} the scope that entries are saved in */
export const writableScope = scopes => scopes.find(s => (s.permission & WRITE) !== 0)?.scope
