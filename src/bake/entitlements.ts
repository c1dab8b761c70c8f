import { docker, type Definition } from './definition.ts'

/** A field of a record that buildx reads as comma-separated, such as `src` of `id=KEY,src=key.pem`. */
const fieldOf = (record: string, ...names: readonly string[]): string | undefined =>
  new RegExp(`(?:^|,)(?:${names.join('|')})=([^,]+)`).exec(record)?.[1]

/** The folder of a named context; nothing for one that is elsewhere. */
const folderOf = (reference: string): string | undefined =>
  /^(target|docker-image):|^https?:/.test(reference)
    ? undefined
    : reference.replace(/^oci-layout:\/\//, '').replace(/@sha256:[0-9a-f]+$/, '')

/** Sockets and keys of `ID=PATH[,PATH]`; without a path it is the agent's own socket. */
const sshPaths = (spec: string): readonly string[] => /=(.+)$/.exec(spec)?.[1]?.split(',') ?? []

/** What bake may read and write; without a word it takes only what lies under the working directory. */
export function entitlements(definition: Definition, granted: readonly string[]): readonly string[] {
  const { target, theirs = [] } = definition
  const targets = Object.keys(target).flatMap(name => (theirs.includes(name) ? [] : (target[name] ?? [])))
  const reads = targets.flatMap(({ context, contexts = {}, secret = [], ssh = [] }) => [
    ...[context, ...Object.values(contexts)].map(folderOf),
    ...secret.map(each => fieldOf(each, 'src', 'source')),
    ...ssh.flatMap(sshPaths)
  ])
  const writes = targets
    .flatMap(({ output }) => output ?? [])
    .map(each => (each.includes('=') ? fieldOf(each, 'dest') : each))
  const agent = targets.flatMap(({ ssh = [] }) => ssh).some(each => sshPaths(each).length === 0)
  const allowed = (kind: string, paths: readonly (string | undefined)[]): readonly string[] =>
    [...new Set(paths)].filter(path => path !== undefined).map(path => `fs.${kind}=${path}`)
  return [
    ...new Set([
      ...allowed('read', [docker, ...reads]),
      ...allowed('write', writes),
      ...(agent ? ['ssh'] : []),
      ...granted
    ])
  ]
}
