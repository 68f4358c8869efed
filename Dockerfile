# syntax=docker/dockerfile:1

# Kasket in a small image: one static program, a user without rights, no shell
# work at start. The database is elsewhere (DATABASE_URL).

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY internal internal
COPY migrations migrations
COPY web web
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /kasket ./cmd/kasket

FROM debian:bookworm-slim
# The time zones are for Europe/Copenhagen, the certificates for mail servers
# and single sign-on.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin kasket
COPY --from=build /kasket /usr/local/bin/kasket
COPY LICENSE /usr/share/doc/kasket/LICENSE
USER 10001:10001
ENV KASKET_ADDR=0.0.0.0:8042
EXPOSE 8042
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["kasket", "doctor", "--quick"]
ENTRYPOINT ["kasket"]
CMD ["serve"]
