import { createHash } from 'node:crypto'
import { parseCompat, printCompat } from './compat.ts'
import type { Project } from './project.ts'
import { sortedEntries } from './toml.ts'

/**
 * Whether a manifest's `project_hash` is that of a project, by the rule of any Pkg.
 *
 * The rule changed twice: Julia 1.8 to 1.11 hash `[deps]` and `[compat]` (with blanks around the dash of a
 * range since 1.11), 1.12 adds `[weakdeps]` and leaves out the compat of other names
 * (`project_resolve_hash`, `workspace_resolve_hash` in Pkg's `src/Types.jl`). Not for workspaces.
 */
export const isResolveHash = (hash: string, project: Project): boolean =>
  resolveTexts(project).some(text => createHash('sha1').update(text).digest('hex') === hash)

function resolveTexts({ deps, oldDeps, weakdeps, compat }: Project): readonly string[] {
  const section = (table: Readonly<Record<string, string>>): string =>
    sortedEntries(table)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')
  const print = (names: readonly string[], dash: ' - ' | '-'): string =>
    section(Object.fromEntries(names.map(name => [name, printSpec(compat[name], dash)])))
  const [compats, all] = [Object.keys(compat), Object.keys({ ...deps, ...weakdeps })]
  const older = [section(deps), section({ ...deps, ...oldDeps })].flatMap(text => [
    text + print(compats, '-'),
    text + print(compats, ' - ')
  ])
  return [...older, `${section(deps)}\n${section(weakdeps)}\n${print(all, ' - ')}`]
}

const printSpec = (spec: string | undefined, dash: ' - ' | '-'): string =>
  spec === undefined ? '*' : printCompat(parseCompat(spec) ?? [], dash)
