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

"Bytes of all files in `folder`."
function count_bytes(folder)
    bytes = 0
    each_path(path -> (islink(path) || !isfile(path) || (bytes += filesize(path))), folder)
    return bytes
end

"Fixed times for everything in `folder`."
fix_times(folder) = each_path(path -> set_time(path, FIXED), folder)

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

"Copies what is in `source` into `target`, links as links, rights as they are."
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
        end
    end
    chmod(target, filemode(source))
end

"The user's context at its place in the image, without Git's own folder, which no image needs and which differs between equal checkouts."
function unpack_context()
    copy_tree(joinpath(ROOT, "context"), APP; except = (".git",))
    set_content_times(APP)
end
