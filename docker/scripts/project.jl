# Which project an image starts Julia with, and which of the run's projects that is.

const PROJECT_FILES = ("JuliaProject.toml", "Project.toml")

"The project file of a folder, if it has one."
function project_file(folder)
    found = findfirst(name -> isfile(joinpath(folder, name)), PROJECT_FILES)
    return found === nothing ? nothing : joinpath(folder, PROJECT_FILES[found])
end

"""
Folder of the project that `julia` starts with here: by `JULIA_PROJECT`, else the working directory if it is one. What
`JULIA_PROJECT` names is all that Julia looks at, even where nothing is there.
"""
function own_project()
    active = Base.active_project()
    active === nothing || !isfile(active) || return abspath(dirname(active))
    isempty(get(ENV, "JULIA_PROJECT", "")) || return nothing
    return project_file(pwd()) === nothing ? nothing : pwd()
end

"`/srv/app/api` ends with `app/api`; nothing ends with the context itself."
ends_with(path, folder) = folder != "." && endswith(string(rstrip(path, '/')), string("/", folder))

"A file's text; nothing that matches where this user may not read it."
read_text(file) =
    try
        read(file, String)
    catch
        ""
    end

"""
The plan's folder of a project: by its project file's text, and where several have that, by where it is. A project
that was changed in the image is told by its place, or by being the only one.
"""
function plan_of(project)
    folder = joinpath(PLAN, "projects")
    file = project_file(project)
    text = file === nothing ? "" : read_text(file)
    score(name) =
        2 * (read(joinpath(folder, name, "project.toml"), String) == text) +
        ends_with(project, readline(joinpath(folder, name, "folder")))
    names = readdir(folder)
    best = names[last(findmax(map(score, names)))]
    return score(best) > 0 || length(names) == 1 ? joinpath(folder, best) : nothing
end
