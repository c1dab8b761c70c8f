# Installs packages, private ones too. Credentials are secrets and an SSH agent of the build, mounted for one step. What
# Julia wants in files of its own lies in a tmpfs mount, so that no layer has it, and no line of output shows a value.

const SECRETS = "/run/secrets"
const CREDENTIALS = joinpath(ROOT, "credentials")
const JULIA = "/usr/local/julia/bin/julia"

"An empty secret is none: a fork's workflow gets empty ones."
has_secret(name) = isfile(joinpath(SECRETS, name)) && !isempty(strip(read(joinpath(SECRETS, name), String)))
read_secret(name) = String(strip(read(joinpath(SECRETS, name), String)))

"Short values are left alone: hiding them would garble everything."
hide_value(value) = length(value) < 8 || value in HIDDEN || push!(HIDDEN, String(value))

"A file that only this user may read."
function write_private(path, text)
    mkpath(dirname(path))
    touch(path)
    chmod(path, 0o600)
    write(path, text)
end

"""
A token, or a whole auth.toml, where Pkg looks for that of its server (`get_server_dir` in Pkg's PlatformEngines.jl):
in the first depot, hence the link.
"""
function lay_julia_auth()
    text = read_secret("julia_auth")
    whole = occursin(r"^\s*access_token\s*="m, text)
    foreach(hide_value, whole ? [value[1] for value in eachmatch(r"\"([^\"]*)\"", text)] : [text])
    server = get(ENV, "JULIA_PKG_SERVER", "")
    host = match(r"^(?:\w+://)?([^\\/]+)", server)
    host === nothing && return
    folder = joinpath(CREDENTIALS, "servers")
    write_private(joinpath(folder, host[1], "auth.toml"), whole ? text : string("access_token = ", json(text), "\n"))
    mkpath(DEPOT)
    rm(joinpath(DEPOT, "servers"); recursive = true, force = true)
    symlink(folder, joinpath(DEPOT, "servers"))
end

"Both Julia's LibGit2 and a git of the base image ask the helper that this configuration names."
function lay_git_credentials()
    for line in eachline(joinpath(SECRETS, "git_credentials"))
        password = match(r"^\s*\w+://[^/@\s]*?:([^/@\s]*)@", line)
        password === nothing || hide_value(password[1])
    end
    helper = string(JULIA, " --startup-file=no --compile=min ", joinpath(ROOT, "scripts", "git-credential.jl"))
    write_private(joinpath(CREDENTIALS, "config", "git", "config"), "[credential]\n\thelper = $helper\n\tuseHttpPath = true\n")
    return ["XDG_CONFIG_HOME" => joinpath(CREDENTIALS, "config")]
end

"The empty entry stands for the hosts that Julia knows by itself (from 1.6 on; before, it checks none)."
function known_hosts()
    file = joinpath(SECRETS, "ssh_known_hosts")
    return ["SSH_KNOWN_HOSTS_FILES" => string(file, ":"), "GIT_SSH_COMMAND" => string("ssh -o GlobalKnownHostsFile=", file)]
end

"Gives `act` the environment in which Julia finds the credentials that this build has; afterwards it finds them no more."
function with_credentials(act)
    names = filter(has_secret, ["julia_auth", "git_credentials", "ssh_known_hosts"])
    # BuildKit names a socket, whether or not there is one.
    ssh = issocket(get(ENV, "SSH_AUTH_SOCK", "")) ? ["ssh"] : String[]
    say("credentials ", join([names; ssh], " "))
    env = ["GIT_TERMINAL_PROMPT" => "0"]
    "julia_auth" in names && lay_julia_auth()
    "git_credentials" in names && append!(env, lay_git_credentials())
    "ssh_known_hosts" in names && append!(env, known_hosts())
    act(env)
    islink(joinpath(DEPOT, "servers")) && rm(joinpath(DEPOT, "servers"))
end

"With a registry of its own Pkg adds no other by itself: so those that it would add come first."
const ADD_REGISTRIES = """
using Pkg
Pkg.Registry.add(Pkg.RegistrySpec[])
Pkg.Registry.add([Pkg.RegistrySpec(url = url) for url in ARGS])
"""

has_registries() = isfile(joinpath(PLAN, "registries"))

function add_registries(project, env)
    has_registries() || return
    urls = readlines(joinpath(PLAN, "registries"))
    ok, lines = run_julia(line -> nothing, ADD_REGISTRIES, urls; project, env)
    ok || fail_install("instantiate", lines, project)
end

"Name of the package with this address in a manifest, if there is one."
function named_by(url, project)
    name = ""
    manifest = Base.project_file_manifest_path(Base.env_project_file(project))
    manifest === nothing && return nothing
    for line in eachline(manifest)
        entry = match(r"^\[\[(?:deps\.)?(.+)\]\]", line)
        entry === nothing || (name = String(entry[1]))
        occursin(string("repo-url = \"", url, "\""), line) && return name
    end
    return nothing
end

"What could not be fetched, as Pkg tells it: a package, or else an address."
function unfetched(lines, project)
    for line in Iterators.reverse(lines)
        package = match(r"Error when installing package (\S+?):|Cloning \[[0-9a-f-]{36}\] (\S+) from", line)
        package === nothing || return something(package[1], package[2])
        address = match(r"Cloning (?:git-repo|registry from) [`\"](.+)[`\"]", line)
        address === nothing || return something(named_by(address[1], project), address[1])
    end
    return nothing
end

function fail_install(step, lines, project)
    failed = any(line -> occursin(r"failed to (clone|fetch|get tarball)|[Cc]ould not download|Error when installing package", line), lines)
    what = failed ? unfetched(lines, project) : nothing
    fail(what === nothing ? step : string("fetch ", what), lines)
end

"Installs all that a project's manifest names. Without a manifest, Pkg resolves the newest versions first and writes one."
function install(project, env; step = "instantiate")
    ok, lines = run_julia(line -> nothing, "using Pkg; Pkg.instantiate(; verbose = true)"; project, env)
    ok || fail_install(step, lines, project)
end
