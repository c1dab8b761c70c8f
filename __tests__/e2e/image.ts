import { spawnSync } from 'node:child_process'
import { gunzipSync } from 'node:zlib'
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

/** Every manifest, config and layer of a pushed image, its attestations too, unpacked as far as they are packed. */
export async function pushedBlobs(
  reference: string
): Promise<readonly Readonly<{ digest: string; text: string }>[]> {
  const [, host = '', name = '', tag = ''] = /^([^/]+)\/(.+):([^:]+)$/.exec(reference) ?? []
  const fetchBlob = async (kind: string, digest: string): Promise<Buffer> => {
    const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json'
    const response = await fetch(`http://${host}/v2/${name}/${kind}/${digest}`, { headers: { accept } })
    if (!response.ok) throw new Error(`${kind} ${digest}: ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  }
  const read = async (digest: string): Promise<readonly Readonly<{ digest: string; text: string }>[]> => {
    const raw = await fetchBlob('manifests', digest)
    const {
      manifests = [],
      layers = [],
      config
    } = JSON.parse(raw.toString()) as Readonly<{
      manifests?: readonly Descriptor[]
      layers?: readonly Descriptor[]
      config?: Descriptor
    }>
    const blobs = [...layers, ...(config === undefined ? [] : [config])].map(async each => ({
      digest: each.digest,
      text: unpack(await fetchBlob('blobs', each.digest)).toString('latin1')
    }))
    const inner = await Promise.all(manifests.map(each => read(each.digest)))
    return [{ digest, text: raw.toString() }, ...(await Promise.all(blobs)), ...inner.flat()]
  }
  return read(tag)
}

/** Layers are gzip or zstd, by their first bytes; Node 20 unpacks the first only. */
function unpack(blob: Buffer): Buffer {
  if (blob.subarray(0, 2).toString('hex') === '1f8b') return gunzipSync(blob)
  if (blob.subarray(0, 4).toString('hex') !== '28b52ffd') return blob
  const { status, stdout, error } = spawnSync('zstd', ['-dc'], { input: blob, maxBuffer: 2 ** 30 })
  if (status !== 0) throw error ?? new Error(`zstd ended with ${String(status)}`)
  return stdout
}
