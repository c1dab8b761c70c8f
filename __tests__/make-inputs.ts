import type { Inputs } from '../src/inputs.ts'
import { parsePlatform } from '../src/platform.ts'

/** The inputs of a workflow that sets none, with some of them otherwise. */
export const makeInputs = (overrides: Partial<Inputs> = {}): Inputs => ({
  projects: ['.'],
  juliaVersion: 'manifest',
  platforms: [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')],
  cpuTarget: 'auto',
  baseImage: 'debian:trixie-slim',
  context: '.',
  tags: [],
  labels: [],
  annotations: [],
  buildArgs: [],
  secrets: [],
  ssh: [],
  network: '',
  allow: [],
  push: false,
  load: false,
  outputs: [],
  provenance: '',
  sbom: '',
  noCache: false,
  pull: false,
  builder: '',
  dryRun: false,
  verify: true,
  verifyCpus: { fallback: ['auto'], byPlatform: new Map() },
  cache: 'true',
  cachePrefix: 'julia-bake',
  cacheRepo: '',
  juliaMirror: '',
  pkgServer: '',
  registries: [],
  ...overrides
})
