import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cpuDefinition, runBake } from './bake/index.ts'
import type { Deps } from './deps.ts'
import { UserError } from './errors.ts'
import type { Inputs } from './inputs.ts'
import { hasNative, type CpuTarget } from './julia/index.ts'
import type { Platform } from './platform.ts'

/** What asking the builder takes of a run: {@link Workshop}, without its plan and cache. */
type Desk = Readonly<{
  inputs: Pick<Inputs, 'baseImage' | 'pkgServer' | 'builder' | 'allow' | 'network' | 'noCache' | 'pull'>
  deps: Deps
  folder: string
}>

/**
 * The CPU that `native` stands for on the builder, per platform: `NAME-DIGEST`, its name as Julia has it and a digest
 * of what the kernel says that it is and can do. It is asked where the compiling is done, since the builder may be
 * another machine or emulate the platform. The stages get it in their plans, so that BuildKit's own cache does not
 * give what was compiled on another CPU.
 *
 * @param distribution folder of the platform's repacked Julia
 * @returns nothing where nothing is compiled for `native`
 * @throws {@link UserError} if the builder cannot run Julia there
 */
export async function identifyNative(
  { inputs, deps, folder }: Desk,
  { platform, target }: Readonly<{ platform: Platform; target: CpuTarget }>,
  distribution: string
): Promise<string | undefined> {
  if (!hasNative(target)) return undefined
  const { baseImage, pkgServer, builder, allow } = inputs
  const definition = cpuDefinition(
    { platform, distribution },
    { baseImage, pkgServer, secrets: [], image: { ...inputs, ssh: [] } }
  )
  const bake = { title: `cpu ${platform.name}`, definition, builder, allow, folder }
  const { failure, transcript } = await runBake(bake, deps, () => undefined)
  const cpu = transcript.events.find(({ kind }) => kind === 'cpu')?.text
  if (cpu === undefined) {
    throw new UserError(
      `cpu-target: native: the builder does not tell its CPU on ${platform.name}: ${failure ?? 'it said nothing.'}`
    )
  }
  for (const plan of ['depot-plan', 'image-plan']) {
    await mkdir(join(folder, plan, 'native-cpu'), { recursive: true })
    await writeFile(join(folder, plan, 'native-cpu', platform.id), `${cpu}\n`)
  }
  return cpu
}
