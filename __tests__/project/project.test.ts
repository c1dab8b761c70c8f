import { describe, expect, test } from '@jest/globals'
import { parseProject, type Project } from '../../src/project/project.ts'

const empty: Project = {
  file: 'P',
  deps: {},
  oldDeps: {},
  weakdeps: {},
  extensions: {},
  extras: {},
  targets: {},
  compat: {},
  preferences: {},
  sources: {},
  workspace: [],
  readonly: false
}
const [example, json] = ['7876af07-990d-54b4-ab0e-23690620f79a', '682c06a0-de6a-54ab-a142-c8b1cf79cde6']

describe('a project', () => {
  test('is read whole', () => {
    const text = `
      name = "App"
      uuid = "69DE0A69-1ddd-5017-9359-2bf0b02dc9f0"
      version = "0.1.0"
      manifest = "../Manifest.toml"
      entryfile = "src/main.jl"
      readonly = true
      authors = ["somebody"]
      [workspace]
      projects = ["test", "docs"]
      [deps]
      Example = "${example}"
      JSON = "${json}"
      [weakdeps]
      JSON = "${json}"
      [extensions]
      JSONExt = "JSON"
      BothExt = ["Example", "JSON"]
      [extras]
      Test = "8dfed614-e22c-5e08-85e1-65c5234f0b40"
      [targets]
      test = ["Test"]
      [compat]
      Example = "0.5"
      julia = "1.10"
      [sources]
      Example = {path = "../Example"}
      [preferences.Example]
      greeting = "hello"`
    expect(parseProject(text, 'P')).toEqual({
      ...empty,
      name: 'App',
      uuid: '69de0a69-1ddd-5017-9359-2bf0b02dc9f0',
      version: '0.1.0',
      manifest: '../Manifest.toml',
      entryFile: 'src/main.jl',
      readonly: true,
      workspace: ['test', 'docs'],
      deps: { Example: example },
      oldDeps: { JSON: json },
      weakdeps: { JSON: json },
      extensions: { JSONExt: ['JSON'], BothExt: ['Example', 'JSON'] },
      extras: { Test: '8dfed614-e22c-5e08-85e1-65c5234f0b40' },
      targets: { test: ['Test'] },
      compat: { Example: '0.5', julia: '1.10' },
      sources: { Example: { path: '../Example' } },
      preferences: { Example: { greeting: 'hello' } }
    })
  })

  test('may be empty', () => {
    expect(parseProject('', 'P')).toEqual(empty)
  })
})

describe('a malformed project is refused with its file and field', () => {
  const table = [
    {
      description: 'a malformed UUID',
      text: '[deps]\nA = "1234"',
      message: 'P, [deps]: `A` is "1234", but has to be a UUID'
    },
    {
      description: 'a section that is no table',
      text: 'deps = ["A"]',
      message: 'P: `deps` is ["A"], but has to be a table'
    },
    {
      description: 'one UUID twice',
      text: `[deps]\nA = "${json}"\nB = "${json}"`,
      message: `P, [deps]: \`A\` and \`B\` have the same UUID ${json}`
    },
    {
      description: 'a malformed version specifier',
      text: `[deps]\nA = "${json}"\n[compat]\nA = "latest"`,
      message: 'P, [compat]: `A` is "latest", but has to be a version specifier'
    },
    {
      description: 'a version specifier for a package that is not listed',
      text: '[compat]\nA = "1"',
      message: 'P, [compat]: `A` is in none of [deps], [weakdeps] and [extras]'
    },
    {
      description: 'a target with a package that is not listed',
      text: '[targets]\ntest = ["A"]',
      message: 'P, [targets] `test`: `A` is in none of [deps], [weakdeps] and [extras]'
    },
    {
      description: 'a source with both path and url',
      text: `[deps]\nA = "${json}"\n[sources]\nA = {path = "a", url = "b"}`,
      message: 'P, [sources] `A`: both a `path` and a `url` or `rev` are given'
    },
    {
      description: 'a workspace that is no list',
      text: '[workspace]\nprojects = "test"',
      message:
        'P, [workspace]: `projects` is a text, but has to be a list of folders such as ["docs", "test"]'
    },
    { description: 'a syntax error', text: '[deps]\nA =', message: 'P:2:4: this is not TOML' }
  ]
  test.each(table)('$description', ({ text, message }) => {
    expect(() => parseProject(text, 'P')).toThrow(message)
  })
})
