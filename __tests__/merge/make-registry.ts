import { digestOf } from '../../src/merge/manifests.ts'
import { makeDeps } from '../make-deps.ts'

/** A digest of 64 times the same hex digit. */
export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`

/** What an index says of one of its manifests, as buildx wrote it. */
export const imageEntry = (digit: string, architecture: string, variant?: string) => ({
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: digest(digit),
  size: 1241,
  platform: { architecture, os: 'linux', ...(variant === undefined ? {} : { variant }) }
})

/** Provenance of an image, as buildx wrote it into an index. */
export const attestationEntry = (digit: string, of: string) => ({
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: digest(digit),
  size: 566,
  annotations: {
    'vnd.docker.reference.digest': digest(of),
    'vnd.docker.reference.type': 'attestation-manifest'
  },
  platform: { architecture: 'unknown', os: 'unknown' }
})

/** An index as the registry gives it. */
export const makeIndex = (
  manifests: readonly object[],
  annotations?: Readonly<Record<string, string>>
): string =>
  JSON.stringify(
    {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests,
      ...(annotations === undefined ? {} : { annotations })
    },
    undefined,
    2
  )

/** An image's configuration as `imagetools inspect` prints it. */
export const makeConfiguration = (
  architecture: string,
  { commit, julia }: Readonly<{ commit?: string; julia?: string }> = {}
): string =>
  JSON.stringify({
    architecture,
    os: 'linux',
    config: {
      Cmd: ['julia'],
      Labels: {
        ...(julia === undefined ? {} : { 'org.julialang.version': julia }),
        ...(commit === undefined ? {} : { 'org.opencontainers.image.revision': commit })
      }
    }
  })

/**
 * `docker buildx` in front of a registry that holds these answers by reference: an index or manifest for `--raw`, else a
 * configuration. A push puts `index` under every tag; `rival` is another job, which pushes to some of them right after.
 */
export function makeRegistry({
  raw,
  configurations,
  index = '',
  rival = {}
}: Readonly<{
  raw: Readonly<Record<string, string>>
  configurations: Readonly<Record<string, string>>
  index?: string
  rival?: Readonly<Record<string, string>>
}>) {
  const calls: (readonly string[])[] = []
  const pushed = new Map<string, string>()
  const answer = (args: readonly string[]): string | undefined => {
    if (args[1] === 'version') return 'github.com/docker/buildx v0.29.1 a1b2c3d\n'
    const last = args.at(-1) ?? ''
    if (args.includes('--raw')) return rival[last] ?? pushed.get(last) ?? raw[last]
    if (args.includes('--format')) return configurations[last]
    if (last === '--dry-run') return `${index}\n`
    args.forEach((arg, at) => arg === '--tag' && pushed.set(args[at + 1] ?? '', index))
    return ''
  }
  const { deps, logged } = makeDeps({
    exec: (program, args = []) => {
      calls.push([program, ...args])
      const stdout = answer(args)
      const missing = `#1 [internal] reading\nERROR: ${args.at(-1) ?? ''}: not found\n`
      return Promise.resolve(
        stdout === undefined
          ? { exitCode: 1, stdout: '', stderr: missing }
          : { exitCode: 0, stdout, stderr: '' }
      )
    }
  })
  return { deps, logged, calls, pushed, digest: digestOf(index) }
}
