import { uuidOf } from './project/samples.ts'

const words = `[[deps.Words]]
git-tree-sha1 = "46e44e869b4d90b96bd8ed1fdcf32244fddfb6cc"
uuid = "${uuidOf(1)}"
version = "1.2.0"
`
const local = `[[deps.Local]]
deps = ["Words"]
path = "lib/Local"
uuid = "${uuidOf(2)}"
version = "0.1.0"
`

/** A manifest that Julia 1.12.7 wrote, with these entries. */
export const makeManifest = (...entries: readonly string[]): string =>
  ['julia_version = "1.12.7"\nmanifest_format = "2.0"\n', ...entries].join('\n')

/** Files of an app that depends on a registry package and on a path package, which depends on the former. */
export const appFiles: Readonly<Record<string, string>> = {
  'Project.toml': `name = "App"
uuid = "${uuidOf(9)}"
version = "0.1.0"

[deps]
Local = "${uuidOf(2)}"
Words = "${uuidOf(1)}"

[compat]
julia = "1.10"
`,
  'Manifest.toml': makeManifest(local, words),
  'src/App.jl': 'module App end',
  'lib/Local/Project.toml': `name = "Local"
uuid = "${uuidOf(2)}"
version = "0.1.0"

[deps]
Words = "${uuidOf(1)}"
`,
  'lib/Local/src/Local.jl': 'module Local end'
}

/** Files of an environment without a name that depends on the registry package alone. */
export const scriptFiles: Readonly<Record<string, string>> = {
  'Project.toml': `[deps]\nWords = "${uuidOf(1)}"\n`,
  'Manifest.toml': makeManifest(words)
}

/** The same files in a folder. */
export const inFolder = (
  folder: string,
  files: Readonly<Record<string, string>>
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]))
