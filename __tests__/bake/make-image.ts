import { fileURLToPath } from 'node:url'
import type { Definition, Target } from '../../src/bake/definition.ts'
import { imageDefinition, type ImageBake } from '../../src/bake/image-definition.ts'
import type { ImageInputs } from '../../src/inputs.ts'
import { parsePlatform } from '../../src/platform.ts'
import { makeInputs } from '../make-inputs.ts'

const docker = fileURLToPath(new URL('../../docker', import.meta.url))
export const [dockerfile, scripts] = [`${docker}/Dockerfile`, `${docker}/scripts`]
export const digest = `sha256:${'ab'.repeat(32)}`
export const withoutAttestations = ['type=provenance,disabled=true', 'type=sbom,disabled=true']

export const source = (name: string) => {
  const platform = parsePlatform(name)
  return { platform, distribution: `/tools/julia/${platform.id}` }
}

/** What every definition of a run has in common, for a workflow that sets nothing. */
export const shared = {
  plan: '/run/plan',
  baseImage: 'debian:trixie-slim',
  pkgServer: '',
  secrets: [] as readonly string[],
  image: makeInputs()
}

/** Julia for one platform, in a bake for that one or for several. */
export const distribution = (name: string, platforms: readonly string[] = [name]): Target => ({
  context: source(name).distribution,
  dockerfile,
  target: 'distribution',
  platforms
})

/** The image bake of two platforms, with some inputs otherwise. */
export const makeImage = (overrides: Partial<ImageInputs> = {}, bake: Partial<ImageBake> = {}): Definition =>
  imageDefinition(
    {
      sources: [source('linux/amd64'), source('linux/arm64')],
      depots: {
        amd64: `oci-layout:///run/amd64/layout@${digest}`,
        arm64: `oci-layout:///run/arm64/layout@${digest}`
      },
      context: '/work/app',
      project: '/app/sub',
      labels: { 'org.julialang.version': '1.12.7' },
      env: {},
      ...bake
    },
    { ...shared, secrets: overrides.secrets ?? [], image: makeInputs(overrides) },
    makeInputs(overrides)
  )

/** A definition of one target, with some of it otherwise. */
export const makeDefinition = (target: Partial<Target>): Definition => ({
  group: { default: { targets: ['one'] } },
  target: { one: { context: '.', dockerfile, target: 'one', platforms: [], ...target } }
})
