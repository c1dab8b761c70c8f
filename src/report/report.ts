import type { KeyPart } from '../cache/index.ts'
import { isRecord, parseJson, records, type JsonRecord } from '../json.ts'
import type { Load } from './load.ts'
import type { PlanReport } from './plan.ts'
import type { PlatformRecord } from './record.ts'
import type { Span } from './timeline.ts'

/** A compiled file: a `.ji`, with the native code beside it where there is any. */
type CompiledFile = Readonly<{
  /** Path inside the depot, such as `compiled/v1.12/Words/GkzkC_8hA32.ji`. */
  path: string
  bytes: number
  /** CPUs that it has native code for, as its header says: none before Julia 1.9, `null` where Julia cannot tell. */
  targets: readonly string[] | null
}>

/** A package of a depot: compiled in this run or taken over from an older depot. */
type Compiled = Readonly<{
  name: string
  uuid: string
  compiled: boolean
  /** Seconds of this compilation; nothing for one that was taken over. */
  seconds: number | null
  /** Bytes of its compiled files. */
  bytes: number
}>

/** A package as the depot stage tells of it; its files name the recipes that load them, counted from 1. */
export type DepotPackage = Compiled &
  Readonly<{ files: readonly (CompiledFile & Readonly<{ recipes: readonly string[] }>)[] }>

/** A package as the report tells of it; its files name the projects that load them. */
export type PackageReport = Compiled &
  Readonly<{
    version?: string
    /** UUIDs of the packages of this report on which it depends directly. */
    needs?: readonly string[]
    /** Why it was compiled. */
    reason?: string
    files: readonly (CompiledFile & Readonly<{ projects: readonly string[] }>)[]
  }>

/** A path package or project, compiled in the image bake. */
export type AppPackage = Readonly<{ name: string; seconds: number; files: readonly CompiledFile[] }>

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
  packages: readonly DepotPackage[]
  seconds: StepSeconds
  /** Bytes of all files of the depot. */
  bytes?: number
}>

/** How the cache answered for a platform. */
export type CacheState = 'exact' | 'partial' | 'none'

/** Bytes of the files that an image has beside those of its base, as far as this run came to know them. */
export type UnpackedBytes = Readonly<{ julia?: number; depot?: number; project?: number }>

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
  unpacked?: UnpackedBytes
  /** Compressed bytes of this platform's image in the registry, base image included. */
  imageBytes?: number
  saved: string
  /** Path packages and projects, compiled in the image bake. */
  app: readonly AppPackage[]
  /** How the finished image was loaded: not at all if absent; if empty, the builder knew that this image loads. */
  verified?: readonly Load[]
  /** What the last trusted run had to tell of this platform. */
  base?: PlatformRecord
  failure?: string
}>

/** How far a part of the job came; `skipped`: nobody asked for it, or what comes before it failed. */
export type Outcome = 'done' | 'failed' | 'skipped'

/** The report of a run, as `report.json` holds it. */
export type Report = Readonly<{
  version: 1
  juliaVersion: string
  manifestHash: string
  baseImage: string
  store: string
  platforms: readonly PlatformReport[]
  /** Manifests that this run resolved, by path in the context. */
  manifests: Readonly<Record<string, string>>
  image: Readonly<{
    /** Wall time of the image bake, with verifying and exporting. */
    seconds: number
    /** How much of it the export after verifying took. */
    exportSeconds?: number
    digest?: string
    tags: readonly string[]
  }> | null
  /** Wall time of the whole run. */
  seconds: number
  outcome?: Readonly<{ built: Outcome; verified: Outcome; pushed: Outcome }>
  /** What the run was about to do. */
  plan?: PlanReport
  /** What happened when. */
  timeline?: readonly Span[]
  /** Commit and ref that were built, where the run knows them. */
  commit?: string
  ref?: string
  failures: readonly string[]
}>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

const readFileRow = (row: JsonRecord): DepotPackage['files'][number] => ({
  path: text(row['path']),
  bytes: number(row['bytes']),
  targets: row['targets'] === null ? null : texts(row['targets']),
  recipes: texts(row['recipes'])
})

function parseRecord(json: string): JsonRecord {
  const value: unknown = JSON.parse(json)
  return isRecord(value) ? value : {}
}

/** Reads the report that a depot stage wrote; what an older form lacks is empty. */
export function parseDepotReport(json: string): DepotReport {
  const { platform, julia, packages, seconds, bytes } = parseRecord(json)
  const steps = isRecord(seconds) ? seconds : {}
  return {
    platform: text(platform),
    julia: text(julia),
    packages: records(packages).map(row => ({
      name: text(row['name']),
      uuid: text(row['uuid']),
      compiled: row['compiled'] === true,
      seconds: typeof row['seconds'] === 'number' ? row['seconds'] : null,
      bytes: number(row['bytes']),
      files: records(row['files']).map(readFileRow)
    })),
    seconds: {
      restore: number(steps['restore']),
      instantiate: number(steps['instantiate']),
      precompile: number(steps['precompile']),
      prune: number(steps['prune'])
    },
    ...(typeof bytes === 'number' ? { bytes } : {})
  }
}

/** The packages as this run sees them: only those in `names` were compiled now, the others were there already. */
export const compiledNow = <T extends Compiled>(
  packages: readonly T[],
  names: ReadonlySet<string>
): readonly T[] =>
  packages.map(row => (names.has(row.name) ? row : { ...row, compiled: false, seconds: null }))

/** Reads the `file` events of an image stage: `NAME JSON`. */
export function readFileEvent(event: string): Readonly<{ name: string; file: CompiledFile }> | undefined {
  const at = event.indexOf(' ')
  const row = parseJson(event.slice(at + 1))
  if (!isRecord(row)) return undefined
  const { path, bytes, targets } = readFileRow(row)
  return { name: event.slice(0, at), file: { path, bytes, targets } }
}
