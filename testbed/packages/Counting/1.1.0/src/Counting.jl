"Numbers in words. Needs nothing; several packages need it."
module Counting

export numeral

const numerals = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]

"A whole number in words, as far as they reach."
numeral(n::Integer) = n == 0 ? "no" : n in 1:length(numerals) ? numerals[n] : string(n)

edition() = v"1.1.0"

precompile(numeral, (Int,))

end
