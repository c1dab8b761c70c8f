# The image stage: puts the user's context where the image will have it and compiles there what the depot lacks:
# path packages and the projects themselves. Only what is new is exported, so that a changed app is a small layer.
# The depot is mounted so that writes to it are lost when the stage ends: Julia touches the files that it loads.

include("common.jl")
include("files.jl")
include("install.jl")
include("precompile.jl")
include("prune.jl")
include("targets.jl")

const KINDS = ("packages", "artifacts", "compiled")

"Manifests that this run resolved, for projects that have none."
function lay_resolved()
    resolved = joinpath(PLAN, "resolved")
    isdir(resolved) && copy_tree(resolved, APP)
    isdir(resolved) && set_content_times(APP)
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

"Whether a package of these is not there, so that a registry may have to say where it is."
const IS_MISSING = """
ids = (split(line) for line in eachline(ARGS[1]))
exit(any(((uuid, name),) -> Base.locate_package(Base.PkgId(Base.UUID(uuid), String(name))) === nothing, ids) ? 0 : 1)
"""

"Installs what only this project has: artifacts of path packages, packages that depend on a path package."
function install_own(project, folder, env)
    if has_registries() && first(run_julia(line -> nothing, IS_MISSING, [joinpath(folder, "packages")]; project))
        add_registries(project, env)
    end
    install(project, env)
end

"Compiles one project and its path packages."
function compile_project(folder)
    project = rstrip(normpath(joinpath(APP, readline(joinpath(folder, "folder")))), '/')
    say("step instantiate")
    before = depot_files()
    with_credentials(env -> install_own(project, folder, env))
    foreach(file -> file in before || set_time(joinpath(DEPOT, file), FIXED), depot_files())
    say("step precompile")
    precompile_project(project, joinpath(folder, "packages"), passes())
end

"Tells of the compiled files that only this image has, for the report."
function tell_files(new)
    files = Dict{String,Vector{Any}}()
    for file in sort(collect(new))
        endswith(file, ".ji") || continue
        name = basename(dirname(file))
        row = describe_file(joinpath(DEPOT, file))
        push!(get!(files, name, []), row)
        say("file ", name, " ", json(row))
    end
    require_targets((name, rows) for (name, rows) in files)
end

function export_new(new)
    for file in new
        target = joinpath(EXPORT, "opt", "julia", "depot", file)
        mkpath(dirname(target))
        cp(joinpath(DEPOT, file), target; follow_symlinks = false)
        set_time(target, floor(Int, lstat(joinpath(DEPOT, file)).mtime))
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
    lay_resolved()
    before = depot_files()
    folder = joinpath(PLAN, "projects")
    foreach(name -> compile_project(joinpath(folder, name)), sort(readdir(folder)))
    say("step export")
    new = setdiff(depot_files(), before)
    tell_files(new)
    export_new(new)
    say("bytes ", count_bytes(EXPORT))
end

main()
