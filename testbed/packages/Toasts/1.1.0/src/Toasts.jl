"Toasts. Needs the package that reads a preference."
module Toasts

using Counting
using Manners

export toast

toast(name, n=2) = salute(name) * ": " * numeral(n) * " cups"

edition() = v"1.1.0"

precompile(toast, (String, Int))

end
