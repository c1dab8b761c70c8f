import { readFile } from 'node:fs/promises'
import { asksForPush, checkLogin, registriesWithoutLogin, withoutPush } from './bake/index.ts'
import { decideRights, describeRights, storeKind, type Rights } from './cache/index.ts'
import type { Deps } from './deps.ts'
import type { Inputs } from './inputs.ts'

/** What a run may do, and its inputs with what it may not do taken out. */
export type Permission = Readonly<{ rights: Rights; inputs: Inputs }>

/** The event's payload; outside GitHub there is none. */
async function readPayload({ env }: Deps): Promise<unknown> {
  const text = await readFile(env['GITHUB_EVENT_PATH'] ?? '', 'utf8').catch(() => '{}')
  const payload: unknown = JSON.parse(text)
  return payload
}

function tell({ log, env }: Deps, rights: Rights, wanted: boolean): void {
  const event = env['GITHUB_EVENT_NAME']
  log.startGroup(`What this run may do${event ? ` (${event})` : ''}`)
  describeRights(rights).forEach(line => log.info(line))
  log.endGroup()
  if (wanted && !rights.push.done) {
    log.notice(`Nothing is pushed: ${rights.push.why}. The image is built and verified all the same.`)
  }
  if (wanted && rights.push.done && rights.origin === 'anyone') {
    log.warning(
      `${event ?? ''}: anyone can start this run, and it pushes with the repository's rights. Push only what does not come from a stranger: do not check out a pull request's code here.`
    )
  }
}

/**
 * Decides before any work what this run may do, and says so.
 *
 * @throws {@link UserError} when a registry wants a login and there is none; a dry run does not ask it
 */
export async function settleRights(asked: Inputs, deps: Deps): Promise<Permission> {
  const { env } = deps
  const wanted = asksForPush(asked)
  const without = await registriesWithoutLogin(asked, env)
  const rights = decideRights({
    event: env['GITHUB_EVENT_NAME'],
    payload: await readPayload(deps),
    token: env['ACTIONS_RUNTIME_TOKEN'],
    cacheMode: env['ACTIONS_CACHE_MODE'],
    store: storeKind(asked, deps),
    cache: asked.cache,
    push: { wanted, login: without.length === 0 }
  })
  tell(deps, rights, wanted)
  if (rights.push.done && !asked.dryRun) await checkLogin(without)
  return { rights, inputs: wanted && !rights.push.done ? withoutPush(asked) : asked }
}
