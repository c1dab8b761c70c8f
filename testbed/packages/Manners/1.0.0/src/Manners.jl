"Ways to greet. Reads the preference `style` (\"warm\" or \"plain\") when it is precompiled."
module Manners

export salute

# What the macros of Preferences.jl do, without that dependency. Julia 1.5 has no preferences.
function preference(key, default)
    isdefined(Base, :record_compiletime_preference) || return default
    uuid = Base.PkgId(@__MODULE__).uuid
    Base.record_compiletime_preference(uuid, key)
    return get(Base.get_preferences(uuid), key, default)
end

const style = preference("style", "warm")
style in ("warm", "plain") || error("The preference `style` of Manners is \"warm\" or \"plain\", not ", repr(style))

salute(name) = style == "warm" ? "Good day, dear " * name : "Hello, " * name

edition() = v"1.0.0"

precompile(salute, (String,))

end
