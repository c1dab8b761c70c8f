"A small app that shows where it runs and what each of its packages has to say."
module Hello

using Almanac
using Dates
using Greetings
using Poems
using Postcards

"Where this runs: Julia's version, the architecture and the processor."
function platform()
    cpu = first(Sys.cpu_info()).model
    return "Julia $(VERSION) on $(Sys.ARCH)" * (isempty(strip(cpu)) ? "" : ", $(strip(cpu))") * " ($(Sys.CPU_NAME))"
end

function main(name="world")
    println(postcard())
    println(greeting(name))
    println(platform())
    println("Postcards ", Postcards.edition(), ": ", caption())
    println("Almanac ", Almanac.edition(), ": ", outlook(Date(2026, 6, 21)))
    println("Poems ", Poems.edition(), ":")
    println(poem("A quick brown fox jumps over the lazy dog"))
end

precompile(main, (String,))

end
