import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import type { Inputs } from '../inputs.ts'

/** Secrets that the stages of the generated Dockerfile mount; `docker/scripts/install.jl` makes use of them. */
const credentials: readonly string[] = ['julia_auth', 'git_credentials', 'ssh_known_hosts']

/** Those of {@link secretSpecs} that give access to packages. */
export const credentialSpecs = (specs: readonly string[]): readonly string[] =>
  specs.filter(spec => credentials.includes(/(?:^|,)id=([^,]+)/.exec(spec)?.[1] ?? ''))

/**
 * Refuses a package server's token that Julia would not send.
 *
 * @throws {@link UserError}
 */
export function checkServerToken({ secrets, pkgServer }: Pick<Inputs, 'secrets' | 'pkgServer'>): void {
  // A fork's workflow gets empty secrets.
  if (!secrets.some(secret => /^(julia_auth=.|id=julia_auth,)/s.test(secret))) return
  if (pkgServer === '') {
    throw new UserError(
      'secrets: julia_auth is the token of a package server, but no server is named. Set pkg-server, such as https://packages.example.com.'
    )
  }
  // `is_secure_url` in Pkg's src/PlatformEngines.jl
  if (
    /^(https:\/\/|\w+:\/\/(127\.0\.0\.1|localhost)(:\d+)?($|\/))/i.test(pkgServer) ||
    !pkgServer.includes('://')
  )
    return
  throw new UserError(
    `pkg-server: Julia sends no token to "${pkgServer}", since the connection is not secure. Name the server with https://, or leave julia_auth out of secrets.`
  )
}

/**
 * Secrets as buildx wants them. `NAME=value` is written to a file that only this user may read, as docker's actions
 * do, so that the value appears on no command line; buildx's own `id=…,env=…` and `id=…,src=…` pass as they are.
 *
 * @param folder this run's own folder, removed at its end
 */
export async function secretSpecs(secrets: readonly string[], folder: string): Promise<readonly string[]> {
  return Promise.all(
    secrets.map(async (secret, index) => {
      if (/^id=[^,]+,/.test(secret)) return secret
      const at = secret.indexOf('=')
      if (at < 1) {
        throw new UserError(
          `secrets: line ${index + 1} is not of the form NAME=value. Put each secret on a line of its own.`
        )
      }
      const file = join(folder, `secret-${index}`)
      await writeFile(file, secret.slice(at + 1), { mode: 0o600 })
      return `id=${secret.slice(0, at)},src=${file}`
    })
  )
}
