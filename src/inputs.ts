import * as core from '@actions/core'
import { UserError } from './errors.ts'
import { parseVerifyCpus, type VerifyCpus } from './julia/index.ts'
import { parsePlatform, type Platform } from './platform.ts'

/** How the depot cache may be used. */
export type CacheMode = 'true' | 'restore-only' | 'false'

/** What docker/build-push-action passes on to buildx, and so do we. */
export type ImageInputs = Readonly<{
  tags: readonly string[]
  labels: readonly string[]
  annotations: readonly string[]
  buildArgs: readonly string[]
  secrets: readonly string[]
  ssh: readonly string[]
  network: string
  allow: readonly string[]
  push: boolean
  load: boolean
  outputs: readonly string[]
  provenance: string
  sbom: string
  noCache: boolean
  pull: boolean
  builder: string
}>

/** The action's inputs, read and checked; their defaults live in action.yml. */
export type Inputs = ImageInputs &
  Readonly<{
    projects: readonly string[]
    juliaVersion: string
    platforms: readonly Platform[]
    cpuTarget: string
    baseImage: string
    context: string
    dryRun: boolean
    verify: boolean
    verifyCpus: VerifyCpus
    cache: CacheMode
    cachePrefix: string
    /** Repository of a registry without tag or digest; empty for none. */
    cacheRepo: string
    juliaMirror: string
    pkgServer: string
    /** Addresses of registries besides those that Julia adds by itself. */
    registries: readonly string[]
  }>

/**
 * Splits a list as Docker's actions do: one record per line, fields separated by commas unless `whole` lines are
 * wanted, and double quotes around what holds commas or line breaks.
 */
export function splitList(text: string, whole = false): readonly string[] {
  const items: string[] = []
  let item = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"' && quoted && text[at + 1] === '"') {
      item += '"'
      at++
    } else if (char === '"' && (quoted || item.trim() === '')) {
      quoted = !quoted
    } else if (!quoted && (char === '\n' || (char === ',' && !whole))) {
      items.push(item)
      item = ''
    } else {
      item += char
    }
  }
  return [...items, item].map(each => each.trim()).filter(each => each !== '')
}

/** A yes or no in the spellings of YAML 1.2's core schema, as Docker's actions take them; an empty input is no. */
function readBoolean(name: string): boolean {
  const text = core.getInput(name)
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)?$/.test(text)) return false
  throw new UserError(`${name}: "${text}" is neither yes nor no. Allowed: true, false.`)
}

function readCacheMode(): CacheMode {
  const text = core.getInput('cache').toLowerCase()
  if (text === 'true' || text === 'restore-only' || text === 'false') return text
  throw new UserError(
    `cache: "${text}" is not a way to use the cache. Allowed: true, restore-only, false. Use "false" for releases that must not reuse compiled files.`
  )
}

function readPlatforms(): readonly Platform[] {
  const platforms = splitList(core.getInput('platforms')).map(parsePlatform)
  const names = platforms.map(platform => platform.name)
  if (names.length === 0) {
    throw new UserError('platforms: the list is empty. Name at least one, such as linux/amd64.')
  }
  return platforms.filter((platform, at) => names.indexOf(platform.name) === at)
}

function readBaseImage(): string {
  const image = core.getInput('base-image')
  if (image !== '') return image
  throw new UserError(
    'base-image: "" is not an image. Name one with a C library, such as debian:trixie-slim.'
  )
}

/** Keys name folders, too, and the cache service takes no comma in them. */
function readCachePrefix(): string {
  const prefix = core.getInput('cache-prefix')
  if (/^[\w-][\w.-]*$/.test(prefix)) return prefix
  throw new UserError(
    `cache-prefix: "${prefix}" cannot begin a cache key. Allowed: letters, digits, ".", "_" and "-", not beginning with ".".`
  )
}

/** A host with an optional port, then lower-case path parts (https://github.com/distribution/reference). */
const repository =
  /^(?:[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d+)?|\[[\da-f:]+\](?::\d+)?)(?:\/[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*)+$/

function readCacheRepo(): string {
  const repo = core.getInput('cache-repo')
  if (repo === '' || repository.test(repo)) return repo
  throw new UserError(
    `cache-repo: "${repo}" is not a repository of a registry. Allowed: HOST/NAME in lower case, such as ghcr.io/acme/app-depot, without tag or digest.`
  )
}

const lines = (name: string): readonly string[] => splitList(core.getInput(name), true)

function readImageInputs(): ImageInputs {
  const image = {
    tags: splitList(core.getInput('tags')),
    labels: lines('labels'),
    annotations: lines('annotations'),
    buildArgs: lines('build-args'),
    secrets: lines('secrets'),
    ssh: splitList(core.getInput('ssh')),
    network: core.getInput('network'),
    allow: splitList(core.getInput('allow')),
    push: readBoolean('push'),
    load: readBoolean('load'),
    outputs: lines('outputs'),
    provenance: core.getInput('provenance'),
    sbom: core.getInput('sbom'),
    noCache: readBoolean('no-cache'),
    pull: readBoolean('pull'),
    builder: core.getInput('builder')
  }
  if (image.push && image.tags.length === 0 && image.outputs.length === 0) {
    throw new UserError(
      'push: "true" needs tags: name where the image goes, such as ghcr.io/OWNER/NAME:latest.'
    )
  }
  return image
}

/**
 * Reads the action's inputs from the environment that the runner set up.
 *
 * @throws {@link UserError} naming the input, its value and what is allowed
 */
export function readInputs(): Inputs {
  const projects = splitList(core.getInput('project'))
  return {
    ...readImageInputs(),
    projects: projects.length > 0 ? projects : ['.'],
    juliaVersion: core.getInput('julia-version'),
    platforms: readPlatforms(),
    cpuTarget: core.getInput('cpu-target'),
    baseImage: readBaseImage(),
    context: core.getInput('context'),
    dryRun: readBoolean('dry-run'),
    verify: readBoolean('verify'),
    verifyCpus: parseVerifyCpus(core.getInput('verify-cpus')),
    cache: readCacheMode(),
    cachePrefix: readCachePrefix(),
    cacheRepo: readCacheRepo(),
    juliaMirror: core.getInput('julia-mirror'),
    pkgServer: core.getInput('pkg-server'),
    registries: splitList(core.getInput('registries'))
  }
}
