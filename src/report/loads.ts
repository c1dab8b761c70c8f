import type { Block } from './blocks.ts'
import type { PlatformReport, Report } from './report.ts'
import { formatSeconds, listWords } from './words.ts'

/** CPUs as people read them. */
const cpuWords = (cpu: string): string => (cpu === 'native' ? "the builder's own CPU" : cpu)

/** How the finished image of a platform loads: in the seconds of its slowest project, user and CPU. */
function loadSentence({ platform, verified = [] }: PlatformReport): string {
  if (verified.length === 0) return `\`${platform}\` was verified before, and nothing in it has changed.`
  const seconds = Math.max(...verified.map(load => load.seconds))
  const cpus = [...new Set(verified.map(({ cpu }) => cpuWords(cpu)))]
  const uids = [...new Set(verified.map(({ uid }) => uid))]
  return `\`${platform}\` loads in ${formatSeconds(seconds)} as ${listWords(cpus)}, for UID ${listWords(uids)}; nothing compiled.`
}

/** How the finished image loads, where that was verified. */
export const loads = ({ platforms }: Report): readonly Block[] =>
  platforms
    .filter(({ verified }) => verified !== undefined)
    .map(platform => ({ kind: 'text', text: `✅ ${loadSentence(platform)}` }))
