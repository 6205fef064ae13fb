# The portal's image: one environment, one command. Every process of production is "./portal NAME".
#   docker build --target portal -t portal-pge .
# A package index of one's own, and the CPU build of torch, come in as PIP_* arguments.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS base
# Debian keeps only the newest build of a package: a pinned one would soon be gone, and with it the security fixes.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-por poppler-utils \
        libreoffice-writer-nogui fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /app portal
ENV PORTAL_VENV=/opt/portal \
    PIP_CACHE_DIR=/var/cache/pip \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    OMP_THREAD_LIMIT=1
WORKDIR /app

FROM base AS packages
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_FIND_LINKS
COPY portal requirements.txt requirements.lock ./
RUN --mount=type=cache,target=/var/cache/pip ./portal install

FROM packages AS packages-demonstracao
COPY requirements-local.lock ./
RUN --mount=type=cache,target=/var/cache/pip \
    "$PORTAL_VENV/bin/python" -m pip install -q --disable-pip-version-check \
    --no-deps --require-hashes -r requirements-local.lock

FROM base AS product
COPY . .
RUN python3 -m compileall -q core jobs ops pages simulators

# Only what stands in for Gemini and the court in a demonstration; never part of production.
FROM product AS demonstracao
COPY --from=packages-demonstracao /opt/portal /opt/portal
USER 10001
ENTRYPOINT ["/opt/portal/bin/python", "-m", "uvicorn", "--host", "0.0.0.0", "--no-access-log"]

# Copies need pg_dump and pg_restore of the server's version, which Debian is behind: the local server's wheel has them.
FROM product AS copia
COPY --from=packages-demonstracao /opt/portal /opt/portal
RUN rm -rf simulators && install -d -o 10001 /var/lib/bert /var/lib/copias
USER 10001
ENTRYPOINT ["./portal"]
CMD ["backup", "--cada", "24"]

FROM product AS portal
COPY --from=packages /opt/portal /opt/portal
# A volume takes its owner from here.
RUN rm -rf simulators && install -d -o 10001 /var/lib/bert
ENV WEB_HOST=0.0.0.0
USER 10001
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["/opt/portal/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ.get('WEB_PORT', '8501') + '/health/live', timeout=2)"]
ENTRYPOINT ["./portal"]
CMD ["web"]
