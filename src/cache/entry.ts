import { constants } from 'node:fs'
import { copyFile, link, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord, type JsonRecord } from '../json.ts'
import type { Facts } from './facts.ts'

type EntryFiles = Readonly<{ layout: string; report: string; trees: string; key: string }>

/**
 * A cached depot: a folder with `layout/` (OCI image layout), `report.json` (what the depot bake told),
 * `trees.jsonl` (the hash trees that it was made from, one per project and line) and `key`.
 */
export const entryFiles = (folder: string): EntryFiles => ({
  layout: join(folder, 'layout'),
  report: join(folder, 'report.json'),
  trees: join(folder, 'trees.jsonl'),
  key: join(folder, 'key')
})

/**
 * Makes sure that an entry is the one that was asked for: two runs on one machine may have used one folder at once.
 *
 * @throws {Error} if it is another one
 */
export async function checkKey(folder: string, key: string): Promise<void> {
  const found = await readFile(entryFiles(folder).key, 'utf8')
  if (found !== key) throw new Error(`the entry ${key} holds ${found}`)
}

/** What an entry tells of its layout; entries of an older form have no trees. */
export async function readFacts(folder: string): Promise<Facts> {
  const { report, trees } = entryFiles(folder)
  return { report: await readFile(report, 'utf8'), trees: await readFile(trees, 'utf8').catch(() => '') }
}

/** Writes what {@link readFacts} reads, beside the layout. */
export async function writeFacts(folder: string, facts: Facts): Promise<void> {
  const { report, trees } = entryFiles(folder)
  await writeFile(report, facts.report)
  await writeFile(trees, facts.trees)
}

type Descriptor = Readonly<{ digest: string; size: number }>

function readDescriptor(value: unknown): Descriptor {
  const { digest, size } = isRecord(value) ? value : {}
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest) || typeof size !== 'number') {
    throw new Error('a descriptor has no digest or size')
  }
  return { digest, size }
}

async function readRecord(file: string): Promise<JsonRecord> {
  const value: unknown = JSON.parse(await readFile(file, 'utf8'))
  if (!isRecord(value)) throw new Error(`${file} is not a JSON object`)
  return value
}

const blob = (layout: string, { digest }: Descriptor): string => join(layout, 'blobs', ...digest.split(':'))

/** The blobs that a manifest of an image names. */
function manifestBlobs({ config, layers }: Readonly<Record<string, unknown>>): readonly Descriptor[] {
  return [config, ...(Array.isArray(layers) ? (layers as unknown[]) : [])].map(readDescriptor)
}

const sum = (blobs: readonly Descriptor[]): number => blobs.reduce((bytes, { size }) => bytes + size, 0)

/** Bytes of all blobs that a manifest of an image names. */
export const sumBlobs = (manifest: Readonly<Record<string, unknown>>): number => sum(manifestBlobs(manifest))

/** A depot layout, where a bake finds it. */
export type Layout = Readonly<{
  /** Reference for a named context: `oci-layout://…`, or `docker-image://…` for one in a registry. */
  context: string
  digest: string
  /** Compressed bytes. */
  bytes: number
}>

/**
 * Reads an OCI image layout (https://github.com/opencontainers/image-spec/blob/main/image-layout.md) and checks that
 * every blob is there in full: BuildKit checks digests, but would fail the build on a damaged cache.
 *
 * @throws {Error} saying what is missing
 */
export async function readLayout(layout: string): Promise<Layout> {
  const { manifests } = await readRecord(join(layout, 'index.json'))
  const manifest = readDescriptor(Array.isArray(manifests) ? manifests[0] : undefined)
  const blobs = [manifest, ...manifestBlobs(await readRecord(blob(layout, manifest)))]
  for (const each of blobs) {
    const { size } = await stat(blob(layout, each))
    if (size !== each.size) throw new Error(`${each.digest} has ${size} bytes instead of ${each.size}`)
  }
  return { context: `oci-layout://${layout}@${manifest.digest}`, digest: manifest.digest, bytes: sum(blobs) }
}

/** A second tree with the same files: hard links, copies only where the file system has none to offer. */
export async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await linkTree(source, target)
    else await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_EXCL))
  }
}
