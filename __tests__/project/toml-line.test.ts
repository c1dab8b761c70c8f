import { describe, expect, it } from '@jest/globals'
import { lineOf } from '../../src/project/index.ts'

const project = `name = "App" # compat = 1
uuid = "x"

[deps]
Example = "y"

[ compat ]
"julia" = "1.10"
Example.other = "1"
`
const manifest = `# A comment
julia_version = "1.12.5"
project_hash = "abc"

[[deps.Example]]
deps = ["Dates"]
uuid = "y"

    [deps.Example.extensions]
    MoreExt = "Dates"

[[deps."Odd.Name"]]
uuid = "z"
`

describe('lineOf', () => {
  it.each([
    { text: project, path: ['name'], line: 1 },
    { text: project, path: ['compat'], line: 7 },
    { text: project, path: ['compat', 'julia'], line: 8 },
    { text: project, path: ['compat', 'Example', 'other'], line: 9 },
    { text: project, path: ['compat', 'Example'], line: undefined },
    { text: project, path: ['julia'], line: undefined },
    { text: manifest, path: ['julia_version'], line: 2 },
    { text: manifest, path: ['project_hash'], line: 3 },
    { text: manifest, path: ['deps', 'Example'], line: 5 },
    { text: manifest, path: ['deps', 'Example', 'deps'], line: 6 },
    { text: manifest, path: ['deps', 'Example', 'extensions', 'MoreExt'], line: 10 },
    { text: manifest, path: ['deps', 'Odd.Name'], line: 12 },
    { text: manifest.replaceAll('deps.', ''), path: ['Example'], line: 5 },
    { text: project.replaceAll('\n', '\r\n'), path: ['compat', 'julia'], line: 8 },
    { text: '', path: ['name'], line: undefined }
  ])('finds $path in line $line', ({ text, path, line }) => {
    expect(lineOf(text, path)).toBe(line)
  })
})
