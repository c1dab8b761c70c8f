# The same with the depot in a cache mount. What is mounted is no part of the image: it is copied out of the mount.
ARG BASE_IMAGE
FROM ${BASE_IMAGE} AS julia
ARG JULIA_URL
RUN mkdir -p /usr/local/julia && curl -fsSL "$JULIA_URL" | tar -xz -C /usr/local/julia --strip-components 1
ARG CPU_TARGET
ENV PATH=/usr/local/julia/bin:$PATH \
    JULIA_DEPOT_PATH=/opt/julia/depot: \
    JULIA_PROJECT=/app \
    JULIA_CPU_TARGET=${CPU_TARGET}
ARG JULIA_PKG_SERVER
WORKDIR /app

FROM julia AS depot
COPY Project.toml Manifest.toml ./
RUN mkdir src && name=$(sed -n 's/^name = "\(.*\)"/\1/p' Project.toml) && echo "module $name end" > "src/$name.jl"
RUN --mount=type=bind,from=bench,source=precompile.jl,target=/tmp/precompile.jl \
    --mount=type=cache,id=julia-depot,target=/opt/julia/depot \
    julia /tmp/precompile.jl && mkdir -p /kept/opt/julia && cp -a /opt/julia/depot /kept/opt/julia/

FROM julia
COPY --from=depot /kept/ /
COPY . .
RUN --mount=type=bind,from=bench,source=precompile.jl,target=/tmp/precompile.jl julia /tmp/precompile.jl --app
CMD ["julia"]
