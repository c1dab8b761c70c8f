# Which compiled files Julia would really load in the active environment. Runs inside that environment's Julia.

const COMPILED = joinpath(first(DEPOT_PATH), "compiled", string("v", VERSION.major, ".", VERSION.minor))

"What the header of a compiled file says: whose it is, its build id, and the builds that it was made against."
function read_header(file)
    header = Base.parse_cache_header(file)
    id, build = first(header[1])
    return (file = file, id = id, build = build % UInt64, needs = [key => (need % UInt64) for (key, need) in header[3]])
end

"Headers of all compiled files in the first depot; one that cannot be read is no use to Julia either."
function all_headers()
    headers = []
    isdir(COMPILED) || return headers
    for (folder, _, files) in walkdir(COMPILED), file in files
        endswith(file, ".ji") || continue
        try
            push!(headers, read_header(joinpath(folder, file)))
        catch
        end
    end
    return headers
end

"Whether the sources, flags and preferences that the file was made from are those of now (Base's own test)."
function is_current(id, file)
    # From 1.13 on a package is more than a path: with the version of Julia's syntax that it is written in.
    locate = isdefined(Base, :locate_package_load_spec) ? Base.locate_package_load_spec : Base.locate_package
    source = locate(id)
    source === nothing && return false
    stale = VERSION >= v"1.8" ? Base.stale_cachefile(source, file; ignore_loaded = true) : Base.stale_cachefile(source, file)
    return stale !== true
end

"""
Those of `headers` that are current and whose dependencies are live in the very build that they were made against.
`wanted` says which packages may have files at all.
"""
function live_headers(headers, wanted)
    live = filter(header -> wanted(header.id) && is_current(header.id, header.file), headers)
    ours = Set(header.id for header in headers)
    while true
        builds = Set((header.id, header.build) for header in live)
        fits(need) = !(first(need) in ours) || (first(need), last(need)) in builds
        kept = filter(header -> all(fits, header.needs), live)
        length(kept) == length(live) && return kept
        live = kept
    end
end

"The recipe's packages, and the extensions of these (their UUID is made from the parent's and their name)."
function wanted_by(packages)
    uuids = Set(id.uuid for id in packages)
    return id -> id.uuid in uuids || any(uuid -> Base.uuid5(uuid, id.name) == id.uuid, uuids)
end

"For Julia < 1.6: one package after the other, dependencies first."
function precompile_serially(packages_file)
    packages = map(eachline(packages_file)) do line
        uuid, name = split(line, ' ')
        Base.PkgId(Base.UUID(uuid), String(name))
    end
    wanted = wanted_by(packages)
    for id in packages
        path = Base.locate_package(id)
        (path === nothing || Base.root_module_exists(id)) && continue
        live = live_headers(all_headers(), wanted)
        any(header -> header.id == id, live) && continue
        println("julia-bake start ", id.name)
        try
            # A package with `__precompile__(false)` is given back as an error and simply has no compiled file.
            seconds = @elapsed Base.compilecache(id, path)
            println("julia-bake done ", id.name, " ", round(seconds, digits = 3))
        catch
            println("julia-bake failed ", id.name)
            rethrow()
        end
        flush(stdout)
    end
end
