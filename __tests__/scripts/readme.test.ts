import { describe, expect, test } from '@jest/globals'
import { fillTables } from '../../scripts/readme.mjs'

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
