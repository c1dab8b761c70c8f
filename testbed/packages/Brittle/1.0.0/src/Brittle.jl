"Cannot be precompiled."
module Brittle

error("Brittle 1.0.0 always fails to precompile: take 1.0.1")

end
