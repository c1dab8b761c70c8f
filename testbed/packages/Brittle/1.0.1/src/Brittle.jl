"The one that can be precompiled."
module Brittle

edition() = v"1.0.1"

end
