# Which CPUs compiled files really have native code for, and whether that is all that was asked for.

"""
Names of the targets in the bytes that a header keeps of them (`deserialize_target_data` in Julia's src/processor.h),
for Julia 1.9 and 1.10, whose Base has no reader.
"""
function read_target_names(bytes)
    io = IOBuffer(bytes)
    return map(1:read(io, Int32)) do _
        skip(io, sizeof(Int32)) # flags
        skip(io, 2 * sizeof(UInt32) * read(io, Int32)) # features that are on, and that are off
        name = String(read(io, read(io, Int32)))
        skip(io, read(io, Int32)) # features that only LLVM knows
        name
    end
end

target_names(bytes) =
    isdefined(Base, :parse_image_targets) ? [String(target.name) for target in Base.parse_image_targets(bytes)] : read_target_names(bytes)

"""
CPUs that a compiled file has native code for, as its header says: none before Julia 1.9, `nothing` where it cannot be
read. Where the targets stand in the header differs between versions, their type does not.
"""
function image_targets(file)
    VERSION < v"1.9-" && return String[]
    try
        header = collect(Any, Base.parse_cache_header(file))
        at = findfirst(part -> part isa Vector{UInt8}, header)
        # Without native code there are no bytes at all, not even a count.
        return at === nothing ? nothing : isempty(header[at]) ? String[] : target_names(header[at])
    catch
        return nothing
    end
end

"What the report says of a compiled file."
describe_file(file) =
    (path = relpath(file, DEPOT), bytes = sum(filesize, compiled_parts(file)), targets = image_targets(file))

"Julia's words for the least that its architecture has."
plain_name(name) = name in ("x86-64", "x86_64", "pentium4", "i686") ? "generic" : name

"""
CPUs that every package should have code for. `native` has another name in the header, `sysimage` stands for a list
that only Julia knows, and before 1.9 there is no list.
"""
function wanted_targets()
    entries = [first(split(entry, ',')) for pass in passes() for entry in split(pass, ';')]
    return setdiff(unique(map(plain_name, entries)), ["", "native", "sysimage"])
end

"Ends the stage if a package lacks code for a CPU that was asked for. `packages` gives names with their described files."
function require_targets(packages)
    wanted = wanted_targets()
    lacking = String[]
    for (name, files) in packages
        any(file -> file.targets === nothing, files) && continue
        found = Set(plain_name(target) for file in files for target in file.targets)
        missed = filter(target -> !(target in found), wanted)
        isempty(missed) || push!(lacking, string(name, " has no native code for ", join(missed, ", "), ", only for: ", isempty(found) ? "no CPU" : join(sort(collect(found)), ", ")))
    end
    isempty(lacking) && return
    foreach(line -> say("message ", line), lacking)
    say("error targets")
    exit(1)
end
