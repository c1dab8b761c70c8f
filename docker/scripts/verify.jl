# The verify stage, in the finished image: loads the direct dependencies and the project itself of every project as
# the user that this step runs as, for each CPU. Another Julia does the loading (load.jl), started as a program in
# the image starts it, with the image's own environment.

include("common.jl")
include("project.jl")

const UID = string(ccall(:getuid, Cuint, ()))
const JULIA = joinpath(Sys.BINDIR, Base.julia_exename())
const BUNDLED = abspath(Sys.BINDIR, "..", "share", "julia")

"CPUs to load as; `native` is the machine's own. Before Julia 1.9 compiled files hold no native code."
cpus() = VERSION < v"1.9-" ? ["native"] : readlines(joinpath(PLAN, "cpus", PLATFORM_ID))

"`project` is nothing for the one that the image starts with: that Julia finds it is part of what is shown."
function load_command(folder, project, cpu)
    flags = String[]
    project === nothing || push!(flags, string("--project=", project))
    cpu == "native" || append!(flags, ["-C", cpu])
    VERSION >= v"1.11-" && push!(flags, "--compiled-modules=strict")
    # Interprets load.jl, as that does itself from 1.6 on. Compiled files are taken or not taken all the same.
    VERSION < v"1.6-" && push!(flags, "--compile=min")
    script = joinpath(ROOT, "scripts", "load.jl")
    return `$JULIA --color=no $flags $script $(joinpath(folder, "dependencies")) $(joinpath(folder, "itself"))`
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

"Loads one project as one CPU. The packages are told together, since several images may be loaded at once."
function verify((folder, project, given), cpu)
    load = string(UID, " ", cpu, " ", project)
    say("loading ", load)
    packages = Tuple{String,String}[]
    ok, lines = run_lines(load_command(folder, given, cpu)) do line
        found = match(r"^julia-bake loaded ([\d.]+) (\S+)$", line)
        found === nothing || push!(packages, (String(found[1]), String(found[2])))
    end
    ok || fail_load(lines, load)
    foreach(((seconds, name),) -> say("package ", seconds, " ", name), packages)
    total = reduce(+, [parse(Float64, first(package)) for package in packages]; init = 0.0)
    say("loaded ", round(total, digits = 3), " ", load)
end

"What a program in this image finds, to be compared with what was compiled."
function tell_environment(project)
    given(name) = get(ENV, name, nothing)
    say("environment ", json((
        uid = UID,
        julia = JULIA,
        version = string(VERSION),
        commit = Base.GIT_VERSION_INFO.commit,
        depotPath = given("JULIA_DEPOT_PATH"),
        depots = DEPOT_PATH,
        bundled = BUNDLED in map(abspath, DEPOT_PATH),
        project = given("JULIA_PROJECT"),
        folder = project,
        cpuTarget = given("JULIA_CPU_TARGET"),
    )))
end

"The image's environment is wrong, so that nothing need be loaded to know it."
function fail_environment(reason, project)
    say("message ", reason)
    say("error verify environment - ", UID, " native ", something(project, "-"))
    exit(1)
end

function missing_project()
    named = get(ENV, "JULIA_PROJECT", "")
    isempty(named) || return "there is no project in JULIA_PROJECT ($named)"
    return "there is no project in JULIA_PROJECT (not set), nor in the working directory $(pwd())"
end

"The project that the image starts with; it says itself where it is."
function find_own()
    project = own_project()
    tell_environment(project)
    BUNDLED in map(abspath, DEPOT_PATH) || fail_environment("the depot bundled with Julia, $BUNDLED, is not in the depot path $(join(DEPOT_PATH, ":"))", project)
    project === nothing && fail_environment(missing_project(), project)
    plan = plan_of(project)
    plan === nothing && fail_environment("the project in $project is none of the projects of this run", project)
    found = Base.active_project()
    started = found !== nothing && isfile(found) && abspath(dirname(found)) == abspath(project)
    return (plan, project, started ? nothing : project)
end

"The generated image holds all projects of the run; one of the user's own, the one that it starts with."
function projects()
    own = find_own()
    folder = joinpath(PLAN, "projects")
    (isfile(joinpath(PLAN, "own")) || first(own) != joinpath(folder, "1")) && return [own]
    others = filter(!=("1"), readdir(folder))
    place(name) = string(rstrip(normpath(joinpath("/app", readline(joinpath(folder, name, "folder")))), '/'))
    return [own; [(joinpath(folder, name), place(name), place(name)) for name in others]]
end

function main()
    say("stage verify")
    say("step verify")
    for project in projects(), cpu in cpus()
        verify(project, cpu)
    end
end

main()
