import { details, text, type Block } from './blocks.ts'
import type { PlatformReport, Report } from './report.ts'

type Keyed = Pick<PlatformReport, 'platform' | 'key' | 'keyParts' | 'restoredKey'> &
  Readonly<{ saved?: string }>

/** A key with the reason for each of its parts. */
export const explainKey = ({ platform, key, keyParts, restoredKey, saved }: Keyed): readonly Block[] => [
  text(`**${platform}** \`${key}\`${saved === undefined ? '' : ` (${saved})`}`),
  ...(restoredKey !== undefined && restoredKey !== key ? [text(`restored from \`${restoredKey}\``)] : []),
  { kind: 'list', items: keyParts.map(part => `\`${part.value}\`: ${part.reason}`) }
]

/** The cache keys of a run. */
export const keys = ({ platforms }: Pick<Report, 'platforms'>): readonly Block[] => [
  details('Cache keys', platforms.flatMap(explainKey))
]
