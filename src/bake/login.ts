import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Deps } from '../deps.ts'
import { UserError } from '../errors.ts'
import type { ImageInputs } from '../inputs.ts'
import { isRecord, parseJson, recordAt, textAt } from '../json.ts'

/** Milliseconds that a registry has to answer; one that does not is no reason to stop. */
const PATIENCE = 5000

type PushInputs = Pick<ImageInputs, 'push' | 'tags' | 'outputs'>

/** Whether an output goes to a registry, as buildx reads it. */
export const isPushOutput = (output: string): boolean =>
  /(^|,)type=registry(,|$)/i.test(output) || /(^|,)push=true(,|$)/i.test(output)

/** Whether the inputs ask for a push. */
export const asksForPush = ({ push, outputs }: PushInputs): boolean => push || outputs.some(isPushOutput)

/** The inputs without all that pushes. */
export const withoutPush = <T extends PushInputs>(inputs: T): T => ({
  ...inputs,
  push: false,
  outputs: inputs.outputs.filter(output => !isPushOutput(output))
})

/** The registry of an image's name (https://github.com/distribution/reference): without a host it is Docker Hub. */
export function registryOf(name: string): string {
  const [first = '', ...rest] = name.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io'
}

/** Registries that a run pushes to. */
export function pushedRegistries(inputs: PushInputs): readonly string[] {
  if (!asksForPush(inputs)) return []
  const named = inputs.outputs.filter(isPushOutput).flatMap(output => {
    const [, quoted, plain] = /(?:^|,)(?:"name=([^"]+)"|name=([^,]+))/.exec(output) ?? []
    return (quoted ?? plain ?? '').split(',').filter(name => name !== '')
  })
  return [...new Set([...inputs.tags, ...named].map(registryOf))]
}

/** Docker's own name for its registry among the logins. */
const loginNames = (registry: string): readonly string[] =>
  registry === 'docker.io' ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry]

/** Whether Docker's configuration has a login for a registry; a store for all of them may have one. */
export function hasLogin(registry: string, config: unknown): boolean {
  if (textAt(config, 'credsStore') !== undefined) return true
  const hosts = [...Object.keys(recordAt(config, 'auths')), ...Object.keys(recordAt(config, 'credHelpers'))]
  return hosts.some(host =>
    loginNames(registry).includes(host.replace(/^https?:\/\//, '').replace(/\/.*$/, ''))
  )
}

/** Docker's configurations (https://docs.docker.com/reference/cli/docker/#configuration-files), what can be read of them. */
async function readConfigs(env: Deps['env']): Promise<readonly unknown[]> {
  const folder = env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker')
  const file = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '{}')
  return [parseJson(file), parseJson(env['DOCKER_AUTH_CONFIG'] ?? '{}')].filter(isRecord)
}

/** Registries that a run pushes to and has no login for. */
export async function registriesWithoutLogin(
  inputs: PushInputs,
  env: Deps['env']
): Promise<readonly string[]> {
  const configs = await readConfigs(env)
  return pushedRegistries(inputs).filter(registry => !configs.some(config => hasLogin(registry, config)))
}

/** Whether a registry turns away who does not say who they are; one that cannot be asked is not judged. */
async function wantsLogin(registry: string): Promise<boolean> {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
  const scheme = /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(registry) ? 'http' : 'https'
  const address = `${scheme}://${host}/v2/`
  const { status } = await fetch(address, {
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE)
  }).catch(() => ({ status: 0 }))
  return status === 401
}

/**
 * Makes sure before any work that a registry which wants a login does not stop the push in the end.
 *
 * @param registries without a login, such as `ghcr.io`
 * @throws {@link UserError} saying how to log in
 */
export async function checkLogin(registries: readonly string[]): Promise<void> {
  const asked = await Promise.all(
    registries.map(async registry => ((await wantsLogin(registry)) ? [registry] : []))
  )
  const [registry] = asked.flat()
  if (registry === undefined) return
  const rights = registry === 'ghcr.io' ? ", with packages: write in the job's permissions" : ''
  throw new UserError(
    `push: ${registry} takes nothing without a login, and there is none. Add docker/login-action for it before this step${rights}, or do not push in this run, such as with push: \${{ github.event_name != 'pull_request' }}.`
  )
}
