# For Dockerfiles of the user's own, which mount this folder (context `julia-bake`): installs and compiles what the
# project lacks in the depot, where the image has it: path packages and the project itself. Arguments: folders of
# projects; without any, the one of JULIA_PROJECT or the working directory.

# Interpreted, as in the stages of the action's own: compiling this would take longer than running it.
VERSION >= v"1.6" && @eval Base.Experimental.@compiler_options compile=min optimize=0 infer=no

for name in ("common.jl", "files.jl", "project.jl", "precompile.jl")
    include(joinpath(@__DIR__, "scripts", name))
end

"What is kept of what Pkg and packages write; `registries` and `logs` are no use in an image."
const LEFTOVERS = ("registries", "logs", "clones")

"The depots that are here: ours and the one bundled with Julia."
depots() = filter(isdir, [DEPOT, abspath(Sys.BINDIR, "..", "share", "julia")])

"Files with their times, which Julia changes of the compiled files that it loads."
function file_times()
    times = Dict{String,Float64}()
    for depot in depots()
        each_path(path -> islink(path) || isdir(path) || (times[path] = mtime(path)), depot)
    end
    return times
end

"A file whose time is what it was is not in the image's next layer once more."
function restore_times(times)
    for (path, time) in times
        isfile(path) && mtime(path) != time && set_time(path, floor(Int, time))
    end
end

"Ends with what to do where this step cannot work."
function check_place()
    isdir(DEPOT) || fail("place", ["ERROR: there is no $DEPOT. Copy it first: COPY --link --from=julia-depot / /"])
    try
        rm(mktempdir(DEPOT))
    catch
        uid = ccall(:getuid, Cuint, ())
        fail("place", ["ERROR: UID $uid cannot write to $DEPOT. Let this step run as root, before USER."])
    end
end

"The input `pkg-server`, which need not be a build argument."
function set_pkg_server()
    file = joinpath(PLAN, "pkg-server")
    isfile(file) && get!(ENV, "JULIA_PKG_SERVER", readline(file))
end

function find_projects()
    isempty(ARGS) || return map(abspath, ARGS)
    project = own_project()
    project === nothing && fail("place", ["ERROR: there is no project in JULIA_PROJECT ($(get(ENV, "JULIA_PROJECT", "not set"))), nor in $(pwd()). Set ENV JULIA_PROJECT to its folder, and COPY it first."])
    return [project]
end

"The manifest that the run resolved for a project without one."
function lay_manifest(project, plan)
    resolved = normpath(joinpath(PLAN, "resolved", readline(joinpath(plan, "folder"))))
    for name in (isdir(resolved) ? readdir(resolved) : String[])
        path = joinpath(resolved, name)
        isfile(path) && cp(path, joinpath(project, name); force = true)
    end
end

function compile_project(project, known)
    plan = plan_of(project)
    plan === nothing && fail("place", ["ERROR: $project is none of the projects in the input project. Name it there."])
    lay_manifest(project, plan)
    say("step instantiate")
    ok, lines = run_julia("using Pkg; Pkg.instantiate(; verbose = true)"; project)
    ok || fail("instantiate", lines)
    each_path(path -> haskey(known, path) || set_time(path, FIXED), DEPOT)
    say("step precompile")
    precompile_project(project, joinpath(plan, "packages"), passes())
end

function tidy(known)
    foreach(name -> rm(joinpath(DEPOT, name); recursive = true, force = true), LEFTOVERS)
    open_to_all(DEPOT)
    restore_times(known)
end

function main()
    say("stage image")
    check_place()
    set_pkg_server()
    projects = find_projects()
    known = file_times()
    foreach(project -> compile_project(project, known), projects)
    tidy(known)
end

main()
