import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../errors.ts'

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
