import type { Project } from './project.ts'
import { atLeast } from './version.ts'

/**
 * A project as one version of Julia reads it; what came with later versions means nothing to it.
 *
 * Preferences came with 1.6, weak dependencies and extensions with 1.9 (until then, what is in both `[deps]` and
 * `[weakdeps]` is a dependency), `[sources]` with 1.11, workspaces with 1.12 (Pkg's `CHANGELOG.md`, Julia's `NEWS.md`).
 */
export const readBy = (juliaVersion: string, project: Project): Project => ({
  ...project,
  ...(hasPreferences(juliaVersion) ? {} : { preferences: {} }),
  ...(atLeast(juliaVersion, 1, 9, 0)
    ? {}
    : { deps: { ...project.deps, ...project.oldDeps }, oldDeps: {}, weakdeps: {}, extensions: {} }),
  ...(atLeast(juliaVersion, 1, 11, 0) ? {} : { sources: {} }),
  ...(hasWorkspaces(juliaVersion) ? {} : { workspace: [] })
})

/** Whether a version of Julia reads preferences. */
export const hasPreferences = (juliaVersion: string): boolean => atLeast(juliaVersion, 1, 6, 0)

/** Whether a version of Julia knows workspaces. */
export const hasWorkspaces = (juliaVersion: string): boolean => atLeast(juliaVersion, 1, 12, 0)
