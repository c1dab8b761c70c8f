# A git credential helper (https://git-scm.com/docs/gitcredentials): answers from lines `https://USER:PASSWORD@HOST[/PATH]`
# of a mounted secret, as git's own `store` does, but needs no git, and a line's path also stands for all below it.

const LINE = r"^\s*(\w+)://([^:@/\s]*):([^@/\s]*)@([^/\s]+)(?:/(\S*))?\s*$"

decode(text) = replace(text, r"%[0-9A-Fa-f]{2}" => code -> String(UInt8[parse(UInt8, code[2:3], base = 16)]))

function asked()
    fields = Dict{String,String}()
    for line in eachline(stdin)
        at = findfirst('=', line)
        at === nothing && break
        fields[line[1:prevind(line, at)]] = line[nextind(line, at):end]
    end
    return fields
end

"Whether a line's path, if it has one, is the one that is asked for or lies above it."
function covers(path, wanted)
    own = rstrip(something(path, ""), '/')
    return isempty(own) || isempty(wanted) || wanted == own || startswith(wanted, string(own, "/"))
end

function answer(file)
    wanted = asked()
    for line in eachline(file)
        found = match(LINE, line)
        found === nothing && continue
        protocol, user, password, host, path = found.captures
        # Julia asks without the port.
        get(wanted, "host", host) in (host, replace(host, r":\d+$" => "")) || continue
        protocol == get(wanted, "protocol", protocol) || continue
        decode(user) == get(wanted, "username", decode(user)) || continue
        covers(path, get(wanted, "path", "")) || continue
        return println("username=", decode(user), "\npassword=", decode(password))
    end
end

last(ARGS) == "get" && answer("/run/secrets/git_credentials")
