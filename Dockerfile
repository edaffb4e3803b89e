# Rapport in a container: built with the compiler and its helpers, run with glibc and certificates alone.

FROM rust:1.95-slim-bookworm AS build
# SQLite, libpq and OpenSSL are compiled in; that takes a C compiler, make and perl.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev make perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package rapport-server --features pdf \
    && install -m 0755 target/release/rapport /usr/local/bin/rapport

FROM debian:bookworm-slim
# Certificates are for TLS to PostgreSQL: sslrootcert=/etc/ssl/certs/ca-certificates.crt
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 rapport \
    && useradd --system --uid 10001 --gid rapport --home-dir /var/lib/rapport --shell /usr/sbin/nologin rapport \
    && install -d -o rapport -g rapport -m 0750 /var/lib/rapport /var/lib/rapport/documents
COPY --from=build /usr/local/bin/rapport /usr/local/bin/rapport
USER rapport
# Where an SQLite database and the signing key lie unless told otherwise.
WORKDIR /var/lib/rapport
VOLUME ["/var/lib/rapport"]
ENV RAPPORT_HOST=0.0.0.0 \
    RAPPORT_PORT=8080 \
    RAPPORT_LOG_FORMAT=json
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=8s --start-period=20s --retries=3 \
    CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${RAPPORT_PORT} && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/usr/local/bin/rapport"]
CMD ["serve"]
