/** A piece of a summary; its texts are Markdown of one line: `code`, **bold**, `<br>`. */
export type Block =
  | Readonly<{ kind: 'heading'; level: 2 | 3; text: string }>
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'list'; items: readonly string[] }>
  | Readonly<{ kind: 'table'; head: readonly string[]; rows: readonly (readonly string[])[] }>
  /** As it is, whatever stands in it. */
  | Readonly<{ kind: 'code'; text: string }>
  /** A picture in Mermaid, and what stands for it where there are only letters. */
  | Readonly<{ kind: 'picture'; mermaid: readonly string[]; text: readonly string[] }>
  /** Closed until it is asked for. */
  | Readonly<{ kind: 'details'; title: string; blocks: readonly Block[] }>
  | Readonly<{ kind: 'alert'; level: 'TIP' | 'WARNING' | 'CAUTION'; items: readonly string[] }>

export const heading = (text: string, level: 2 | 3 = 3): Block => ({ kind: 'heading', level, text })
export const text = (text: string): Block => ({ kind: 'text', text })
export const details = (title: string, blocks: readonly Block[]): Block => ({
  kind: 'details',
  title,
  blocks
})

const row = (cells: readonly string[]): string =>
  `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  row(head),
  row(head.map(() => '---')),
  ...rows.map(row)
]

function markdownLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return [`${'#'.repeat(block.level)} ${block.text}`]
    case 'text':
      return [block.text]
    case 'list':
      return block.items.map(item => `- ${item}`)
    case 'table':
      return table(block.head, block.rows)
    case 'code':
      return ['````text', block.text, '````']
    case 'picture':
      return ['```mermaid', ...block.mermaid, '```']
    case 'details':
      return [`<details><summary>${block.title}</summary>`, '', ...join(block.blocks), '</details>']
    case 'alert':
      return [`> [!${block.level}]`, ...block.items.map(item => `> - ${item}`)]
  }
}

/** With an empty line after each. */
const join = (blocks: readonly Block[]): readonly string[] =>
  blocks.flatMap(block => [...markdownLines(block), ''])

/** Bytes that GitHub takes of one step's summary, with room for what others may add (1 MiB). */
const MOST_BYTES = 1000 * 1024

/**
 * GitHub-flavoured Markdown. What GitHub would not take is shortened from the end, where the details are: one
 * byte too many, and it shows nothing at all.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
export function toMarkdown(blocks: readonly Block[]): string {
  const kept = [...blocks]
  const size = (): number => Buffer.byteLength(join(kept).join('\n'))
  let dropped = 0
  while (kept.length > 1 && size() > MOST_BYTES) {
    kept.pop()
    dropped += 1
  }
  const note = text(`_${dropped} parts are left out, since GitHub takes no more: the report has everything._`)
  return join(dropped === 0 ? kept : [...kept, note]).join('\n')
}

/** Without marks of Markdown. */
const plain = (text: string): string =>
  text
    .replaceAll('<br>', ', ')
    .replaceAll('**', '')
    .replaceAll('`', '')
    .replace(/<\/?\w+>/g, '')

function plainTable(rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map(row => row.map(plain))
  const width = (at: number): number => Math.max(...cells.map(row => row[at]?.length ?? 0))
  const line = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd(width(at))).join('  ')
  return cells.map(row => line(row).trimEnd())
}

function plainLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return [plain(block.text), (block.level === 2 ? '=' : '-').repeat(plain(block.text).length)]
    case 'text':
      return [plain(block.text)]
    case 'list':
    case 'alert':
      return block.items.map(item => `- ${plain(item)}`)
    case 'table':
      return plainTable([block.head, ...block.rows])
    case 'code':
      return block.text.split('\n').map(line => `  ${line}`)
    case 'picture':
      return block.text
    case 'details':
      return [`${plain(block.title)}:`, ...block.blocks.flatMap(plainLines).map(line => `  ${line}`)]
  }
}

/** The same for a log, where Markdown is noise. */
export const toPlainText = (blocks: readonly Block[]): string =>
  blocks.flatMap(block => [...plainLines(block), '']).join('\n')
