import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UserError } from '../errors.ts'
import { recordAt, textAt } from '../json.ts'
import type { MergeInputs } from './inputs.ts'

/** What was pushed by digest, and where the digest stood, for messages. */
type Found = Readonly<{ reference: string; from: string }>

const bare = /^(?:sha256:)?([0-9a-f]{64})$/
const qualified = /^[^@\s]+@sha256:[0-9a-f]{64}$/

/** The repository of a reference, without tag and digest. */
export const repositoryOf = (reference: string): string =>
  reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '')

async function reportedDigest(file: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  let report: unknown
  try {
    report = JSON.parse(text)
  } catch {
    throw new UserError(`digests: ${file} is not JSON. Pass on the file that the output "report" names.`)
  }
  const digest = bare.exec(textAt(recordAt(report, 'image'), 'digest') ?? '')?.[1]
  if (digest !== undefined) return digest
  throw new UserError(
    `digests: ${file} reports no digest: that build failed or pushed nothing. It needs an output such as "type=image,name=REPOSITORY,push-by-digest=true,name-canonical=true,push=true".`
  )
}

async function digestIn(file: string): Promise<string> {
  const named = bare.exec(basename(file))?.[1]
  if (named !== undefined) return named
  if (file.endsWith('.json')) return reportedDigest(file)
  throw new UserError(
    `digests: ${file} is neither a report of julia-bake (a .json file) nor named by a digest (64 hex digits). Download the digests into a folder of their own.`
  )
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    throw new UserError(
      `digests: "${path}" is neither a digest (sha256: and 64 hex digits, with or without "repository@" in front) nor a file or folder. Check the path of actions/download-artifact.`
    )
  }
  if (!found.isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter(each => each.isFile()).map(each => join(each.parentPath, each.name))
  if (files.length > 0) return files.sort()
  throw new UserError(
    `digests: the folder ${path} is empty. Upload the file that the output "report" names in each build job, and check the pattern of actions/download-artifact.`
  )
}

async function readEntry(entry: string, repository: string): Promise<readonly Found[]> {
  const digest = bare.exec(entry)?.[1]
  if (digest !== undefined) return [{ reference: `${repository}@sha256:${digest}`, from: 'the input' }]
  if (qualified.test(entry)) return [{ reference: entry, from: 'the input' }]
  const files = await filesAt(entry)
  return Promise.all(
    files.map(async file => ({ reference: `${repository}@sha256:${await digestIn(file)}`, from: file }))
  )
}

/**
 * What to merge, as `repository@sha256:…`: from digests, references, and files. A file is the report of a build, or is
 * named by the digest as in Docker's documentation
 * (https://docs.docker.com/build/ci/github-actions/multi-platform/). A digest without a repository is one of the
 * first tag's.
 *
 * @throws {@link UserError} for what is no digest, and for a digest that is there twice
 */
export async function readReferences({
  tags,
  digests
}: Pick<MergeInputs, 'tags' | 'digests'>): Promise<readonly string[]> {
  const repository = repositoryOf(tags[0] ?? '')
  const found = (await Promise.all(digests.map(entry => readEntry(entry, repository)))).flat()
  const seen = new Map<string, string>()
  for (const { reference, from } of found) {
    const digest = reference.replace(/^.*@/, '')
    const before = seen.get(digest)
    if (before !== undefined) {
      throw new UserError(
        `digests: ${digest} is there twice, from ${before} and from ${from}. Each platform is built by one job: check the matrix, and merge only what one workflow run has built.`
      )
    }
    seen.set(digest, from)
  }
  return found.map(({ reference }) => reference)
}
