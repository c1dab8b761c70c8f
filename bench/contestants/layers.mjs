import { build, imageArguments, toldSeconds } from './buildx.mjs'

/** @type {import('./buildx.mjs').Contestant} */
export const layers = {
  name: 'layers',
  run: async job => {
    const { seconds, lines } = await build(imageArguments(job, 'layers.Dockerfile'))
    return {
      julia: toldSeconds(lines, 'precompile'),
      steps: { build: seconds, install: toldSeconds(lines, 'instantiate') }
    }
  }
}
