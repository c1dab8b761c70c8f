/** What a Dockerfile can say of Julia. */
export type Taken = 'yes' | 'no' | 'unknown'

/** The named contexts that hold what julia-bake has made. */
export const contextNames = ['julia', 'julia-depot', 'julia-bake'] as const

type Stage = Readonly<{ name: string; sources: readonly string[] }>

/** Instructions, one a line: comments out, continued lines joined. */
const instructions = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .filter(line => !/^\s*#/.test(line))
    .join('\n')
    .replace(/[\\`][ \t]*\n/g, ' ')
    .split('\n')
    .map(line => line.trim())

/** The stages of a Dockerfile, each with the stages, images and contexts that it is made from. */
function readStages(text: string): readonly Stage[] {
  const stages: { name: string; sources: string[] }[] = []
  for (const line of instructions(text)) {
    const [, source, name = ''] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? []
    if (source !== undefined) {
      stages.push({ name: name.toLowerCase(), sources: [source] })
    } else if (/^(COPY|ADD|RUN)\s/i.test(line)) {
      const from = [...line.matchAll(/(?:--from=|--mount=(?:[^\s]*,)?from=)"?([^\s,"]+)/g)]
      stages.at(-1)?.sources.push(...from.map(match => match[1] ?? ''))
    }
  }
  return stages
}

/**
 * Whether the image of a Dockerfile is made from Julia or its depot: from one of the contexts that julia-bake gives.
 *
 * @param target name of the stage that is built; without one, the last
 * @param holds what is known of contexts by other names, such as other targets of a bake file
 */
export function takesJulia(
  text: string,
  target?: string,
  holds: (context: string) => Taken = () => 'no'
): Taken {
  const stages = readStages(text)
  const find = (name: string): Stage | undefined =>
    stages.find(stage => stage.name === name.toLowerCase()) ??
    (/^\d+$/.test(name) ? stages[Number(name)] : undefined)
  const look = (name: string, seen: ReadonlySet<string>): Taken => {
    if (name.includes('$')) return 'unknown'
    const known: readonly string[] = contextNames
    if (known.includes(name)) return 'yes'
    const context = holds(name)
    if (context !== 'no' || seen.has(name)) return context
    const sources = find(name)?.sources ?? []
    return anyOf(sources.map(source => look(source, new Set([...seen, name]))))
  }
  const built = target === undefined || target === '' ? stages.at(-1) : find(target)
  return built === undefined
    ? 'unknown'
    : anyOf(built.sources.map(source => look(source, new Set([built.name]))))
}

/** `yes` if anything is, else `unknown` if anything may be. */
const anyOf = (taken: readonly Taken[]): Taken =>
  taken.includes('yes') ? 'yes' : taken.includes('unknown') ? 'unknown' : 'no'
