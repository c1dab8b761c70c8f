# Precompiles one environment with one CPU target list, says what begins and what is done, fails with the package's name.

"Pkg's own lines (`  1234.5 ms  ✓ Name`); without a terminal it prints one when a package is done."
const PKG_LINE = r"^\s*(?:([\d.]+) (ms|s))?\s*([✓✗?])\s+(.+?)\s*$"

# Pkg < 1.6 compiles direct dependencies only and does not see that a dependency was compiled again.
const SERIAL = """
include("$(ROOT)/scripts/live.jl")
precompile_serially(ARGS[1])
"""
const PARALLEL = """
using Pkg
VERSION >= v"1.9" ? Pkg.precompile(; timing = true) : Pkg.precompile()
"""

const COMPILED_HERE = joinpath(DEPOT, "compiled", string("v", VERSION.major, ".", VERSION.minor))

mutable struct Progress
    active::Dict{String,Float64}
    seconds::Dict{String,Float64}
    failed::Vector{String}
end

function begin_package(progress, name)
    haskey(progress.active, name) && return
    progress.active[name] = time()
    say("start ", name)
end

function end_package(progress, name, seconds)
    started = pop!(progress.active, name, time())
    progress.seconds[name] = get(progress.seconds, name, 0.0) + something(seconds, time() - started)
    say("done ", name, " ", round(progress.seconds[name], digits = 1))
end

"Julia compiles into temporary files in the package's folder: they tell what is being compiled right now."
function watch(progress, compiled)
    isdir(compiled) || return
    for name in readdir(compiled)
        folder = joinpath(compiled, name)
        isdir(folder) && any(startswith("jl_"), readdir(folder)) && begin_package(progress, name)
    end
end

function read_line(progress, line)
    serial = match(r"^julia-bake (start|done|failed) (\S+) ?([\d.]*)$", line)
    if serial !== nothing
        event, name, seconds = serial.captures
        event == "start" && begin_package(progress, String(name))
        event == "done" && end_package(progress, String(name), parse(Float64, seconds))
        event == "failed" && push!(progress.failed, String(name))
        return
    end
    pkg = match(PKG_LINE, line)
    pkg === nothing && return
    amount, unit, mark, label = pkg.captures
    # An extension is labelled `Parent → Extension`; further words in brackets are remarks.
    name = String(last(split(replace(label, r"\s+\(.*$" => ""), " → ")))
    if mark == "✓"
        seconds = amount === nothing ? nothing : parse(Float64, amount) / (unit == "ms" ? 1000 : 1)
        end_package(progress, name, seconds)
    elseif mark == "✗"
        push!(progress.failed, name)
    end
end

"""
One precompile run for one CPU target list. Where there are several passes, Julia itself runs as that target: Pkg would
otherwise take a file of any other pass that this machine can run, and compile nothing.
"""
function precompile_pass(progress, project, packages_file, target; alone)
    code, arguments = VERSION >= v"1.6" ? (PARALLEL, String[]) : (SERIAL, [packages_file])
    env = isempty(target) ? Pair{String,String}[] : ["JULIA_CPU_TARGET" => target]
    flags = alone ? String[] : ["-C", target]
    ticker = Timer(_ -> VERSION >= v"1.6" && watch(progress, COMPILED_HERE), 1; interval = 1)
    ok, lines = run_julia(line -> read_line(progress, line), code, arguments; project, env, flags)
    close(ticker)
    ok || fail(string("precompile ", join(unique(progress.failed), " ")), lines)
end

"""
Compiles all packages of `project` into the depot. Gives the seconds that each compiled package took.
The best target comes first, since an older one refuses its files, and it would not refuse theirs.
"""
function precompile_project(project, packages_file, passes)
    progress = Progress(Dict(), Dict(), [])
    for (done, index) in enumerate(reverse(eachindex(passes)))
        say("pass ", done, "/", length(passes), " ", passes[index])
        before = compiled_times(COMPILED_HERE)
        precompile_pass(progress, project, packages_file, passes[index]; alone = length(passes) == 1)
        keep_pass_times(COMPILED_HERE, before, index)
    end
    # Pkg goes on when only an indirect dependency fails: as it may be one that nobody loads here.
    foreach(name -> say("warning ", name, " could not be precompiled"), unique(progress.failed))
    return progress.seconds
end
