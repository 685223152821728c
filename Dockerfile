# Steward in a container: no root, data under /data, health on port 3000.
FROM python:3.13-slim

RUN useradd --create-home --uid 10001 steward \
    && mkdir /data && chown steward /data
WORKDIR /app

COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY pyproject.toml README.md manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY scheduler scheduler
COPY views views
COPY desk desk
COPY storage storage
COPY domain domain
COPY sandbox sandbox

USER steward
ENV PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/steward.db \
    STEWARD_HTTP=0.0.0.0:3000 \
    LOG_FORMAT=json
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
