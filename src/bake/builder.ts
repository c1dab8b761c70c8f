import semver from 'semver'
import type { Deps } from '../deps.ts'
import { UserError } from '../errors.ts'
import type { Inputs } from '../inputs.ts'
import { checkSeveralNodes, countNodes, isPushByDigest, parseNodes } from './nodes.ts'

/** The first buildx whose bake asks for what it reads and writes (`--allow=fs.read=…`). */
const OLDEST_BUILDX = '0.18.0'

/** Output of a docker command, with what it said when docker is missing or the command fails. */
export async function askDocker(
  args: readonly string[],
  deps: Pick<Deps, 'exec'>
): Promise<Readonly<{ out: string; error?: string }>> {
  try {
    const { exitCode, stdout, stderr } = await deps.exec('docker', [...args], {
      silent: true,
      ignoreReturnCode: true
    })
    return exitCode === 0 ? { out: stdout } : { out: stdout, error: stderr.trim() }
  } catch {
    return { out: '', error: 'docker was not found on the PATH' }
  }
}

/**
 * Makes sure that buildx is there and new enough.
 *
 * @throws {@link UserError} saying how to get one
 */
export async function checkBuildx(deps: Pick<Deps, 'exec'>): Promise<void> {
  const { out, error } = await askDocker(['buildx', 'version'], deps)
  if (error !== undefined) {
    throw new UserError(
      `docker buildx does not answer (${error}). julia-bake needs Docker with buildx: on a runner of your own install them, or add docker/setup-buildx-action before this step.`
    )
  }
  const version = semver.coerce(out.split(/\s+/)[1] ?? '')
  if (version !== null && semver.lt(version, OLDEST_BUILDX)) {
    throw new UserError(
      `docker buildx ${version.version} is too old: julia-bake needs ${OLDEST_BUILDX} or newer. docker/setup-buildx-action installs one.`
    )
  }
}

/** buildx itself says so only once everything is built (`build/opt.go` of buildx, up to 0.38). */
function checkDriver(inspected: string, outputs: readonly string[]): void {
  const output = outputs.find(isPushByDigest)
  if (output === undefined || !/^Driver:\s*docker\s*$/m.test(inspected)) return
  throw new UserError(
    `outputs: "${output}": the engine's own builder (driver "docker") cannot push by digest. Add docker/setup-buildx-action before this step, or name a builder of another driver in "builder".`
  )
}

/**
 * Makes sure that buildx is there, and that its builder runs every platform and can do what the outputs ask for,
 * before any work.
 *
 * @returns the builder's own platform, the first that buildx lists: it runs there without emulation
 * @throws {@link UserError} saying what is missing and how to get it
 */
export async function checkBuilder(
  { platforms, builder, load, outputs }: Pick<Inputs, 'platforms' | 'builder' | 'load' | 'outputs'>,
  deps: Pick<Deps, 'exec'>
): Promise<string> {
  await checkBuildx(deps)
  const { out, error } = await askDocker(
    ['buildx', 'inspect', '--bootstrap', ...(builder ? [builder] : [])],
    deps
  )
  if (error !== undefined) {
    throw new UserError(
      `The builder ${builder ? `"${builder}" ` : ''}does not start: ${error}. Check that Docker runs (docker info), or create a builder with docker/setup-buildx-action.`
    )
  }
  checkDriver(out, outputs)
  const nodes = parseNodes(out)
  const able = [...new Set(nodes.flatMap(node => node.platforms))]
  const missing = platforms.filter(({ name }) => !able.includes(name)).map(({ name }) => name)
  if (missing.length > 0) {
    throw new UserError(
      `platforms: the builder cannot run ${missing.join(', ')} (it runs ${able.join(', ') || 'nothing'}). Add docker/setup-qemu-action before this step, or build that platform on a native runner, such as ubuntu-24.04-arm for linux/arm64.`
    )
  }
  const names = platforms.map(({ name }) => name)
  if (countNodes(names, nodes) > 1) checkSeveralNodes({ load, outputs })
  return able[0] ?? ''
}
