import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { offeredJulia } from '../../testbed/julia.mjs'
import { root } from '../../testbed/layout.mjs'
import { run } from '../../testbed/process.mjs'
import { makeFolder } from './bake.ts'

const folder = makeFolder()
afterAll(() => folder.remove())

/** Julia of this machine's own architecture, outside of any image. */
const arch = process.arch === 'arm64' ? 'arm64' : 'amd64'
const julia = offeredJulia().find(({ archs }) => archs.includes(arch))

beforeAll(async () => {
  await run('tar', ['-xzf', julia?.files[arch] ?? '', '-C', folder.path('julia'), '--strip-components=1'])
})

/** Runs code after the stages' scripts that it needs. */
function runJulia(scripts: readonly string[], code: string) {
  const includes = scripts.map(name => `include(${JSON.stringify(join(root, 'docker/scripts', name))})`)
  const args = ['--startup-file=no', '--compile=min', '-e', [...includes, code].join('\n')]
  const { status, stdout, stderr } = spawnSync(join(folder.path('julia'), 'bin/julia'), args, {
    encoding: 'utf8'
  })
  return { status, stderr, lines: stdout.trim().split('\n') }
}

describe('times of compiled files', () => {
  const steps = `
compiled = joinpath(mktempdir(), "compiled", "v1.10")
mkpath(joinpath(compiled, "Words"))

"What a pass compiles; and what it loads, Julia touches."
function make_pass(index, name; touched = String[])
    before = compiled_times(compiled)
    foreach(file -> touch(joinpath(compiled, "Words", file)), touched)
    foreach(ending -> write(joinpath(compiled, "Words", name * ending), string(name, time())), (".ji", ".so"))
    keep_pass_times(compiled, before, index)
end

function tell()
    names = filter(endswith(".ji"), readdir(joinpath(compiled, "Words")))
    paths = joinpath.(compiled, "Words", names)
    # find_all_in_cache_path of Julia 1.7 and later
    tried = paths[sortperm(mtime.(paths), rev = true)]
    same = all(path -> mtime(path) == mtime(replace(path, ".ji" => ".so")), paths)
    println(join(basename.(tried), " "), same ? "" : " (another time for .so)", " at ", join(Int.(mtime.(tried)), " "))
end
`

  test('let Julia try the best pass first, after export, restore and another run', () => {
    const { lines, stderr } = runJulia(
      ['files.jl'],
      `${steps}
      make_pass(2, "haswell")
      make_pass(1, "generic"; touched = ["haswell.ji", "haswell.so"])
      tell()
      fix_times(dirname(compiled))
      restored = joinpath(mktempdir(), "compiled")
      copy_tree(dirname(compiled), restored)
      fix_times(restored)
      compiled = joinpath(restored, "v1.10")
      tell()
      make_pass(2, "haswell")
      make_pass(1, "new"; touched = ["generic.ji", "haswell.ji"])
      tell()`
    )
    expect({ lines, stderr }).toEqual({
      stderr: '',
      lines: [
        'haswell.ji generic.ji at 2 1',
        'haswell.ji generic.ji at 2 1',
        'haswell.ji generic.ji new.ji at 2 1 1'
      ]
    })
  })
})

test("the names of a file's targets are read where Base has no reader for them", () => {
  const { lines, stderr } = runJulia(
    ['targets.jl'],
    `bytes = IOBuffer()
    put(numbers...) = foreach(number -> write(bytes, Int32(number)), numbers)
    put_text(text) = (put(sizeof(text)); write(bytes, text))
    put(3)
    for (name, more) in ("generic" => "", "haswell" => "+some,-other", "x86-64-v4" => "")
        put(33, 2, 1, 2, 3, 4)
        put_text(name)
        put_text(more)
    end
    println(join(read_target_names(take!(bytes)), " "))`
  )
  expect({ lines, stderr }).toEqual({ lines: ['generic haswell x86-64-v4'], stderr: '' })
})

describe('targets that were asked for', () => {
  const require = (passes: string, packages: string) =>
    runJulia(
      ['targets.jl'],
      `say(words...) = println(words...)
      passes() = ${passes}
      require_targets(${packages})
      println("fine")`
    )
  const one = '"generic;sandybridge,-xsaveopt,clone_all;haswell,-rdrnd,base(1)"'

  test.each([
    ['all are there', `[${one}]`, '("Words", [(targets = ["generic", "sandybridge", "haswell"],)])'],
    ["as Julia's least is called", '["generic"]', '("Words", [(targets = ["x86-64"],)])'],
    [
      'each pass gave a file',
      '["generic", "haswell,-rdrnd"]',
      '("Words", [(targets = ["generic"],), (targets = ["haswell"],)])'
    ],
    ['Julia cannot tell', `[${one}]`, '("Words", [(targets = nothing,)])'],
    ['nothing was asked for', '[""]', '("Words", [(targets = String[],)])'],
    ['another name is rightly there', '["native"]', '("Words", [(targets = ["znver3"],)])'],
    ['Julia knows which', '["sysimage"]', '("Words", [(targets = ["generic"],)])']
  ])('are fine where %s', (_description, passes, packages) => {
    expect(require(passes, `[${packages}]`)).toEqual({ status: 0, stderr: '', lines: ['fine'] })
  })

  test('and are not inside end the stage, with the package and the CPU', () => {
    const packages =
      '[("Words", [(targets = ["generic"],)]), ("Fine", [(targets = ["generic", "sandybridge", "haswell"],)]), ("Poems", [(targets = String[],)])]'
    expect(require(`[${one}]`, packages)).toEqual({
      status: 1,
      stderr: '',
      lines: [
        'message Words has no native code for sandybridge, haswell, only for: generic',
        'message Poems has no native code for generic, sandybridge, haswell, only for: no CPU',
        'error targets'
      ]
    })
  })
})
