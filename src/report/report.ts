import { readFile } from 'node:fs/promises'
import type { KeyPart } from '../cache/index.ts'

/** A package of a depot: compiled in this run or taken over from an older depot. */
export type PackageReport = Readonly<{
  name: string
  uuid: string
  compiled: boolean
  /** Seconds of this compilation; nothing for one that was taken over. */
  seconds: number | null
  /** Bytes of its compiled files. */
  bytes: number
}>

/** Seconds of the steps inside a depot stage. */
export type StepSeconds = Readonly<{
  restore: number
  instantiate: number
  precompile: number
  prune: number
}>

/** What a depot stage writes into `report.json`. */
export type DepotReport = Readonly<{
  platform: string
  julia: string
  packages: readonly PackageReport[]
  seconds: StepSeconds
}>

/** How the cache answered for a platform. */
export type CacheState = 'exact' | 'partial' | 'none'

/** All that a run has to tell about one platform. */
export type PlatformReport = Readonly<{
  platform: string
  /** What the image's compiled files are for: `JULIA_CPU_TARGET`. */
  cpuTarget: string
  /** CPU target lists, one per pass. */
  passes: readonly string[]
  key: string
  keyParts: readonly KeyPart[]
  cache: CacheState
  restoredKey?: string
  /** Packages of the depot; after an exact hit none of them was compiled now. */
  packages: readonly PackageReport[]
  steps?: StepSeconds
  /** Wall time of the depot bake. */
  depotSeconds: number
  /** Compressed bytes of the depot layout. */
  depotBytes: number
  saved: string
  /** Path packages and projects, compiled in the image bake. */
  app: readonly Readonly<{ name: string; seconds: number }>[]
  failure?: string
}>

/** The report of a run, as `report.json` holds it. */
export type Report = Readonly<{
  version: 1
  juliaVersion: string
  manifestHash: string
  baseImage: string
  store: string
  platforms: readonly PlatformReport[]
  image: Readonly<{ seconds: number; digest?: string; tags: readonly string[] }> | null
  /** Wall time of the whole run. */
  seconds: number
  failures: readonly string[]
}>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const list = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : []
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

async function readRecord(file: string): Promise<Record<string, unknown>> {
  const value: unknown = JSON.parse(await readFile(file, 'utf8'))
  return isRecord(value) ? value : {}
}

/** Reads the report that a depot stage wrote; what an older form lacks is empty. */
export async function readDepotReport(file: string): Promise<DepotReport> {
  const { platform, julia, packages, seconds } = await readRecord(file)
  const steps = isRecord(seconds) ? seconds : {}
  return {
    platform: text(platform),
    julia: text(julia),
    packages: list(packages).map(row => ({
      name: text(row['name']),
      uuid: text(row['uuid']),
      compiled: row['compiled'] === true,
      seconds: typeof row['seconds'] === 'number' ? row['seconds'] : null,
      bytes: number(row['bytes'])
    })),
    seconds: {
      restore: number(steps['restore']),
      instantiate: number(steps['instantiate']),
      precompile: number(steps['precompile']),
      prune: number(steps['prune'])
    }
  }
}

/** The packages as this run sees them: only those in `names` were compiled now, the others were there already. */
export const compiledNow = (
  packages: readonly PackageReport[],
  names: ReadonlySet<string>
): readonly PackageReport[] =>
  packages.map(row => (names.has(row.name) ? row : { ...row, compiled: false, seconds: null }))
