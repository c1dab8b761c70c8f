"Phrases made of words. Third of the chain."
module Phrases

using Words

export phrase, key

phrase(parts...) = join(parts, "; ")

"The word by which a phrase is remembered."
key(text) = longest(text)

edition() = v"1.1.0"

precompile(phrase, (String, String))
precompile(key, (String,))

end
