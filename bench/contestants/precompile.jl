# What the hand-written images run: installs and compiles the project, and tells how long Julia took for either.
using Pkg

# Pkg's own precompile of Julia 1.5 does not see that a dependency of a dependency has changed: loading does.
function compile()
    VERSION >= v"1.6" && return Pkg.precompile()
    for name in keys(Pkg.TOML.parsefile(Base.active_project())["deps"])
        Base.require(Main, Symbol(name))
    end
    own = Pkg.TOML.parsefile(Base.active_project())["name"]
    "--app" in ARGS && Base.require(Main, Symbol(own))
end

install = @elapsed Pkg.instantiate()
compiling = @elapsed compile()
println("bench instantiate ", install)
println("bench precompile ", compiling)
