import type { Block } from './blocks.ts'
import { compareLoads, compareSeconds } from './comparison.ts'
import type { PlatformReport, Report } from './report.ts'
import { formatSeconds, listWords } from './words.ts'

/** Growth that is worth a word: by this part, and by these seconds, since small numbers jump. */
const GROWTH = 0.2
const LOAD_SECONDS = 0.2
const COMPILE_SECONDS = 10

type Pair = Readonly<{ before: number; now: number }> | undefined

const grew = (pair: Pair, least: number): pair is NonNullable<Pair> =>
  pair !== undefined && pair.now - pair.before > Math.max(least, GROWTH * pair.before)

const named = (platforms: readonly PlatformReport[]): string =>
  listWords(platforms.map(({ platform }) => `\`${platform}\``))

function afterFailure({ failures, platforms }: Report): readonly string[] {
  const saved = platforms.filter(each => each.saved === 'saved')
  if (failures.length === 0 || saved.length === 0) return []
  return [`What was compiled for ${named(saved)} is saved: the next run starts from there.`]
}

function notSaved({ platforms }: Report): readonly string[] {
  const told = platforms.filter(({ failure, saved }) => failure === undefined && /^not saved/.test(saved))
  return [...new Set(told.map(({ saved }) => saved))].map(saved => {
    const where = named(told.filter(each => each.saved === saved))
    return `The compiled packages of ${where} were ${saved}: the next run compiles them again. The log says more.`
  })
}

const otherTargets = ({ platforms }: Report): readonly string[] =>
  platforms
    .filter(({ packages }) => packages.some(({ reason }) => reason === 'restored for other CPU targets'))
    .map(
      ({ platform }) =>
        `\`${platform}\`: the CPU targets changed, so that everything was compiled anew. This happens once.`
    )

/** One platform that takes many times as long as another is emulated, as a rule. */
function emulated({ platforms }: Report): readonly string[] {
  const cold = platforms.filter(({ steps }) => steps !== undefined && steps.precompile > 0)
  const fastest = Math.min(...cold.map(({ steps }) => steps?.precompile ?? Infinity))
  return cold
    .filter(({ steps }) => (steps?.precompile ?? 0) > Math.max(20, 4 * fastest))
    .map(
      ({ platform, steps }) =>
        `\`${platform}\` took ${Math.round((steps?.precompile ?? 0) / fastest)} times as long to precompile as the fastest platform. If it is emulated here, build it on a native runner.`
    )
}

const unpinned = ({ manifests }: Report): readonly string[] =>
  Object.keys(manifests).map(
    path =>
      `\`${path}\` is not committed, so that this build cannot be repeated: commit the one in the report.`
  )

const slower = ({ platforms }: Report): readonly string[] =>
  platforms.flatMap(report => {
    const { base, platform } = report
    if (base === undefined) return []
    const [load, compile] = [compareLoads(report, base), compareSeconds(report, base)]
    return [
      ...(grew(load, LOAD_SECONDS)
        ? [
            `\`${platform}\`: loading takes ${formatSeconds(load.now)} instead of ${formatSeconds(load.before)}. \`@time_imports using …\` shows which package it is.`
          ]
        : []),
      ...(grew(compile, COMPILE_SECONDS)
        ? [
            `\`${platform}\`: what was compiled took ${formatSeconds(compile.now)} instead of ${formatSeconds(compile.before)}. Machines differ; if it stays, see the slowest packages.`
          ]
        : [])
    ]
  })

/** What to do next, where something is off. */
export function advice(report: Report): readonly Block[] {
  const items = [afterFailure, notSaved, otherTargets, emulated, unpinned, slower].flatMap(find =>
    find(report)
  )
  return items.length === 0
    ? []
    : [{ kind: 'alert', level: report.failures.length > 0 ? 'WARNING' : 'TIP', items }]
}
