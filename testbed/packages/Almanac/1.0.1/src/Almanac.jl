"Heights of the sun for a year. Slow to precompile on purpose: every week's method is generated, inferred and compiled."
module Almanac

using Counting
using Dates

export height, outlook

const weeks = 53

"A week's height of the sun by the hour, as a series whose terms are written out when the method is compiled."
@generated function height(::Val{number}, hour::Float64) where {number}
    phase = 2π * number / weeks
    terms = map(1:24) do k
        :($(sin(k * phase) / k) * sin($k * angle + $phase) + $(cos(k * phase) / k) * cos($k * angle))
    end
    return quote
        angle = hour * $(2π / 24)
        total = 0.0
        $(map(term -> :(total += $term), terms)...)
        total
    end
end

# The work happens here, at precompile time: 53 methods, each called once.
const noons = [Base.invokelatest(height, Val(number), 12.0) for number in 1:weeks]

"The lowest noon of the year."
lowest() = minimum(noons)

"A line on a date: which week of the year it is in, and the height of the sun."
function outlook(date::Date)
    return "week " * numeral(week(date)) * ", sun at " * string(round(noons[week(date)]; digits=2))
end

edition() = v"1.0.1"

precompile(outlook, (Date,))

end
