import { run } from '../../testbed/process.mjs'

type Descriptor = Readonly<{
  digest: string
  size: number
  platform?: Readonly<{ os: string; architecture: string; variant?: string }>
}>

const inspect = async (reference: string): Promise<Readonly<Record<string, unknown>>> =>
  JSON.parse(await run('docker', ['buildx', 'imagetools', 'inspect', '--raw', reference])) as Record<
    string,
    unknown
  >

/** Digest of each platform's image in the index of a pushed image; attestations are no platform. */
export async function platformDigests(reference: string): Promise<Readonly<Record<string, string>>> {
  const { manifests = [] } = await inspect(reference)
  const images = (manifests as Descriptor[]).filter(({ platform }) => platform?.os === 'linux')
  return Object.fromEntries(
    images.map(({ digest, platform }) => [`linux/${platform?.architecture ?? ''}`, digest])
  )
}

/** Digests of the layers of one platform of a pushed image, lowest first. */
export async function layersOf(reference: string, platform: string): Promise<readonly string[]> {
  const digest = (await platformDigests(reference))[platform] ?? ''
  const { layers = [] } = await inspect(`${reference.replace(/:[^:/]+$/, '')}@${digest}`)
  return (layers as Descriptor[]).map(layer => layer.digest)
}

/** Pulls an image from the registry, runs a program in it and gives its output. */
export const runImage = (
  reference: string,
  platform: string,
  { command, options = [] }: Readonly<{ command: readonly string[]; options?: readonly string[] }>
): Promise<string> =>
  run('docker', [
    'run',
    '--rm',
    '--pull=always',
    '--quiet',
    '--platform',
    platform,
    ...options,
    reference,
    ...command
  ])

/**
 * Loads packages in an image and tells which compiled files that left otherwise than they were, in any depot: none
 * if nothing was compiled. It compares contents, since Julia touches the files that it loads.
 */
const loadScript = `
folders() = filter(isdir, joinpath.(DEPOT_PATH, "compiled"))
compiled() = Dict(path => hash(read(path)) for top in folders() for (folder, _, files) in walkdir(top) for path in joinpath.(folder, files))
before = compiled()
for name in ARGS
    Base.require(Main, Symbol(name))
end
for (path, content) in compiled()
    get(before, path, nothing) == content || println("compiled ", path)
end
println("loaded ", join(ARGS, " "))
`

/** @returns the lines that {@link loadScript} prints, the last of them `loaded NAMES` */
export async function loadPackages(
  reference: string,
  platform: string,
  { names, options = [] }: Readonly<{ names: readonly string[]; options?: readonly string[] }>
): Promise<readonly string[]> {
  const command = ['julia', '-e', loadScript, ...names]
  const output = await runImage(reference, platform, { command, options })
  return output.trim().split('\n')
}
