# Loads packages as any program in this image does, except that nothing may be compiled. Says
# `julia-bake loaded SECONDS NAME` of each; of the first that would be compiled `julia-bake uncompiled NAME`, of one
# that fails otherwise `julia-bake broken NAME`, and then `julia-bake reason …`, also why Julia took no compiled file.
# Arguments: files of `uuid name` lines, of the dependencies and of the project itself.

# What stands here is interpreted, the packages are not: to compile it would cost half a minute under emulation.
VERSION >= v"1.6" && @eval Base.Experimental.@compiler_options compile=min optimize=0 infer=no

const CoreLogging = Base.CoreLogging

struct Uncompiled <: Exception
    name::String
end
Base.showerror(io::IO, error::Uncompiled) = print(io, error.name, " is not compiled")

# Julia < 1.10: end at once instead of compiling for minutes. 1.10 is asked before (`isprecompiled`), and from 1.11 on
# --compiled-modules=strict forbids it. Where this is without effect, the builds tell (`check_builds`).
if VERSION < v"1.10-"
    Base.compilecache(id::Base.PkgId, ::String) = throw(Uncompiled(id.name))
end

"Keeps what Julia says of compiled files, in debug messages of Base, and passes warnings and errors on."
struct Listener <: CoreLogging.AbstractLogger
    reasons::Vector{String}
    extensions::Vector{String}
end

CoreLogging.min_enabled_level(::Listener) = CoreLogging.Debug
CoreLogging.shouldlog(::Listener, level, source, group, id) = source === Base || level >= CoreLogging.Info

oneline(text) = replace(strip(text), r"\s*\n\s*" => "; ")
describe(error::Exception) = oneline(sprint(showerror, error))
describe(value::AbstractString) = oneline(value)
describe(value) = oneline(sprint(show, MIME("text/plain"), value))

function CoreLogging.handle_message(listener::Listener, level, message, source, group, id, file, line; details...)
    told = [string(name, " = ", describe(value)) for (name, value) in details if name in (:Reasons, :exception)]
    text = join([oneline(string(message)); told], "; ")
    occursin(r"^(Reject|Ignoring|Required dependency|Deserialization)", text) && push!(listener.reasons, text)
    # Julia goes on without an extension; the next start would try to compile it again.
    extension = match(r"^Error during loading of extension (\w+).*(Precompiled image|is not compiled|Uncompiled)", text)
    extension === nothing || push!(listener.extensions, extension[1])
    level < CoreLogging.Info || println(stderr, text)
end

"What `act` gives, or `otherwise` where it fails: what is looked at here may be broken in any way."
tried(act, otherwise) =
    try
        act()
    catch
        otherwise
    end

names_in(folder) = tried(() -> readdir(folder), String[])

compiled_folders() = [joinpath(depot, "compiled", string("v", VERSION.major, ".", VERSION.minor)) for depot in DEPOT_PATH]

"All builds that compiled files hold: (package, build id)."
function compiled_builds()
    builds = Set{Tuple{Base.PkgId,UInt64}}()
    for folder in compiled_folders(), name in names_in(folder), file in names_in(joinpath(folder, name))
        endswith(file, ".ji") || continue
        try
            for (id, build) in Base.parse_cache_header(joinpath(folder, name, file))[1]
                push!(builds, (id, build % UInt64))
            end
        catch
            # A file that cannot be read is not loaded either.
        end
    end
    return builds
end

"Every loaded module has to be a build that was there before anything was loaded."
function check_builds(known, builds)
    for (id, mod) in collect(Base.loaded_modules)
        id in known || (id, Base.module_build_id(mod) % UInt64) in builds || throw(Uncompiled(id.name))
    end
end

function load(id, listener)
    CoreLogging.with_logger(listener) do
        v"1.10-" <= VERSION < v"1.11-" && !Base.isprecompiled(id) && throw(Uncompiled(id.name))
        Base.require(id)
    end
    isempty(listener.extensions) || throw(Uncompiled(first(listener.extensions)))
end

source_of(id) = tried(() -> Base.locate_package(id), nothing)

"Whether this user is kept from a file or folder; one that is not there keeps nobody from it."
function is_unreadable(path)
    for look in (readdir, path -> open(eof, path))
        try
            look(path)
        catch error
            occursin(r"EACCES|permission denied"i, describe(error)) && return true
        end
    end
    return false
end

"What can be seen of a package that is not loaded."
function facts(id)
    found = String[]
    source = source_of(id)
    folders = [joinpath(folder, id.name) for folder in compiled_folders()]
    files = [joinpath(folder, file) for folder in folders for file in names_in(folder) if endswith(file, ".ji")]
    project = something(tried(() -> Base.ACTIVE_PROJECT[], nothing), get(ENV, "JULIA_PROJECT", ""))
    for path in unique([DEPOT_PATH; folders; files; project; something(source, String[])])
        is_unreadable(path) && push!(found, string("cannot read ", path))
    end
    if source === nothing
        searched = join(tried(Base.load_path, LOAD_PATH), ":")
        push!(found, string(id.name, " is not installed, or not in the load path ", searched))
    elseif tried(() -> occursin(r"^\s*__precompile__\(false\)"m, read(source, String)), false)
        push!(found, string(source, " says __precompile__(false)"))
    elseif isempty(files)
        push!(found, string("no compiled file of ", id.name, " in the depots ", join(DEPOT_PATH, ":")))
    end
    return found
end

"The packages that Julia could not get for another, as it names them: `Words [8812f254-…]`."
function missing_ids(reasons)
    named = [match(r"dependency (\S+) \[([0-9a-f-]{36})\]", reason) for reason in reasons]
    return [Base.PkgId(Base.UUID(found[2]), String(found[1])) for found in named if found !== nothing]
end

"Without an empty entry in JULIA_DEPOT_PATH the standard libraries that come compiled are not found."
function depot_facts()
    bundled = abspath(Sys.BINDIR, "..", "share", "julia")
    (!isdir(joinpath(bundled, "compiled")) || bundled in map(abspath, DEPOT_PATH)) && return String[]
    return [string("the depot bundled with Julia, ", bundled, ", is not in the depot path ", join(DEPOT_PATH, ":"))]
end

is_uncompiled(error) = error isa Uncompiled || occursin("Precompiled image", describe(error))

"Julia's reasons, the newest and therefore nearest last; a great many files may have been passed over."
function report_failure(id, error, listener)
    name = error isa Uncompiled ? error.name : id.name
    println("julia-bake ", is_uncompiled(error) ? "uncompiled " : "broken ", name)
    reasons = unique(listener.reasons)
    seen = reduce(vcat, map(facts, unique([id; missing_ids(reasons)])))
    for reason in [reasons[max(1, end - 39):end]; unique(seen); depot_facts(); describe(error)]
        println("julia-bake reason ", reason)
    end
end

function read_ids(file)
    map(eachline(file)) do line
        uuid, name = split(line, ' ')
        Base.PkgId(Base.UUID(uuid), String(name))
    end
end

"A project with a name and a UUID need not have a source file."
function has_source(id)
    source = source_of(id)
    return source !== nothing && tried(() -> isfile(source), true)
end

function main(dependencies, itself)
    known = Set(keys(Base.loaded_modules))
    builds = VERSION < v"1.11-" ? compiled_builds() : nothing
    for id in [read_ids(dependencies); filter(has_source, read_ids(itself))]
        # What is loaded already is in the system image.
        id in known && continue
        listener = Listener(String[], String[])
        try
            seconds = @elapsed load(id, listener)
            builds === nothing || check_builds(known, builds)
            println("julia-bake loaded ", round(seconds, digits = 3), " ", id.name)
        catch error
            report_failure(id, error, listener)
            exit(1)
        end
    end
end

main(ARGS...)
