#!/usr/bin/env bash
# Runs, without Docker and straight on this machine, every command that the services of docker-compose.yml run: their
# entry points start in the order of depends_on, their health commands answer, and a record arrives at the end.
# Needs .venv (./run --help makes it), redis-server and pg_isready; PostgreSQL is the embedded one.
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
for tool in redis-server redis-cli pg_isready; do
    command -v "$tool" >/dev/null || { echo "check.sh: $tool is missing → apt install redis-server postgresql-client" >&2; exit 3; }
done
unset PYTHONDONTWRITEBYTECODE
export PATH="$root/.venv/bin:$PATH" PYTHONPATH="$root"
exec python "$root/docker/check.py" "$@"
