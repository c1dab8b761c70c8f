"Words of a text. Second of the chain Letters, Words, Phrases, Poems."
module Words

using Letters

export words, longest

words(text) = filter(word -> !isempty(letters(word)), split(text))

"The word with the most letters."
longest(text) = words(text)[argmax(map(word -> length(letters(word)), words(text)))]

edition() = v"1.1.0"

precompile(words, (String,))
precompile(longest, (String,))

end
