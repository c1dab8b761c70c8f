"Pictures in text, kept in an artifact."
module Postcards

using Counting

export postcard, caption

# Artifacts.toml is read by hand: the standard library that does it needs other libraries in each Julia version,
# and a manifest with it would not serve them all.
const file = joinpath(@__DIR__, "..", "Artifacts.toml")
include_dependency(file)
const tree = match(r"git-tree-sha1 = \"([0-9a-f]{40})\"", read(file, String)).captures[1]

"Folder of the artifact in the first depot that has it."
function folder()
    for depot in DEPOT_PATH
        path = joinpath(depot, "artifacts", tree)
        isdir(path) && return path
    end
    error("The artifact ", tree, " is in none of the depots ", join(DEPOT_PATH, ", "), ". Run Pkg.instantiate().")
end

"The picture of that name."
postcard(name="sunrise") = read(joinpath(folder(), name * ".txt"), String)

"How many lines the picture has."
caption(name="sunrise") = "a picture of " * numeral(countlines(joinpath(folder(), name * ".txt"))) * " lines"

edition() = v"1.1.0"

precompile(postcard, (String,))

end
