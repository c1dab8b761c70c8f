# The depot stage: lays an older depot under the new one, installs and precompiles the recipes, keeps what they use.

include("common.jl")
include("files.jl")
include("precompile.jl")
include("prune.jl")

"Each recipe compiles at a path of its own: two manifests at one path would overwrite each other's files."
function unpack_recipe(name)
    project = joinpath("/recipe", name)
    copy_tree(joinpath(PLAN, "recipes", name, "environment"), project)
    return project
end

"`compiled` says that the older depot's compiled files fit this Julia and its CPU targets; else only sources do."
function lay_restored(what)
    what == "none" && return
    source = joinpath(ROOT, "restored", "opt", "julia", "depot")
    copy_tree(source, DEPOT; except = what == "compiled" ? () : ("compiled",))
    fix_times(DEPOT)
end

function install(project)
    ok, lines = run_julia("using Pkg; Pkg.instantiate(; verbose = true)"; project)
    ok || fail("instantiate", lines)
end

function fix_source_times()
    for folder in ("packages", "artifacts")
        isdir(joinpath(DEPOT, folder)) && fix_times(joinpath(DEPOT, folder))
    end
end

"What the action keeps beside the layout: one row per package, reused or compiled just now."
function describe(files, seconds)
    rows = map(unique(live -> live.uuid, files)) do live
        (
            name = live.name,
            uuid = live.uuid,
            compiled = haskey(seconds, live.name),
            seconds = get(seconds, live.name, nothing),
            bytes = sum(other.bytes for other in files if other.uuid == live.uuid),
        )
    end
    return sort(rows; by = row -> row.name)
end

"Moved, not copied: the depot was written by this very step."
function export_depot()
    mkpath(joinpath(EXPORT, "opt", "julia"))
    mv(DEPOT, joinpath(EXPORT, "opt", "julia", "depot"))
    open_to_all(EXPORT)
    fix_times(EXPORT)
end

function main()
    mkpath(DEPOT)
    say("stage depot")
    restore_seconds = @elapsed lay_restored(get(ENV, "RESTORED", "none"))
    folder = joinpath(PLAN, "recipes")
    recipes = [(project = unpack_recipe(name), packages = joinpath(folder, name, "packages")) for name in readdir(folder)]
    say("step instantiate")
    install_seconds = @elapsed foreach(recipe -> install(recipe.project), recipes)
    fix_source_times()
    say("step precompile")
    seconds = Dict{String,Float64}()
    precompile_seconds = @elapsed for recipe in recipes
        merge!(+, seconds, precompile_project(recipe.project, recipe.packages, passes()))
    end
    say("step prune")
    prune_seconds = @elapsed begin
        used = [list_used(recipe.project, recipe.packages) for recipe in recipes]
        files = unique(live -> live.file, reduce(vcat, map(last, used); init = LiveFile[]))
        prune(reduce(union, map(first, used); init = Set{String}()), files)
        packages = describe(files, seconds)
        export_depot()
    end
    steps = (restore = restore_seconds, instantiate = install_seconds, precompile = precompile_seconds, prune = prune_seconds)
    write_report((platform = PLATFORM, julia = string(VERSION), packages = packages, seconds = steps))
end

main()
