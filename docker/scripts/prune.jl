# Leaves in the depot what this recipe uses: after any number of partial hits it is as lean as a cold build.

"Runs inside the environment's Julia: prints the sources, compiled files and their packages that are in use."
const LIST_USED = """
include("$(ROOT)/scripts/live.jl")
packages = map(eachline(ARGS[1])) do line
    uuid, name = split(line, ' ')
    Base.PkgId(Base.UUID(uuid), String(name))
end
for id in packages
    path = Base.locate_package(id)
    path === nothing || println("julia-bake source ", path)
end
for header in live_headers(all_headers(), wanted_by(packages))
    println("julia-bake live ", header.id.uuid, " ", header.id.name, " ", header.file)
end
"""

"One compiled file that an environment loads, with the bytes of its native code counted in."
struct LiveFile
    uuid::String
    name::String
    file::String
    bytes::Int
end

"Sources and live compiled files of one environment."
function list_used(project, packages_file)
    sources, files = Set{String}(), LiveFile[]
    ok, lines = run_julia(line -> nothing, LIST_USED, [packages_file]; project, flags = ["--compile=min"])
    ok || fail("list", lines)
    for line in lines
        source = match(r"^julia-bake source (/opt/julia/depot/packages/[^/]+/[^/]+)/", line)
        source === nothing || push!(sources, String(source[1]))
        live = match(r"^julia-bake live (\S+) (\S+) (.+)$", line)
        live === nothing || push!(files, LiveFile(live[1], live[2], live[3], sum(filesize, compiled_parts(live[3]))))
    end
    return sources, files
end

"A `.ji` and, from Julia 1.9 on, the native code beside it."
compiled_parts(file) = filter(isfile, [file, string(first(splitext(file)), ".so")])

"Trees that the packages' Artifacts.toml name, for every platform and lazy ones too."
function named_artifacts(sources)
    trees = Set{String}()
    for source in sources, name in ("Artifacts.toml", "JuliaArtifacts.toml")
        file = joinpath(source, name)
        isfile(file) || continue
        for found in eachmatch(r"git-tree-sha1\s*=\s*\"([0-9a-f]{40})\"", read(file, String))
            push!(trees, String(found[1]))
        end
    end
    return trees
end

"Removes what `keep` does not name from `folder`, `depth` levels down, and folders that this leaves empty."
function keep_only(keep, folder, depth)
    isdir(folder) || return
    for name in readdir(folder)
        path = joinpath(folder, name)
        if depth > 1 && isdir(path) && !islink(path)
            keep_only(keep, path, depth - 1)
            isempty(readdir(path)) && rm(path)
        elseif !keep(path)
            rm(path; recursive = true, force = true)
        end
    end
end

"Prunes the depot down to `sources`, `files` and the artifacts that the sources name."
function prune(sources, files)
    artifacts = named_artifacts(sources)
    compiled = Set(part for live in files for part in compiled_parts(live.file))
    keep_only(path -> basename(path) in ("packages", "artifacts", "compiled"), DEPOT, 1)
    keep_only(path -> path in sources, joinpath(DEPOT, "packages"), 2)
    keep_only(path -> basename(path) in artifacts, joinpath(DEPOT, "artifacts"), 1)
    keep_only(path -> path in compiled, joinpath(DEPOT, "compiled"), 3)
end
