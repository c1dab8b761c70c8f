# The image stage: puts the user's context where the image will have it and compiles there what the depot lacks:
# path packages and the projects themselves. Only what is new is exported, so that a changed app is a small layer.

include("common.jl")
include("files.jl")
include("precompile.jl")
include("prune.jl")

const APP = "/app"
const NEW_DEPOT = joinpath(EXPORT, "opt", "julia", "depot")
const DEPOT_PATH_HERE = string(NEW_DEPOT, ":", DEPOT, ":")

"The context without Git's own folder, which no image needs and which differs between equal checkouts."
function unpack_context()
    copy_tree(joinpath(ROOT, "context"), APP; except = (".git",))
    set_content_times(APP)
end

"Artifacts of path packages and their build scripts: Pkg.instantiate runs these only for what it installs itself."
function install(project)
    code = """
    using Pkg
    Pkg.instantiate(; verbose = true)
    """
    ok, lines = run_julia(code; project, depot_path = DEPOT_PATH_HERE)
    ok || fail("instantiate", lines)
end

function export_app()
    keep_only(path -> basename(path) in ("packages", "artifacts", "compiled"), NEW_DEPOT, 1)
    mv(APP, joinpath(EXPORT, "app"))
    open_to_all(joinpath(EXPORT, "opt"))
    each_path(path -> startswith(path, joinpath(EXPORT, "app")) || set_time(path, FIXED), EXPORT)
end

function main()
    mkpath(NEW_DEPOT)
    say("stage image")
    unpack_context()
    folder = joinpath(PLAN, "projects")
    seconds = Dict{String,Float64}()
    for name in sort(readdir(folder))
        project = rstrip(normpath(joinpath(APP, readline(joinpath(folder, name, "folder")))), '/')
        say("step instantiate")
        install(project)
        say("step precompile")
        packages = joinpath(folder, name, "packages")
        merge!(+, seconds, precompile_project(project, packages, passes(); depot_path = DEPOT_PATH_HERE))
    end
    say("step export")
    export_app()
    rows = [(name = name, seconds = seconds[name]) for name in sort(collect(keys(seconds)))]
    write_report((platform = PLATFORM, julia = string(VERSION), packages = rows))
end

main()
