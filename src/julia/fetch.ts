import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deps } from '../deps.ts'
import { messageOf, UserError } from '../errors.ts'

/** A downloaded file, alone in a temporary folder of its own that the caller removes. */
export type Fetched = Readonly<{ file: string; folder: string }>

/** A new temporary folder, on a runner one that is emptied after the job. */
export const makeTemporaryFolder = (env: Deps['env']): Promise<string> =>
  mkdtemp(join(env['RUNNER_TEMP'] || tmpdir(), 'julia-bake-'))

/**
 * Downloads an address; `@actions/tool-cache` tries three times on errors of the server or the network.
 *
 * @param what the thing in words, for the message
 * @throws {@link UserError} when it cannot be had; nothing is left behind then
 */
export async function fetchFile(
  url: string,
  what: string,
  deps: Pick<Deps, 'tools' | 'env'>
): Promise<Fetched> {
  const folder = await makeTemporaryFolder(deps.env)
  try {
    return { folder, file: await deps.tools.downloadTool(url, join(folder, 'download')) }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw new UserError(`Could not download ${what} from ${url}: ${messageOf(error)}. ${remedyFor(error)}`)
  }
}

/** The CDN is known to serve stale 404s for a while after a release (FACTS §1), hence the advice to wait. */
function remedyFor(error: unknown): string {
  const missing =
    typeof error === 'object' && error !== null && 'httpStatusCode' in error && error.httpStatusCode === 404
  return missing
    ? 'The server does not have this file (yet): check julia-mirror if it is set; for a version published within the last hours try again later, or name an older julia-version.'
    : 'Check that this machine reaches the server (proxy, firewall), set julia-mirror to one that it reaches, or run the job again.'
}
