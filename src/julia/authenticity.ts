import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Deps } from '../deps.ts'
import { messageOf, UserError } from '../errors.ts'
import { isNightly } from './distribution.ts'
import { fetchFile } from './fetch.ts'
import { mustBeSigned, releaseKeys, type ReleaseKeys } from './release-keys.ts'
import type { Distribution } from './releases.ts'
import { judgeSignature, type Verdict } from './signature.ts'

/** A distribution, and its name for people. */
export type Named = Readonly<{ name: string; distribution: Distribution }>

/** What a check needs; the keys are Julia's own, unless a test brings others. */
export type CheckMeans = Pick<Deps, 'log' | 'tools' | 'env'> & Readonly<{ keys?: ReleaseKeys }>

/**
 * Every check of a downloaded tarball before it is unpacked: the SHA-256 of the release index, then the signature. Which
 * signature has to be there, and what one proves, is told in docs/threat-model.md.
 *
 * @throws {@link UserError} if the file is not what Julia has published, or nothing shows that it is
 */
export async function checkAuthenticity(file: string, what: Named, means: CheckMeans): Promise<void> {
  const { name, distribution } = what
  if (isNightly(distribution)) {
    means.log.info(`${name}: unverified, since nightlies have no published checksum`)
    return
  }
  await checkHash(file, what)
  means.log.info(`${name}: SHA-256 ${distribution.sha256 ?? ''} is right`)
  const asc = distribution.asc ?? (await fetchSignature(what, means))
  if (asc === undefined) {
    means.log.info(`${name}: not signed; it rests on the SHA-256 of the release index`)
    return
  }
  const keys = means.keys ?? releaseKeys
  means.log.info(`${name}: ${accept(await judgeSignature(file, asc, keys), what, keys)}`)
}

async function checkHash(file: string, { name, distribution }: Named): Promise<void> {
  const { sha256, url } = distribution
  if (sha256 === undefined) throw new UserError(`${name} has no SHA-256 to check ${url} against.`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const actual = hash.digest('hex')
  if (actual === sha256) return
  throw new UserError(
    `${name} is not what the release index says. Address: ${url}. Expected SHA-256: ${sha256}. Actual: ${actual}. The file was deleted and nothing was unpacked. Run the job again; if it stays so, the server or mirror gives a wrong file.`
  )
}

/**
 * The index takes a signature in only if it is there when the index is made, and never looks again
 * (https://github.com/JuliaLang/VersionsJSONUtil.jl/blob/e491549/src/VersionsJSONUtil.jl#L381). Where a release must have
 * one, the file that is published beside the tarball will do: a signature is as good from anywhere.
 */
async function fetchSignature({ name, distribution }: Named, means: CheckMeans): Promise<string | undefined> {
  const { url, version } = distribution
  if (!mustBeSigned(version)) return undefined
  means.log.info(`${name}: the release index has no signature of it; downloading ${url}.asc`)
  try {
    const { file, folder } = await fetchFile(`${url}.asc`, 'its signature', means)
    const asc = await readFile(file, 'utf8')
    await rm(folder, { recursive: true, force: true })
    return asc
  } catch (error) {
    throw new UserError(
      `${name} must have a signature, and has none in the release index. ${messageOf(error)} The tarball was deleted and nothing was unpacked. A mirror has to serve the official bin/versions.json as it is, or the .asc file beside the tarball.`
    )
  }
}

/** @returns what a signature proves, in words */
function accept(verdict: Verdict, { name, distribution }: Named, keys: ReleaseKeys): string {
  const { url, version } = distribution
  const allowed = keys.current.map(({ fingerprint }) => fingerprint).join(', ')
  const refused = (wrong: string, remedy: string): UserError =>
    new UserError(
      `${name}: ${wrong}. Address: ${url}. Allowed: a good signature by Julia's release key ${allowed}. The file was deleted and nothing was unpacked. ${remedy}`
    )
  switch (verdict.kind) {
    case 'good':
      return `the signature by Julia's release key ${verdict.key} is good`
    case 'retired':
      if (!mustBeSigned(version)) {
        return `signed by Julia's retired key ${verdict.key}, which proves nothing; it rests on the SHA-256 of the release index`
      }
      throw refused(`its signature is by the retired key ${verdict.key}, which proves nothing`, remedy)
    case 'unknown':
      throw refused(
        `its signature is by ${verdict.key}, which is no key of Julia's`,
        `If Julia has a new key since, use a newer version of this action. ${remedy}`
      )
    case 'bad':
      throw refused(`its signature by ${verdict.key} is not good: ${verdict.reason}`, remedy)
    case 'unreadable':
      throw refused(`its signature cannot be read: ${verdict.reason}`, remedy)
  }
}

const remedy =
  'If julia-mirror is set, compare its bin/versions.json and this file with the official ones; else run the job again, and if it stays so tell the developers of Julia.'
