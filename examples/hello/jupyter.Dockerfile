ARG BASE_IMAGE=quay.io/jupyter/minimal-notebook
FROM ${BASE_IMAGE}
USER root
COPY --link --from=julia / /
COPY --link --from=julia-depot / /
ENV PATH=/usr/local/julia/bin:$PATH JULIA_DEPOT_PATH=:/opt/julia/depot JULIA_PROJECT=/opt/julia/project
COPY . /opt/julia/project
RUN --mount=from=julia-bake,target=/julia-bake julia /julia-bake/compile.jl && \
    fix-permissions /opt/julia/project
USER ${NB_UID}
