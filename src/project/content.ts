import { createHash } from 'node:crypto'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Project } from './project.ts'
import { compare } from './toml.ts'

/** What Julia loads of a package, or runs to build it: nothing else of its folder changes a compiled file. */
const loaded = [
  'JuliaProject.toml',
  'Project.toml',
  'JuliaArtifacts.toml',
  'Artifacts.toml',
  'src',
  'ext',
  'deps'
]

/**
 * Hash of what Julia loads from a package's folder: relative paths and bytes, whatever the times and modes.
 *
 * @returns a SHA-256 in hex
 */
export async function hashContent(folder: string, { entryFile }: Project): Promise<string> {
  const entryFolder =
    entryFile === undefined ? [] : [entryFile.includes('/') ? dirname(entryFile) : entryFile]
  const tops = [...new Set([...loaded, ...entryFolder])].sort(compare)
  const lists = await Promise.all(tops.map(async top => listFiles(folder, top)))
  const files = [...new Set(lists.flat())].sort(compare)
  const hashes = await Promise.all(files.map(async file => [file, await hashFile(join(folder, file))]))
  return createHash('sha256').update(JSON.stringify(hashes)).digest('hex')
}

/** Files at or below a path; a link to a folder counts as one file, since it may lead round in a circle. */
async function listFiles(root: string, path: string): Promise<readonly string[]> {
  const children = await readdir(join(root, path), { withFileTypes: true }).catch(() => undefined)
  if (children === undefined) return (await exists(join(root, path))) ? [path] : []
  const lists = await Promise.all(
    children
      .filter(child => child.name !== '.git')
      .map(async child => {
        const inner = `${path}/${child.name}`
        return child.isDirectory() ? listFiles(root, inner) : [inner]
      })
  )
  return lists.flat()
}

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  )

async function hashFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch(async () => readlink(path))
  return createHash('sha256').update(bytes).digest('hex')
}
