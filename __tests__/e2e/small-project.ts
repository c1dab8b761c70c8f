import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { manifestFor, packageIndex } from '../../testbed/packages.mjs'

/** A project on the testbed's packages. */
export type SmallProject = Readonly<{
  /** Direct dependencies, `Name` or `Name@version`. */
  deps: readonly string[]
  /** Versions of packages that are no direct dependency, `Name@version`. */
  others?: readonly string[]
  /** Julia that resolved the manifest, which is then of format 2.0; else it is of format 1.0, which every Julia reads. */
  julia?: string
  /** With a name it is a package that loads its dependencies; else only an environment. */
  name?: string
  /** More files, and those that are to be otherwise, by path. */
  files?: Readonly<Record<string, string>>
}>

const nameOf = (text: string): string => text.split('@')[0] ?? ''

/** A UUID that is a name's own. */
const uuidFor = (name: string): string =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(0, 12)}`

function projectText({ deps, name }: SmallProject): string {
  const index = packageIndex()
  const lines = deps
    .map(nameOf)
    .map(each => `${each} = "${index.find(entry => entry.name === each)?.uuid ?? ''}"`)
  const head =
    name === undefined ? [] : [`name = "${name}"`, `uuid = "${uuidFor(name)}"`, 'version = "0.1.0"', '']
  return [...head, '[deps]', ...lines, ''].join('\n')
}

/** Writes Project.toml, Manifest.toml and, for a package, its source; what was there is written over. */
export function writeProject(folder: string, project: SmallProject): void {
  const { deps, others = [], julia, name, files = {} } = project
  const sources = deps.map(each => `using ${nameOf(each)}`).join('\n')
  const all = {
    'Project.toml': projectText(project),
    'Manifest.toml': manifestFor(
      [...deps, ...others],
      julia === undefined ? {} : { format: '2.0', juliaVersion: julia }
    ),
    ...(name === undefined ? {} : { [`src/${name}.jl`]: `module ${name}\n${sources}\nend\n` }),
    ...files
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
