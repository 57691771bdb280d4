# syntax=docker/dockerfile:1
# One image for the whole product: CMD is the worker; `/starter serve`,
# `/starter migrate` and every other command are in it too.

FROM golang:1.26-bookworm AS build
WORKDIR /src
# The image is the product alone: without the workspace, which adds the module dev.
ENV CGO_ENABLED=0 GOWORK=off
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    go build -trimpath -ldflags="-s -w" -o /out/ ./worker ./starter \
    && mkdir -p /out/var/lib/kigen

FROM busybox:1.37-musl AS busybox

FROM gcr.io/distroless/static-debian12:nonroot
ARG BUILD_ID=""
ENV KIGEN_BUILD_ID=$BUILD_ID
# Called by this name busybox is wget and nothing else; health checks ask with it.
COPY --from=busybox /bin/busybox /bin/wget
COPY --from=build /out/worker /out/starter /
COPY --from=build --chown=nonroot:nonroot /out/var/lib/kigen /var/lib/kigen
VOLUME /var/lib/kigen
USER nonroot
EXPOSE 8080 9090
CMD ["/worker"]
