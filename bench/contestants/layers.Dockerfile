# As Jupyter's docker-stacks do it: Julia, its CPU targets, the packages; then the app.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
ARG JULIA_URL
RUN mkdir -p /usr/local/julia && curl -fsSL "$JULIA_URL" | tar -xz -C /usr/local/julia --strip-components 1
ARG CPU_TARGET
ENV PATH=/usr/local/julia/bin:$PATH \
    JULIA_DEPOT_PATH=/opt/julia/depot: \
    JULIA_PROJECT=/app \
    JULIA_CPU_TARGET=${CPU_TARGET}
ARG JULIA_PKG_SERVER
WORKDIR /app
COPY Project.toml Manifest.toml ./
# Without its source the project itself cannot be compiled yet.
RUN mkdir src && name=$(sed -n 's/^name = "\(.*\)"/\1/p' Project.toml) && echo "module $name end" > "src/$name.jl"
RUN --mount=type=bind,from=bench,source=precompile.jl,target=/tmp/precompile.jl julia /tmp/precompile.jl
COPY . .
RUN --mount=type=bind,from=bench,source=precompile.jl,target=/tmp/precompile.jl julia /tmp/precompile.jl --app
CMD ["julia"]
