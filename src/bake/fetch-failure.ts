import type { StageEvent } from './progress.ts'

const known: Readonly<Record<string, string>> = {
  julia_auth: 'a token for the package server (julia_auth)',
  git_credentials: 'passwords for git (git_credentials)',
  ssh_known_hosts: 'known hosts (ssh_known_hosts)',
  ssh: 'an SSH agent'
}

/** What the build had to show, from the `credentials` event of its stage. */
function credentialWords(events: readonly StageEvent[], platform: string): string {
  const told = events.findLast(event => event.kind === 'credentials' && event.platform === platform)
  const names = (told?.text ?? '').split(' ').filter(name => name !== '')
  return names.length === 0
    ? 'This build had no credentials.'
    : `This build had ${names.map(name => known[name] ?? name).join(', ')}; see that it is good for this one, and not expired.`
}

/**
 * What stands under Julia's words when a package or a registry could not be fetched.
 *
 * @param what name of the package, or an address
 */
export function explainFetchFailure(
  what: string,
  { platform }: StageEvent,
  events: readonly StageEvent[]
): readonly string[] {
  return [
    `Usual cause: ${what} is private, or this version of it is no longer where the manifest and the registry have it. ${credentialWords(events, platform)}`,
    'What to do: pass credentials to the build. For a package server: secrets: julia_auth=TOKEN. For git over HTTPS: secrets: git_credentials=https://USER:TOKEN@HOST. For git over SSH: ssh: default. If only a registry of yours knows the package, name it in registries. The README has more under "Private packages".'
  ]
}
