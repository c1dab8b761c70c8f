# The depot stage: lays an older depot under the new one, installs and precompiles the recipes, keeps what they use.

include("common.jl")
include("files.jl")
include("install.jl")
include("precompile.jl")
include("prune.jl")
include("targets.jl")

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

function fix_source_times()
    for folder in ("packages", "artifacts")
        isdir(joinpath(DEPOT, folder)) && fix_times(joinpath(DEPOT, folder))
    end
end

"""
What the action keeps beside the layout: one row per package, reused or compiled just now, with its files and the
recipes that load them. `used` has the live files of each recipe.
"""
function describe(used, seconds)
    users, packages = Dict{String,Vector{String}}(), Dict{String,Vector{LiveFile}}()
    for (recipe, lives) in used, live in lives
        haskey(users, live.file) || push!(get!(packages, live.uuid, LiveFile[]), live)
        push!(get!(users, live.file, String[]), recipe)
    end
    rows = map(collect(values(packages))) do files
        name = first(files).name
        (
            name = name,
            uuid = first(files).uuid,
            compiled = haskey(seconds, name),
            seconds = get(seconds, name, nothing),
            bytes = sum(live.bytes for live in files),
            files = [merge(describe_file(live.file), (recipes = sort(users[live.file]),)) for live in files],
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
    recipes = [(name = name, project = unpack_recipe(name), packages = joinpath(folder, name, "packages")) for name in readdir(folder)]
    say("step instantiate")
    install_seconds = @elapsed with_credentials() do env
        isempty(recipes) || add_registries(first(recipes).project, env)
        foreach(recipe -> install(recipe.project, env), recipes)
    end
    fix_source_times()
    say("step precompile")
    seconds = Dict{String,Float64}()
    precompile_seconds = @elapsed for recipe in recipes
        merge!(+, seconds, precompile_project(recipe.project, recipe.packages, passes()))
    end
    say("step prune")
    prune_seconds = @elapsed begin
        used = [list_used(recipe.project, recipe.packages) for recipe in recipes]
        files = reduce(vcat, map(last, used); init = LiveFile[])
        prune(reduce(union, map(first, used); init = Set{String}()), files)
        packages = describe([recipe.name => last(each) for (recipe, each) in zip(recipes, used)], seconds)
        require_targets((row.name, row.files) for row in packages)
        bytes = count_bytes(DEPOT)
        export_depot()
    end
    steps = (restore = restore_seconds, instantiate = install_seconds, precompile = precompile_seconds, prune = prune_seconds)
    write_report((platform = PLATFORM, julia = string(VERSION), packages = packages, seconds = steps, bytes = bytes))
end

main()
