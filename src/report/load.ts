import type { StageEvent } from '../bake/index.ts'

/** One load of the finished image, with nothing allowed to compile. */
export type Load = Readonly<{
  /** Folder of the project in the image. */
  project: string
  /** The user that loaded it, by number. */
  uid: string
  /** The CPU that Julia took the machine for; `native` for the machine's own. */
  cpu: string
  seconds: number
  /** Direct dependencies and the project, in the order in which they were loaded. */
  packages: readonly Readonly<{ name: string; seconds: number }>[]
}>

/** The loads of a platform, from what its verify stage told: none where BuildKit had the step in its cache. */
export function readLoads(events: readonly StageEvent[], platform: string): readonly Load[] {
  const loads: Load[] = []
  let packages: Load['packages'] = []
  for (const { kind, text } of events.filter(event => event.platform === platform)) {
    const [seconds = '', ...words] = text.split(' ')
    if (kind === 'loading') packages = []
    if (kind === 'package') packages = [...packages, { name: words.join(' '), seconds: Number(seconds) }]
    if (kind === 'loaded') {
      const [uid = '', cpu = '', ...project] = words
      loads.push({ project: project.join(' '), uid, cpu, seconds: Number(seconds), packages })
    }
  }
  return loads
}
