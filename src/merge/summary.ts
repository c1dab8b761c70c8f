import { table } from '../report/index.ts'
import type { Merged } from './run.ts'

const digestIn = (reference: string): string => reference.replace(/^.*@/, '')

/** The job summary of a merge, as GitHub-flavoured Markdown. */
export const renderMergeSummary = ({ digest, tags, images }: Merged): string =>
  [
    `## 🫖 Merged ${images.map(({ platform }) => platform).join(', ')}: ${tags.map(tag => `\`${tag}\``).join(', ')}`,
    '',
    `Digest \`${digest}\``,
    '',
    ...table(
      ['Platform', 'Julia', 'Commit', 'Digest'],
      images.map(({ platform, julia = '–', commit = '–', reference }) => [
        `\`${platform}\``,
        julia,
        commit,
        `\`${digestIn(reference)}\``
      ])
    ),
    ''
  ].join('\n')
