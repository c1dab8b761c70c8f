import { isRecord, parseJson, textAt } from '../json.ts'
import type { StageEvent } from './progress.ts'

/** Julia and the CPU target lists that the packages of a platform were compiled with. */
export type CompiledWith = Readonly<{ version: string; passes: readonly string[] }>

/** The depot that images get, and the place of Julia. */
const [depot, julia] = ['/opt/julia/depot', '/usr/local/julia/bin/julia'] as const

type Found = Readonly<Record<string, unknown>>

const quote = (value: string | undefined): string => (value === undefined ? 'not set' : `"${value}"`)

function juliaDifferences(found: Found, { version }: CompiledWith): readonly string[] {
  const [own = '', path = ''] = [textAt(found, 'version'), textAt(found, 'julia')]
  const place =
    path === julia
      ? ''
      : ` The julia first on the PATH is ${path}, and that of the context julia is ${julia}.`
  if (own === version || /nightly/.test(version)) {
    return place === ''
      ? []
      : [
          `julia is another one than was copied, of the same version.${place} Put /usr/local/julia/bin first in PATH.`
        ]
  }
  return [
    `Julia is ${own}, and the packages were compiled by ${version}, so that all of them would be compiled again.${place}`
  ]
}

function depotDifferences(found: Found): readonly string[] {
  const path = textAt(found, 'depotPath')
  const depots: readonly unknown[] = Array.isArray(found['depots']) ? found['depots'] : []
  if (!depots.includes(depot)) {
    return [
      `JULIA_DEPOT_PATH is ${quote(path)}: it does not hold ${depot}, where the compiled packages are. Set ENV JULIA_DEPOT_PATH=:${depot}.`
    ]
  }
  return depots[0] === depot
    ? [
        `JULIA_DEPOT_PATH is ${quote(path)}: ${depot} comes first, so that packages are added and scratch spaces written there, where a user other than root cannot. Set ENV JULIA_DEPOT_PATH=:${depot}.`
      ]
    : []
}

function projectDifferences(found: Found): readonly string[] {
  const folder = textAt(found, 'folder')
  return textAt(found, 'project') !== undefined || folder === undefined
    ? []
    : [
        `JULIA_PROJECT is not set: \`julia\` starts without the project in ${folder}, unless --project names it. Set ENV JULIA_PROJECT=${folder}.`
      ]
}

function targetDifferences(found: Found, { passes }: CompiledWith): readonly string[] {
  const target = textAt(found, 'cpuTarget')
  // Before Julia 1.9 there is no native code, and one empty pass.
  return target === undefined || passes.includes(target) || passes.every(each => each === '')
    ? []
    : [
        `JULIA_CPU_TARGET is "${target}", and the packages were compiled for ${passes.map(each => `"${each}"`).join(', then ')}: what is compiled in the image is for other CPUs. Leave it out, or set the input cpu-target to it.`
      ]
}

function parse(text: string): Found {
  const found = parseJson(text)
  return isRecord(found) ? found : {}
}

/**
 * What in a finished image's own environment differs from what was compiled, each with what it means and what to do.
 *
 * @param events of the verify stage: `environment JSON`
 * @returns a line per difference, each once however many users found it
 */
export function explainEnvironment(
  events: readonly StageEvent[],
  platform: string,
  compiled: CompiledWith
): readonly string[] {
  const found = events.filter(event => event.kind === 'environment' && event.platform === platform)
  const lines = found
    .map(({ text }) => parse(text))
    .flatMap(each => [
      ...juliaDifferences(each, compiled),
      ...depotDifferences(each),
      ...projectDifferences(each),
      ...targetDifferences(each, compiled)
    ])
  return [...new Set(lines)]
}
