"Letters of a text. The lowest package of a chain: whatever changes here changes all above it."
module Letters

export letters, spell

letters(text) = filter(isletter, collect(text))

"The letters of a text, one by one."
spell(text) = join(letters(text), '-')

edition() = v"1.0.0"

precompile(letters, (String,))
precompile(spell, (String,))

end
