FROM system AS project
COPY --link --from=julia / /
COPY --link --from=julia-depot / /
ENV PATH=/usr/local/julia/bin:$PATH JULIA_DEPOT_PATH=:/opt/julia/depot JULIA_PROJECT=/app
WORKDIR /app
COPY . .
RUN --mount=from=julia-bake,target=/julia-bake julia /julia-bake/compile.jl
USER app

FROM project AS worker
CMD ["julia", "-e", "using Hello"]

FROM project AS service
ARG NAME
ENV NAME=${NAME}
CMD ["julia", "bin/hello.jl"]
