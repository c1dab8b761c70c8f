import type { Header } from 'tar-stream'
import { UserError } from '../errors.ts'

/** What has been seen of a tarball so far. */
export type Placement = {
  /** The tarball's one top folder, such as `julia-1.12.7`. */
  top: string | undefined
  /** Paths of its plain files, below the top folder. */
  readonly files: Set<string>
  /** Paths of its symbolic links, below the top folder. */
  readonly links: Set<string>
}

/** Of an entry of the new tar. */
export type NewHeader = Partial<Header> & Pick<Header, 'name'>

/** Where an entry goes: its path below Julia's folder, and its header in the new tar. */
export type Placed = Readonly<{ path: string; header: NewHeader }>

const prefix = 'usr/local/julia'

/** Nothing seen yet. */
export const startPlacement = (): Placement => ({ top: undefined, files: new Set(), links: new Set() })

/**
 * Moves an entry from the tarball's top folder to `usr/local/julia`, owned by root, its time kept. The target of
 * a hard link is a path in the tarball and moves along; that of a symbolic link stays.
 *
 * @returns nothing for the top folder itself, which has its new parents already
 * @throws {@link UserError} for an entry that could write outside that folder, or is of a kind that Julia has not
 */
export function placeEntry(entry: Header, placement: Placement): Placed | undefined {
  const path = pathBelowTop(entry.name, placement)
  if (path === '') {
    if (entry.type === 'directory') return undefined
    throw refused(entry.name, 'it is not inside a folder')
  }
  const header = { uid: 0, gid: 0, mode: entry.mode & 0o777, mtime: entry.mtime }
  const name = `${prefix}/${path}`
  switch (entry.type) {
    case 'directory':
      return { path, header: { ...header, name: `${name}/`, type: 'directory' } }
    case 'file':
      placement.files.add(path)
      return { path, header: { ...header, name, type: 'file', size: entry.size } }
    case 'symlink':
      placement.links.add(path)
      return { path, header: { ...header, name, type: 'symlink', linkname: entry.linkname } }
    case 'link': {
      const linkname = `${prefix}/${pathBelowTop(entry.linkname, placement)}`
      return { path, header: { ...header, name, type: 'link', linkname } }
    }
    default:
      throw refused(entry.name, `Julia's have no ${entry.type}`)
  }
}

function pathBelowTop(name: string, placement: Placement): string {
  if (name.startsWith('/')) throw refused(name, 'its path is absolute')
  const [top, ...parts] = name.split('/').filter(part => part !== '' && part !== '.')
  if (top === undefined) return ''
  if (top === '..' || parts.includes('..')) throw refused(name, 'its path leads outside with ".."')
  placement.top ??= top
  if (top !== placement.top || !top.startsWith('julia-')) {
    throw refused(name, 'all should be in one folder julia-VERSION')
  }
  // Written through a link, a file could land anywhere.
  const parents = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
  if (parents.some(parent => placement.links.has(parent))) throw refused(name, 'a folder above it is a link')
  return parts.join('/')
}

const refused = (name: string, reason: string): UserError =>
  new UserError(
    `The tarball is refused and nothing of it is used: entry "${name}": ${reason}. It is not a distribution of Julia; see what the server gives at its address.`
  )
