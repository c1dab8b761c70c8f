#!/usr/bin/env julia
# An executable file: its mode is part of the package's tree hash.
using Letters
foreach(println ∘ spell, ARGS)
