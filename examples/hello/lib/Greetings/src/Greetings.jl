"The greetings of this app: a package of its own, kept beside it."
module Greetings

using Manners

export greeting

"A greeting for whoever it is."
greeting(name) = salute(name) * "!"

precompile(greeting, (String,))

end
