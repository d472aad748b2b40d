# The image of a real installation: web, worker, beat and the preparing step all run it.
FROM node:22.22.2-bookworm-slim AS front
WORKDIR /front
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.13.12-slim-bookworm
ENV PYTHONUNBUFFERED=1
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/decidua --create-home decidua \
    && install --directory --owner decidua --mode 700 /var/backups/decidua
WORKDIR /srv/decidua
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.txt
COPY --from=front /front/node_modules node_modules
COPY . .
# Only to collect the static files: the settings want an answer to everything they need.
RUN random() { python -c 'import secrets; print(secrets.token_hex(32))'; } \
    && SECRET_KEY="$(random)" ENCRYPTION_KEYS="image:$(random)" \
    DATABASE_URL="postgres://nobody:$(random)@nowhere/none" REDIS_URL="redis://:$(random)@nowhere" \
    ALLOWED_HOSTS=localhost PUBLIC_URL=https://localhost \
    python manage.py collectstatic --noinput
USER decidua
