"Cannot be precompiled on one architecture."
module Brittle

Sys.ARCH === :aarch64 && error("Brittle 1.1.0 does not work on ", Sys.ARCH)

edition() = v"1.1.0"

end
