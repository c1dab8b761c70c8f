import { UserError } from './errors.ts'
import type { ImageInputs, OwnInputs } from './inputs.ts'

/** Whether the images are those of the user's own bake definition. */
export const hasBake = ({ files, targets, source }: OwnInputs): boolean =>
  files.length > 0 || targets.length > 0 || source !== ''

/** Inputs that belong to one image, by name: in a bake definition its targets have them. */
const perImage = {
  tags: 'tags',
  labels: 'labels',
  annotations: 'annotations',
  'build-args': 'buildArgs',
  outputs: 'outputs',
  'cache-from': 'cacheFrom',
  'cache-to': 'cacheTo'
} as const

/** How a field of bake's is called where it is not like the input. */
const fieldOf: Readonly<Record<string, string>> = { 'build-args': 'args.NAME', outputs: 'output' }

function checkBakeInputs(own: OwnInputs, image: ImageInputs): void {
  const wrong = Object.entries(perImage).find(([, name]) => image[name].length > 0)?.[0]
  if (wrong !== undefined) {
    const field = fieldOf[wrong] ?? wrong
    throw new UserError(
      `${wrong}: belongs to one image, and files, targets and source name a bake definition, whose targets have their own. Write it there, or lay it over a target with set: "TARGET.${field}=…".`
    )
  }
  if (own.file !== '' || own.target !== '') {
    throw new UserError(
      `${own.file === '' ? 'target' : 'file'}: "${own.file || own.target}" names one Dockerfile, and files, targets and source a bake definition. Use one of the two: the targets of a bake definition name their own Dockerfiles, and the input targets names those targets.`
    )
  }
  if (own.source !== '' && own.source !== '.' && !/^(https?:|git@|ssh:|git:)|\.git(#|$)/.test(own.source)) {
    throw new UserError(
      `source: "${own.source}" is not where a bake definition can be. Allowed: "." for this checkout, or the URL of a Git repository, such as https://github.com/OWNER/NAME.git#main.`
    )
  }
}

/**
 * Checks that the inputs for a Dockerfile or bake definition of the user's own go together.
 *
 * @throws {@link UserError} naming the input that does not belong there, and what to use instead
 */
export function checkOwnInputs(own: OwnInputs, image: ImageInputs, baseImage: string): void {
  if (hasBake(own)) {
    checkBakeInputs(own, image)
    return
  }
  if (own.set.length > 0) {
    throw new UserError(
      `set: "${own.set[0] ?? ''}" is laid over a target of a bake definition, and there is none. Name it in files, or its targets in targets.`
    )
  }
  if (own.file === '' && own.target !== '') {
    throw new UserError(
      `target: "${own.target}" is a stage of a Dockerfile of your own, and there is none. Name that Dockerfile in file, or a target of a bake file in targets.`
    )
  }
  if (baseImage.startsWith('target:')) {
    throw new UserError(
      `base-image: "${baseImage}" is a target of a bake definition, and there is none. Name the bake file in files, or a base image.`
    )
  }
  if (image.push && image.tags.length === 0 && image.outputs.length === 0) {
    throw new UserError(
      'push: "true" needs tags: name where the image goes, such as ghcr.io/OWNER/NAME:latest.'
    )
  }
}
