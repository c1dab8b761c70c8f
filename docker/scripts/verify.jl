# The verify stage, in the finished image: loads the direct dependencies and the project itself of every project as
# the user that this step runs as, for each CPU. Another Julia does the loading (load.jl), started as a program in
# the image starts it, with the image's own environment.

include("common.jl")

const UID = string(ccall(:getuid, Cuint, ()))

"CPUs to load as; `native` is the machine's own. Before Julia 1.9 compiled files hold no native code."
cpus() = VERSION < v"1.9-" ? ["native"] : readlines(joinpath(PLAN, "cpus", PLATFORM_ID))

"The first project is the image's own: that it is found by `JULIA_PROJECT` is part of what is shown."
function load_command(folder, project, cpu)
    flags = String[]
    first_of_all = basename(folder) == "1" && !isempty(get(ENV, "JULIA_PROJECT", ""))
    first_of_all || push!(flags, string("--project=", project))
    cpu == "native" || append!(flags, ["-C", cpu])
    VERSION >= v"1.11-" && push!(flags, "--compiled-modules=strict")
    # Interprets load.jl, as that does itself from 1.6 on. Compiled files are taken or not taken all the same.
    VERSION < v"1.6-" && push!(flags, "--compile=min")
    julia = joinpath(Sys.BINDIR, Base.julia_exename())
    script = joinpath(ROOT, "scripts", "load.jl")
    return `$julia --color=no $flags $script $(joinpath(folder, "dependencies")) $(joinpath(folder, "itself"))`
end

"Ends the stage: what Julia said, and of which package."
function fail_load(lines, load)
    found = findfirst(line -> occursin(r"^julia-bake (uncompiled|broken) ", line), lines)
    what = found === nothing ? "unstarted -" : replace(lines[found], "julia-bake " => "")
    reasons = filter(line -> startswith(line, "julia-bake reason "), lines)
    told = found === nothing ? lines[max(1, end - 20):end] : map(line -> replace(line, "julia-bake reason " => ""; count = 1), reasons)
    foreach(line -> say("message ", line), told)
    say("error verify ", what, " ", load)
    exit(1)
end

"Loads one project as one CPU."
function verify(folder, cpu)
    project = rstrip(normpath(joinpath("/app", readline(joinpath(folder, "folder")))), '/')
    load = string(UID, " ", cpu, " ", project)
    say("loading ", load)
    seconds = 0.0
    ok, lines = run_lines(load_command(folder, project, cpu)) do line
        found = match(r"^julia-bake loaded ([\d.]+) (\S+)$", line)
        found === nothing && return
        seconds += parse(Float64, found[1])
        say("package ", found[1], " ", found[2])
    end
    ok || fail_load(lines, load)
    say("loaded ", round(seconds, digits = 3), " ", load)
end

function main()
    say("stage verify")
    say("step verify")
    folder = joinpath(PLAN, "projects")
    for name in readdir(folder), cpu in cpus()
        verify(joinpath(folder, name), cpu)
    end
end

main()
