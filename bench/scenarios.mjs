import { leavesOf } from './packages.mjs'

/**
 * One situation in which all contestants build the same. `store`: what is kept of an earlier run; `cold` is a run on an
 * empty store, and the others start from what a cold run of the same platform left there. The builder is always fresh.
 *
 * @typedef {Readonly<{ name: string, about: string, platform: 'linux/amd64' | 'linux/arm64', cold?: boolean,
 *   variant: import('./project.mjs').Variant }>} Scenario
 */

/**
 * @param {readonly import('./packages.mjs').Node[]} graph
 * @returns {Scenario[]}
 */
export function listScenarios(graph) {
  const platform = 'linux/amd64'
  const leaf = leavesOf(graph)[0] ?? 0
  return [
    { name: 'cold', about: 'nothing kept', platform, cold: true, variant: {} },
    { name: 'unchanged', about: 'nothing changed, fresh builder', platform, variant: {} },
    {
      name: 'leaf',
      about: 'a package that no other needs has a new version',
      platform,
      variant: { bumped: [leaf] }
    },
    {
      name: 'root',
      about: 'the package that all others need has a new version',
      platform,
      variant: { bumped: [1] }
    },
    { name: 'app', about: 'a line of the app changed', platform, variant: { word: 'Welcome' } },
    {
      name: 'second',
      about: 'another project that shares 80 % of the packages',
      platform,
      variant: { second: true }
    },
    { name: 'arm64-cold', about: 'emulated, nothing kept', platform: 'linux/arm64', cold: true, variant: {} },
    { name: 'arm64-unchanged', about: 'emulated, nothing changed', platform: 'linux/arm64', variant: {} }
  ]
}
