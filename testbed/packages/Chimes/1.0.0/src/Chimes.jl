"Bells. On Julia 1.9 and later its extension strikes as often as Counting can say."
module Chimes

export chime

chime() = "ding"

edition() = v"1.0.0"

precompile(chime, ())

end
