import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeKey, decideRights, entryFiles, type CacheKey, type Trust } from '../../src/cache/index.ts'
import type { KeySource } from '../../src/cache/key.ts'
import type { CacheMode } from '../../src/inputs.ts'
import { parsePlatform } from '../../src/platform.ts'

/** What a run outside GitHub may do with the cache. */
export const rightsFor = (cache: CacheMode) =>
  decideRights({
    event: undefined,
    payload: {},
    store: 'folder',
    cache,
    push: { wanted: false, login: false }
  })

export const platform = parsePlatform('linux/arm64')

/** What a key is made from, with some of it otherwise. */
export const makeKeySource = (overrides: Partial<KeySource> = {}): KeySource => ({
  prefix: 'julia-bake',
  trust: 'main',
  juliaVersion: '1.12.7',
  platform,
  passes: ['generic;cortex-a57'],
  recipes: ['aa'],
  baseImage: 'debian:trixie-slim',
  ...overrides
})

/** The key of a recipe, in an order that is easily read in tests. */
export const makeKey = (recipe: string, trust: Trust = 'main'): CacheKey =>
  composeKey(makeKeySource({ recipes: [recipe], trust }))

/** Writes a depot entry whose layer holds some text; gives the digest of its manifest, and all bytes of its blobs. */
export function makeEntry(folder: string, layer: string): Readonly<{ digest: string; bytes: number }> {
  const { layout, report, trees } = entryFiles(folder)
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true })
  const blob = (content: string) => {
    const hex = createHash('sha256').update(content).digest('hex')
    writeFileSync(join(layout, 'blobs/sha256', hex), content)
    return { digest: `sha256:${hex}`, size: Buffer.byteLength(content) }
  }
  const [config, layers] = [blob('{}'), [blob(layer), blob('another layer')]]
  const manifest = blob(JSON.stringify({ schemaVersion: 2, config, layers }))
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }))
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(report, JSON.stringify({ packages: [] }))
  writeFileSync(trees, '')
  const bytes = [manifest, config, ...layers].reduce((sum, { size }) => sum + size, 0)
  return { digest: manifest.digest, bytes }
}
