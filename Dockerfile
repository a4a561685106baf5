# One image for every part of Simpul; docker/entry.sh decides what a container is. Never runs as root.
FROM python:3.11.13-slim-bookworm AS packages
COPY requirements.lock /tmp/requirements.lock
# Hashes are checked; modules are compiled once here, so that no task compiles them again.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --compile -r /tmp/requirements.lock

FROM python:3.11.13-slim-bookworm
RUN groupadd --gid 10001 simpul \
    && useradd --uid 10001 --gid simpul --no-create-home --home-dir /var/lib/simpul --shell /usr/sbin/nologin simpul \
    && install -d -o simpul -g simpul -m 700 \
       /var/lib/simpul /var/lib/airflow /var/lib/airflow/logs /var/lib/simpul-sandbox /var/lib/simpul-loket
COPY --from=packages /opt/venv /opt/venv
COPY simpul /opt/simpul/simpul
COPY adapters /opt/simpul/adapters
COPY mappings /opt/simpul/mappings
COPY schemas /opt/simpul/schemas
COPY rules /opt/simpul/rules
COPY dags /opt/simpul/dags
COPY monitoring /opt/simpul/monitoring
COPY cli /opt/simpul/cli
COPY sandbox /opt/simpul/sandbox
COPY benchmarks /opt/simpul/benchmarks
COPY docker /opt/simpul/docker
COPY LICENSE /opt/simpul/LICENSE
COPY NOTICE /opt/simpul/NOTICE
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/simpul \
    PYTHONUNBUFFERED=1 \
    SIMPUL_HOME=/var/lib/simpul \
    AIRFLOW_HOME=/var/lib/airflow
RUN python -m compileall -q /opt/simpul
WORKDIR /opt/simpul
USER simpul
ENTRYPOINT ["/opt/simpul/docker/entry.sh"]
CMD ["console"]
