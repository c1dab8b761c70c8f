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

function resolveTexts({ deps, weakdeps, compat }: Project): readonly string[] {
  const line = ([name, value]: readonly [string, string]): string => `${name}=${value}\n`
  const section = (table: Readonly<Record<string, string>>): string => sortedEntries(table).map(line).join('')
  const print = (spec: string, dash: ' - ' | '-'): string => printCompat(parseCompat(spec) ?? [], dash)
  const older = (['-', ' - '] as const).map(
    dash =>
      section(deps) +
      sortedEntries(compat)
        .map(([name, spec]) => line([name, print(spec, dash)]))
        .join('')
  )
  const compats = sortedEntries({ ...deps, ...weakdeps }).map(([name]) =>
    line([name, compat[name] === undefined ? '*' : print(compat[name], ' - ')])
  )
  return [...older, `${section(deps)}\n${section(weakdeps)}\n${compats.join('')}`]
}
