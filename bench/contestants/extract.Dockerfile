ARG BASE_IMAGE
FROM ${BASE_IMAGE} AS copy
ARG STAMP
RUN --mount=type=cache,id=julia-depot,target=/opt/julia/depot mkdir /extracted && cp -a /opt/julia/depot /extracted/
FROM scratch
COPY --from=copy /extracted/depot/ /
