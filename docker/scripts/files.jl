# Times and rights of files. Layers keep whole seconds, and Julia <= 1.10 compares each source's time with the
# one it had when it was compiled: so times are set, before anything is compiled, from what the file is.

"What counts as `the same for ever`: Julia takes this time for a match with any other (loading.jl, for Nix)."
const FIXED = 1

const AT_FDCWD = Cint(-100)
const AT_SYMLINK_NOFOLLOW = Cint(0x100)

function set_time(path, seconds)
    times = Clong[seconds, 0, seconds, 0]
    ccall(:utimensat, Cint, (Cint, Cstring, Ptr{Clong}, Cint), AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW)
end

"A time that stands for the file's content: equal content, equal time."
content_time(path) = 1_000_000_000 + Int(open(Base._crc32c, path)) % 500_000_000

"Calls `act` for everything below `folder` and for itself, contents first."
function each_path(act, folder)
    for (parent, _, files) in walkdir(folder; topdown = false)
        for file in files
            act(joinpath(parent, file))
        end
        act(parent)
    end
end

"Of several compiled files that fit, Julia takes the newest: the last pass, which is the best target, is the newest."
pass_time(index) = FIXED + index - 1

const LAST_PASS_TIME = pass_time(100)

"A compiled file keeps the time of its pass (see [`keep_pass_times`](@ref)), all else has the fixed one."
function fixed_time(path)
    (endswith(path, ".ji") || endswith(path, ".so")) && occursin("/compiled/", path) || return FIXED
    seconds = floor(Int, lstat(path).mtime)
    return FIXED <= seconds <= LAST_PASS_TIME ? seconds : FIXED
end

"Bytes of all files in `folder`."
function count_bytes(folder)
    bytes = 0
    each_path(path -> (islink(path) || !isfile(path) || (bytes += filesize(path))), folder)
    return bytes
end

"Fixed times for everything in `folder`."
fix_times(folder) = each_path(path -> set_time(path, fixed_time(path)), folder)

"Compiled files in `compiled`, with their times as whole seconds."
function compiled_times(compiled)
    times = Dict{String,Int}()
    isdir(compiled) && each_path(compiled) do path
        isdir(path) || (times[path] = floor(Int, lstat(path).mtime))
    end
    return times
end

"""
After pass `index`: what it compiled gets the time of that pass, and what was there `before` gets back the time that
Julia's touch took. A file compiled again has the pass of its name, which the target is part of.
"""
function keep_pass_times(compiled, before, index)
    for (path, seconds) in compiled_times(compiled)
        wanted = get(before, path, pass_time(index))
        seconds == wanted || set_time(path, wanted)
    end
end

"Times from the content for files, fixed ones for folders and links."
function set_content_times(folder)
    each_path(folder) do path
        set_time(path, !islink(path) && isfile(path) ? content_time(path) : FIXED)
    end
end

"Readable by every user, as arbitrary UIDs (OpenShift, JupyterHub) need it."
function open_to_all(folder)
    each_path(folder) do path
        islink(path) && return
        mode = filemode(path)
        wanted = mode | 0o444 | ((isdir(path) || mode & 0o100 != 0) ? 0o111 : 0o000)
        wanted == mode || chmod(path, wanted)
    end
end

"Copies what is in `source` into `target`, links as links, rights and the times of files as they are."
function copy_tree(source, target; except = ())
    mkpath(target)
    for name in readdir(source)
        name in except && continue
        from, to = joinpath(source, name), joinpath(target, name)
        if isdir(from) && !islink(from)
            copy_tree(from, to)
        else
            cp(from, to; force = true, follow_symlinks = false)
            islink(from) || chmod(to, filemode(from))
            set_time(to, floor(Int, lstat(from).mtime))
        end
    end
    chmod(target, filemode(source))
end

"The user's context at its place in the image, without Git's own folder, which no image needs and which differs between equal checkouts."
function unpack_context()
    copy_tree(joinpath(ROOT, "context"), APP; except = (".git",))
    set_content_times(APP)
end
