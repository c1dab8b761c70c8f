# What both stages share: where things are, how Julia is run for a step, the lines that the action reads, JSON.
# Only functions of Base that exist from Julia 1.5 on; what is newer is guarded by VERSION.

const ROOT = "/julia-bake"
const PLAN = joinpath(ROOT, "plan")
const EXPORT = joinpath(ROOT, "export")
const DEPOT = "/opt/julia/depot"
"Where the image has the user's context."
const APP = "/app"
"Only our depot and, by the colon, the one bundled with Julia: as in the image, without a user's depot."
const DEPOT_PATH_HERE = string(DEPOT, ":")
const PLATFORM = ENV["TARGETPLATFORM"]
const PLATFORM_ID = string(get(ENV, "TARGETARCH", ""), get(ENV, "TARGETVARIANT", ""))

"A line for the action: it reads what follows the platform."
say(words...) = (println("julia-bake ", PLATFORM, ": ", words...); flush(stdout))

"The CPU target lists of this platform, one pass each; an empty one leaves the choice to Julia."
passes() = readlines(joinpath(PLAN, "cpu-targets", PLATFORM_ID))

"Packages of an environment in topological order, as `uuid name` lines give them."
function read_packages(file)
    map(eachline(file)) do line
        uuid, name = split(line, ' ')
        Base.PkgId(Base.UUID(uuid), String(name))
    end
end

"What no line may tell: the values of credentials."
const HIDDEN = String[]
hide(line) = foldl((text, value) -> replace(text, value => "***"), HIDDEN; init = line)

"Runs a command, hands every line of its output to `online` and prints it. Gives whether it succeeded, and the lines."
function run_lines(online, command)
    output = Pipe()
    lines = String[]
    process = run(pipeline(ignorestatus(command), stdout = output, stderr = output), wait = false)
    close(output.in)
    for line in (hide(line) for line in eachline(output))
        push!(lines, line)
        println(line)
        flush(stdout)
        online(line)
    end
    wait(process)
    return success(process), lines
end

"Runs Julia's `code` in `project` with our depot, as [`run_lines`](@ref) does."
function run_julia(online, code, arguments = String[]; project, env = Pair{String,String}[], flags = String[])
    command = `$(Base.julia_cmd()[1]) --startup-file=no --color=no $flags --project=$project -e $code $arguments`
    settings = [
        "JULIA_DEPOT_PATH" => DEPOT_PATH_HERE,
        "JULIA_PKG_PRECOMPILE_AUTO" => "0",
        # Eviction by age would take live files of a kept depot.
        "JULIA_MAX_NUM_PRECOMPILE_FILES" => "1000000",
        env...,
    ]
    return run_lines(online, addenv_compat(command, settings))
end
run_julia(code::AbstractString; keywords...) = run_julia(line -> nothing, code; keywords...)

"`addenv` is there only from Julia 1.6 on."
function addenv_compat(command, settings)
    env = copy(ENV)
    merged = Dict{String,String}(env)
    for (name, value) in settings
        merged[name] = value
    end
    return setenv(command, merged)
end

"Ends the stage. Julia's own message stands in the log above; the action repeats it with the package's name."
function fail(what, lines)
    # Julia asks for a password that it lacks, in vain, and goes on in that line.
    lines = map(line -> replace(line, r"^.*\e\[\?25h" => ""), lines)
    start = findfirst(line -> occursin(r"^(ERROR|error):"i, line), lines)
    for line in lines[something(start, max(1, length(lines) - 20)):end]
        say("message ", line)
    end
    say("error ", what)
    exit(1)
end

json(value::AbstractString) = string('"', escape_json(value), '"')
json(value::Nothing) = "null"
json(value::Union{Bool,Integer}) = string(value)
json(value::AbstractFloat) = string(round(value, digits = 3))
json(value::AbstractVector) = string("[", join(map(json, value), ","), "]")
json(value::NamedTuple) = string("{", join((string(json(string(k)), ":", json(v)) for (k, v) in pairs(value)), ","), "}")

function escape_json(text)
    escaped = replace(replace(text, '\\' => "\\\\"), '"' => "\\\"")
    return replace(escaped, r"[\x00-\x1f]" => c -> string("\\u", string(UInt16(c[1]), base = 16, pad = 4)))
end

function write_report(report)
    folder = mkpath(joinpath(ROOT, "report"))
    write(joinpath(folder, "report.json"), json(report), "\n")
end
