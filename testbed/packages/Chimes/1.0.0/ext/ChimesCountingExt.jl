module ChimesCountingExt

using Chimes
using Counting

Chimes.chime(n::Integer) = numeral(n) * " times ding"

end
