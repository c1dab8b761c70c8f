ARG BASE_IMAGE
FROM ${BASE_IMAGE}
ARG STAMP
RUN --mount=type=bind,target=/injected --mount=type=cache,id=julia-depot,target=/opt/julia/depot \
    cp -a /injected/. /opt/julia/depot/
