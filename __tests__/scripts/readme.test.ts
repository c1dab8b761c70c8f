import { describe, expect, test } from '@jest/globals'
import { fillFiles, fillTables } from '../../scripts/readme.mjs'

const yaml = `
inputs:
  project:
    description: >-
      One or more folders,
      one per line
    default: .
  tags:
    description: Names | tags
  builder:
    description: Needed
    required: true
outputs:
  digest:
    description: Digest of the image
`

const readme = `# Title

<!-- inputs -->
old
<!-- /inputs -->

Text
<!-- outputs --><!-- /outputs -->
`

describe('fillTables', () => {
  test('puts both tables between their markers and leaves the rest alone', () => {
    expect(fillTables(readme, { yaml })).toBe(`# Title

<!-- inputs -->

| input | default | meaning |
| --- | --- | --- |
| \`project\` | \`.\` | One or more folders, one per line |
| \`tags\` |  | Names \\| tags |
| \`builder\` | **required** | Needed |

<!-- /inputs -->

Text
<!-- outputs -->

| output | meaning |
| --- | --- |
| \`digest\` | Digest of the image |

<!-- /outputs -->
`)
  })

  test('changes nothing the second time', () => {
    const once = fillTables(readme, { yaml })
    expect(fillTables(once, { yaml })).toBe(once)
  })

  test('names the marker that is missing', () => {
    expect(() => fillTables('# Title', { yaml })).toThrow(
      'README.md has no `<!-- inputs -->` … `<!-- /inputs -->`: put both where the table belongs.'
    )
  })
})

describe('fillFiles', () => {
  const files: Readonly<Record<string, string>> = { 'a.yml': 'a: 1\n', 'b/c.yml': 'cost: $& $1\n' }
  const read = (name: string) => files[name] ?? ''
  const filled = `One
<!-- file a.yml -->

\`\`\`yaml
a: 1
\`\`\`

<!-- /file -->
Two
<!-- file b/c.yml -->

\`\`\`yaml
cost: $& $1
\`\`\`

<!-- /file -->
`

  test('puts each file between its markers', () => {
    const empty = `One
<!-- file a.yml --><!-- /file -->
Two
<!-- file b/c.yml -->
old
<!-- /file -->
`
    expect(fillFiles(empty, read)).toBe(filled)
  })

  test('changes nothing the second time', () => {
    expect(fillFiles(filled, read)).toBe(filled)
  })
})
