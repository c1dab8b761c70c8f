# The image stage: puts the user's context where the image will have it and compiles there what the depot lacks:
# path packages and the projects themselves. Only what is new is exported, so that a changed app is a small layer.
# The depot is mounted so that writes to it are lost when the stage ends: Julia touches the files that it loads.

include("common.jl")
include("files.jl")
include("precompile.jl")

const APP = "/app"
const KINDS = ("packages", "artifacts", "compiled")

"The context without Git's own folder, which no image needs and which differs between equal checkouts."
function unpack_context()
    copy_tree(joinpath(ROOT, "context"), APP; except = (".git",))
    set_content_times(APP)
end

"Files and links of the depot, as paths inside it."
function depot_files()
    files = Set{String}()
    for kind in KINDS
        isdir(joinpath(DEPOT, kind)) || continue
        each_path(joinpath(DEPOT, kind)) do path
            (islink(path) || !isdir(path)) && push!(files, relpath(path, DEPOT))
        end
    end
    return files
end

"Installs what only this project has: artifacts of path packages, packages that depend on a path package."
function install(project)
    ok, lines = run_julia("using Pkg; Pkg.instantiate(; verbose = true)"; project)
    ok || fail("instantiate", lines)
end

"Compiles one project and its path packages."
function compile_project(folder)
    project = rstrip(normpath(joinpath(APP, readline(joinpath(folder, "folder")))), '/')
    say("step instantiate")
    before = depot_files()
    install(project)
    foreach(file -> file in before || set_time(joinpath(DEPOT, file), FIXED), depot_files())
    say("step precompile")
    precompile_project(project, joinpath(folder, "packages"), passes())
end

function export_new(before)
    for file in setdiff(depot_files(), before)
        target = joinpath(EXPORT, "opt", "julia", "depot", file)
        mkpath(dirname(target))
        cp(joinpath(DEPOT, file), target; follow_symlinks = false)
    end
    isdir(joinpath(EXPORT, "opt")) && open_to_all(joinpath(EXPORT, "opt"))
    isdir(joinpath(EXPORT, "opt")) && fix_times(joinpath(EXPORT, "opt"))
    mkpath(EXPORT)
    mv(APP, joinpath(EXPORT, "app"))
    set_time(EXPORT, FIXED)
end

function main()
    say("stage image")
    unpack_context()
    before = depot_files()
    folder = joinpath(PLAN, "projects")
    foreach(name -> compile_project(joinpath(folder, name)), sort(readdir(folder)))
    say("step export")
    export_new(before)
end

main()
