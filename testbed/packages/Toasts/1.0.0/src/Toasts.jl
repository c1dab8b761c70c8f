"Toasts. Needs the package that reads a preference."
module Toasts

using Counting
using Manners

export toast

toast(name, n=2) = salute(name) * ": " * numeral(n) * " glasses"

edition() = v"1.0.0"

precompile(toast, (String, Int))

end
