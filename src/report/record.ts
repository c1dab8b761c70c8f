import { isRecord, parseJson, records, textAt, type JsonRecord } from '../json.ts'
import type { PlatformReport, Report } from './report.ts'

/** A package of a record. */
export type RecordedPackage = Readonly<{
  uuid: string
  name: string
  version?: string
  /** Seconds of its last compilation, in whatever run that was. */
  seconds?: number
  bytes: number
}>

/**
 * What stays of a run's report for later runs to compare themselves with: one for each platform, kept beside the
 * depots. Exact hits write one too, so that it is always of the last run that went well.
 */
export type PlatformRecord = Readonly<{
  version: 1
  juliaVersion: string
  commit?: string
  ref?: string
  /** Compressed bytes of the depot layout, and of the image where it was pushed. */
  depotBytes: number
  imageBytes?: number
  /** Bytes of all files beside those of the base image. */
  unpackedBytes?: number
  /** Seconds that precompiling took, for each second that its packages took: less than 1 where several ran at once. */
  pace?: number
  packages: readonly RecordedPackage[]
  /** The projects' own packages. */
  app: readonly Readonly<{ name: string; seconds: number }>[]
  loads: readonly Readonly<{ project: string; uid: string; cpu: string; seconds: number }>[]
}>

/** Sum of what an image has beside its base; nothing where a part is not known. */
export function sumUnpacked({ unpacked }: Pick<PlatformReport, 'unpacked'>): number | undefined {
  const { julia, depot, project } = unpacked ?? {}
  return julia === undefined || depot === undefined || project === undefined
    ? undefined
    : julia + depot + project
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

function paceOf({ packages, steps, base }: PlatformReport): number | undefined {
  const seconds = sum(packages.map(each => each.seconds ?? 0))
  // Of little work the start of Julia takes most, which says nothing about more.
  return steps === undefined || seconds < 1 ? base?.pace : Math.min(1, steps.precompile / seconds)
}

/** A platform's record; what this run did not do anew is taken over from the last one. */
export function makeRecord(
  { juliaVersion, commit, ref }: Pick<Report, 'juliaVersion' | 'commit' | 'ref'>,
  platform: PlatformReport
): PlatformRecord {
  const { base, depotBytes, imageBytes, packages, app, verified = [] } = platform
  const known = new Map(base?.packages.map(each => [each.uuid, each.seconds]))
  const [unpackedBytes, pace] = [sumUnpacked(platform), paceOf(platform)]
  return {
    version: 1,
    juliaVersion,
    ...(commit === undefined ? {} : { commit }),
    ...(ref === undefined ? {} : { ref }),
    depotBytes,
    ...(imageBytes === undefined ? {} : { imageBytes }),
    ...(unpackedBytes === undefined ? {} : { unpackedBytes }),
    ...(pace === undefined ? {} : { pace }),
    packages: packages.map(({ uuid, name, version, seconds, bytes }) => {
      const last = seconds ?? known.get(uuid)
      return {
        uuid,
        name,
        ...(version ? { version } : {}),
        ...(last === undefined ? {} : { seconds: last }),
        bytes
      }
    }),
    app: app.length > 0 ? app.map(({ name, seconds }) => ({ name, seconds })) : (base?.app ?? []),
    loads:
      verified.length > 0
        ? verified.map(({ project, uid, cpu, seconds }) => ({ project, uid, cpu, seconds }))
        : (base?.loads ?? [])
  }
}

const numberAt = <Name extends string>(row: JsonRecord, name: Name): Partial<Record<Name, number>> => {
  const value = row[name]
  return typeof value === 'number' ? ({ [name]: value } as Record<Name, number>) : {}
}
const textOf = (row: JsonRecord, name: string): string => textAt(row, name) ?? ''

const optionalText = <Name extends string>(row: JsonRecord, name: Name): Partial<Record<Name, string>> => {
  const value = textAt(row, name)
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>)
}

/** Reads a stored record; nothing for what is none, since it may be of any age. */
export function parseRecord(json: string): PlatformRecord | undefined {
  const value = parseJson(json)
  if (!isRecord(value) || value['version'] !== 1) return undefined
  return {
    version: 1,
    juliaVersion: textOf(value, 'juliaVersion'),
    ...optionalText(value, 'commit'),
    ...optionalText(value, 'ref'),
    depotBytes: numberAt(value, 'depotBytes').depotBytes ?? 0,
    ...numberAt(value, 'imageBytes'),
    ...numberAt(value, 'unpackedBytes'),
    ...numberAt(value, 'pace'),
    packages: records(value['packages']).map(row => ({
      uuid: textOf(row, 'uuid'),
      name: textOf(row, 'name'),
      ...optionalText(row, 'version'),
      ...numberAt(row, 'seconds'),
      bytes: numberAt(row, 'bytes').bytes ?? 0
    })),
    app: records(value['app']).map(row => ({
      name: textOf(row, 'name'),
      seconds: numberAt(row, 'seconds').seconds ?? 0
    })),
    loads: records(value['loads']).map(row => ({
      project: textOf(row, 'project'),
      uid: textOf(row, 'uid'),
      cpu: textOf(row, 'cpu'),
      seconds: numberAt(row, 'seconds').seconds ?? 0
    }))
  }
}
