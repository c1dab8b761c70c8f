"A package of the standard library's company only: the workflow that builds it reaches no package server."
module Alone

using Dates

"Says hello, from which Julia and processor, and what day it is."
greet(name = "world") =
    println("Hello, ", name, ", from Julia ", VERSION, " on ", Sys.ARCH, ", on a ", dayname(today()), ".")

precompile(greet, (String,))

end
