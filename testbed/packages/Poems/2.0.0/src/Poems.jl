"Poems made of phrases. The top of the chain, and one of those that need Counting."
module Poems

using Counting
using Phrases

export poem

"Two lines on a text."
function poem(text)
    first = phrase("O " * key(text), "thou word of " * numeral(length(key(text))) * " letters")
    return first * "\nin a phrase of " * numeral(length(split(text))) * " words …"
end

edition() = v"2.0.0"

precompile(poem, (String,))

end
