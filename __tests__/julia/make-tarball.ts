import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import tar from 'tar-stream'

export type Entry = Partial<tar.Header> & Readonly<{ name: string; text?: string }>

export const mtime = new Date('2024-08-27T10:11:12Z')

/** A gzipped tarball of the given entries, in this order; `size` and time are filled in. */
export async function makeTarball(entries: readonly Entry[]): Promise<Buffer> {
  const pack = tar.pack()
  for (const { text, ...header } of entries) {
    const full = { mtime, uid: 1000, gid: 1000, uname: 'builder', gname: 'builder', ...header }
    pack.entry(full, text ?? '')
  }
  pack.finalize()
  return gzipSync(await buffer(pack))
}

export const program: Entry = { name: 'julia-1.12.7/bin/julia', mode: 0o755, text: 'ELF' }

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The entries of a tar: name, what is in its header that matters, and the content of files. */
export async function readTar(bytes: Buffer): Promise<readonly unknown[]> {
  const extract = tar.extract()
  extract.end(bytes)
  const entries: unknown[] = []
  for await (const entry of extract) {
    const { name, type, mode, mtime: time, linkname, uid, gid } = entry.header
    const text = (await buffer(entry)).toString('utf8')
    const link = type === 'link' || type === 'symlink' ? { linkname } : {}
    const content = type === 'file' ? { text } : {}
    entries.push({ name, type, mode: mode.toString(8), mtime: time, uid, gid, ...link, ...content })
  }
  return entries
}
