import type { KeyPart } from '../cache/index.ts'
import { details, heading, text, toMarkdown, type Block } from './blocks.ts'
import { explainKey } from './keys.ts'
import { cacheWords, targetWords } from './platforms.ts'
import type { CacheState } from './report.ts'
import { count, formatSeconds } from './words.ts'

/** A package that is about to be compiled. */
export type PlannedPackage = Readonly<{
  uuid: string
  name: string
  reason: string
  /** Seconds that it took last time. */
  seconds?: number
}>

/** What a run will do for one platform. */
export type PlatformPlan = Readonly<{
  platform: string
  /** Address of Julia's distribution. */
  distribution: string
  cpuTarget: string
  passes: readonly string[]
  /** Nothing in a dry run for a nightly: which one it is, only the download tells. */
  key?: string
  keyParts: readonly KeyPart[]
  /** How the cache answers; `unknown` where it did not. */
  cache: CacheState | 'unknown'
  restoredKey?: string
  /** Packages and extensions of the depot that are compiled, and how many are taken over. */
  compile: readonly PlannedPackage[]
  reused: number
  /** Packages of the projects themselves, which each run compiles. */
  own: readonly string[]
  /** Seconds that compiling will take, as the last run tells; `unknown` packages are not in it. */
  estimate?: Readonly<{ seconds: number; unknown: number }>
}>

/** What a run will do, as the output `plan` has it. */
export type PlanReport = Readonly<{
  version: 1
  juliaVersion: string
  manifestHash: string
  baseImage: string
  store: string
  /** Project folders inside the context. */
  projects: readonly string[]
  platforms: readonly PlatformPlan[]
}>

const stateWords = (cache: PlatformPlan['cache']): string =>
  cache === 'unknown' ? '❔ not known' : cacheWords[cache]

function estimateWords({ estimate }: PlatformPlan): string {
  if (estimate === undefined) return '–'
  const more =
    estimate.unknown === 0 ? '' : ` and ${count(estimate.unknown, 'package')} never compiled before`
  return `about ${formatSeconds(estimate.seconds)}${more}`
}

type Row = readonly [name: string, cell: (platform: PlatformPlan) => string]

const rows = ({ juliaVersion }: PlanReport): readonly Row[] => [
  ['Julia', () => juliaVersion],
  ['CPU targets', ({ passes }) => targetWords(passes)],
  ['Cache', ({ cache }) => stateWords(cache)],
  ['Dependencies', ({ compile, reused }) => `${compile.length} to compile, ${reused} reused`],
  ["The project's own packages", ({ own }) => own.join('<br>') || '–'],
  ['Compiling will take', estimateWords]
]

/** Packages that a list shows at most. */
const MOST = 100

const packageItem = ({ name, reason, seconds }: PlannedPackage): string =>
  `**${name}**${reason === '' ? '' : `: ${reason}`}${seconds === undefined ? '' : ` (${formatSeconds(seconds)} last time)`}`

function packageDetails({ platform, compile }: PlatformPlan): readonly Block[] {
  if (compile.length === 0) return []
  const reasons = new Set(compile.map(({ reason }) => reason))
  const [only] = reasons
  const why = reasons.size === 1 && compile.length > 1 ? `: ${only ?? ''}` : ''
  const items = compile.slice(0, MOST).map(each => packageItem(why === '' ? each : { ...each, reason: '' }))
  const rest = compile.length - items.length
  return [
    details(`To compile for ${platform} (${compile.length})${why}`, [
      { kind: 'list', items: rest > 0 ? [...items, `… and ${rest} more in the output \`plan\``] : items }
    ])
  ]
}

const keyDetails = (platforms: readonly PlatformPlan[]): Block =>
  details(
    'Cache keys',
    platforms.flatMap(({ key, ...platform }) =>
      key === undefined
        ? [text(`**${platform.platform}**: which nightly this is, only its download tells, and so its key.`)]
        : explainKey({ key, ...platform })
    )
  )

/** A plan, most wanted first. */
const planBlocks = (plan: PlanReport): readonly Block[] => {
  const head = ['', ...plan.platforms.map(({ platform }) => `\`${platform}\``)]
  const cells = rows(plan).map(([name, cell]) => [`**${name}**`, ...plan.platforms.map(cell)])
  return [
    { kind: 'table', head, rows: cells },
    ...plan.platforms.flatMap(packageDetails),
    keyDetails(plan.platforms),
    text(
      `Base image \`${plan.baseImage}\`, depots kept in ${plan.store}, manifest hash \`${plan.manifestHash.slice(0, 16)}\`.`
    )
  ]
}

/** What a run was about to compile, for its summary. */
export const planDetails = ({ platforms }: PlanReport): readonly Block[] => platforms.flatMap(packageDetails)

/** The job summary of a dry run. */
export const renderPlan = (plan: PlanReport): string =>
  toMarkdown([heading('🗺️ Plan: nothing was built', 2), ...planBlocks(plan)])
