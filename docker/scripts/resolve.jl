# The resolve stage, for projects without a manifest: Pkg chooses the versions, on the builder's own platform, and
# what it wrote is exported under the path that it has in the context.

include("common.jl")
include("files.jl")
include("install.jl")

function resolve_project(folder, env)
    project = String(rstrip(normpath(joinpath(APP, folder)), '/'))
    add_registries(project, env)
    install(project, env; step = "resolve")
    # In a workspace (Julia 1.12) it lies beside an outer project.
    manifest = Base.project_file_manifest_path(Base.env_project_file(project))
    target = joinpath(EXPORT, relpath(manifest, APP))
    mkpath(dirname(target))
    cp(manifest, target; force = true)
    say("resolved ", folder, " ", relpath(manifest, APP))
end

function main()
    say("stage resolve")
    say("step resolve")
    unpack_context()
    mkpath(EXPORT)
    with_credentials() do env
        foreach(folder -> resolve_project(folder, env), readlines(joinpath(PLAN, "projects")))
    end
end

main()
