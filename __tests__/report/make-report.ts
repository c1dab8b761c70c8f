import type {
  PackageReport,
  PlanReport,
  PlatformPlan,
  PlatformReport,
  Report
} from '../../src/report/index.ts'

/** A package that was compiled now, with some of it otherwise. */
export const makePackage = (name: string, overrides: Partial<PackageReport> = {}): PackageReport => ({
  name,
  uuid: `uuid of ${name}`,
  compiled: true,
  seconds: 1.5,
  bytes: 2500,
  version: '1.0.0',
  files: [
    { path: `compiled/v1.12/${name}/a_b.ji`, bytes: 2500, targets: ['generic', 'haswell'], projects: ['.'] }
  ],
  ...overrides
})

/** A platform without a hit in the cache. */
export const makePlatformReport = (overrides: Partial<PlatformReport> = {}): PlatformReport => ({
  platform: 'linux/amd64',
  cpuTarget: 'generic;haswell,-rdrnd',
  passes: ['generic;haswell,-rdrnd'],
  key: 'julia-bake-v1-main-amd64-new',
  keyParts: [
    { name: 'prefix', value: 'julia-bake', reason: 'input cache-prefix' },
    { name: 'trust', value: 'main', reason: 'a trusted run' }
  ],
  cache: 'none',
  packages: [makePackage('Words'), makePackage('Poems', { seconds: 12.34, bytes: 1_250_000 })],
  steps: { restore: 0, instantiate: 3, precompile: 14, prune: 1 },
  depotSeconds: 20.04,
  depotBytes: 34_000_000,
  saved: 'saved',
  app: [{ name: 'App', seconds: 2, files: [] }],
  ...overrides
})

/** The plan of a partial hit that nobody has told the seconds of. */
export const makePlatformPlan = (overrides: Partial<PlatformPlan> = {}): PlatformPlan => ({
  platform: 'linux/amd64',
  distribution: 'https://julia.example/julia-1.12.7.tar.gz',
  cpuTarget: 'generic;haswell,-rdrnd',
  passes: ['generic;haswell,-rdrnd'],
  key: 'julia-bake-v1-main-amd64-new',
  keyParts: [{ name: 'trust', value: 'main', reason: 'a trusted run' }],
  cache: 'partial',
  restoredKey: 'julia-bake-v1-main-amd64-old',
  compile: [
    { uuid: 'uuid of Phrases', name: 'Phrases', reason: 'version 1.0.0 → 1.1.0' },
    { uuid: 'uuid of Poems', name: 'Poems', reason: 'depends on Phrases' }
  ],
  reused: 38,
  own: ['App'],
  ...overrides
})

/** The plan of a run for one platform. */
export const makePlanReport = (...platforms: readonly Partial<PlatformPlan>[]): PlanReport => ({
  version: 1,
  juliaVersion: '1.12.7',
  manifestHash: 'ab'.repeat(32),
  baseImage: 'debian:trixie-slim',
  store: "GitHub's cache service",
  projects: ['.'],
  platforms: (platforms.length === 0 ? [{}] : platforms).map(makePlatformPlan)
})

/** A cold run for two platforms that pushed its image. */
export const makeReport = (overrides: Partial<Report> = {}): Report => ({
  version: 1,
  juliaVersion: '1.12.7',
  manifestHash: 'ab'.repeat(32),
  baseImage: 'debian:trixie-slim',
  store: "GitHub's cache service",
  platforms: [
    makePlatformReport(),
    makePlatformReport({
      platform: 'linux/arm64',
      cpuTarget: 'generic;cortex-a57',
      passes: ['generic', 'cortex-a57'],
      key: 'julia-bake-v1-main-arm64-new',
      cache: 'partial',
      restoredKey: 'julia-bake-v1-main-arm64-old',
      packages: [
        makePackage('Words', { compiled: false, seconds: null }),
        makePackage('Poems', { seconds: 98.7 })
      ],
      depotSeconds: 125,
      app: []
    })
  ],
  manifests: {},
  image: { seconds: 31, digest: `sha256:${'cd'.repeat(32)}`, tags: ['ghcr.io/me/app:1', 'ghcr.io/me/app:2'] },
  seconds: 170.2,
  failures: [],
  ...overrides
})
