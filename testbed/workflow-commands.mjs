/**
 * @typedef {'notice' | 'warning' | 'error'} Level
 * @typedef {{ level: Level, message: string, title?: string, file?: string, line?: number }} Annotation
 */

/** @param {string} text */
const decode = text => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')

/** @param {string} text `file=a.toml,line=3` */
const readProperties = text => {
  const pairs = text.split(',').map(pair => /** @type {const} */ ([pair.split('=')[0] ?? '', pair]))
  return new Map(
    pairs.map(([name, pair]) => [
      name.trim(),
      decode(
        pair
          .slice(name.length + 1)
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ',')
      )
    ])
  )
}

/**
 * Follows a log as the runner does: collects annotations, hides values that the action masks, and leaves out
 * debug lines unless they are asked for.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 *
 * @param {{ debug: boolean }} options
 */
export function followLog({ debug }) {
  /** @type {Annotation[]} */
  const annotations = []
  /** @type {string[]} */
  const masks = []
  let stopped = ''

  /** @param {string} line @returns {string | undefined} what the log shows of it */
  const follow = line => {
    const [, name = '', properties = '', message = ''] = /^::([\w-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
    if (stopped) {
      if (line === `::${stopped}::`) stopped = ''
    } else if (name === 'debug' && !debug) {
      return undefined
    } else if (name === 'stop-commands') {
      stopped = message
    } else if (name === 'add-mask') {
      masks.push(...decode(message).split('\n').filter(Boolean))
    } else if (name === 'notice' || name === 'warning' || name === 'error') {
      const given = readProperties(properties)
      /** @type {Annotation} */
      const annotation = { level: name, message: decode(message) }
      const [title, file, at] = [given.get('title'), given.get('file'), given.get('line')]
      if (title) annotation.title = title
      if (file) annotation.file = file
      if (at) annotation.line = Number(at)
      annotations.push(annotation)
    }
    return masks.reduce((shown, mask) => shown.replaceAll(mask, '***'), line)
  }
  return { annotations, follow }
}

/**
 * Reads what an action wrote into `GITHUB_OUTPUT`, `GITHUB_STATE` or `GITHUB_ENV`: `name=value` lines and
 * `name<<DELIMITER` blocks.
 *
 * @param {string} text
 * @returns {Record<string, string>}
 * @throws {Error} on what the real runner refuses, too
 */
export function readFileCommands(text) {
  /** @type {Record<string, string>} */
  const values = {}
  const lines = text.split(/\r?\n/)
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue
    const [, block, delimiter] = /^([^=<]+)<<(.+)$/.exec(line) ?? []
    if (block !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter)
      if (end < 0) throw new Error(`Invalid value of ${block}: matching delimiter ${delimiter} not found`)
      values[block] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n')
    } else if (line.indexOf('=') > 0) {
      values[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1)
    } else {
      throw new Error(`Invalid format '${line}'`)
    }
  }
  return values
}
