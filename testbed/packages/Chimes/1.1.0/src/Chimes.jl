"Bells. On Julia 1.9 and later its extension strikes as often as Counting can say."
module Chimes

export chime

chime() = "dong"

edition() = v"1.1.0"

precompile(chime, ())

end
