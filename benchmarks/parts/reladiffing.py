"""reladiff in an environment of its own, made once: the same two raw tables, by NIK."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy.engine import make_url

SCRIPT = """
import json, sys, time
from reladiff import connect_to_table, diff_tables
asked = json.loads(sys.argv[1])
def table(place):
    return connect_to_table(place, "luar.penduduk", "nik", extra_columns=tuple(asked["columns"]), thread_count=4)
began = time.perf_counter()
found = list(diff_tables(table(asked["hub"]), table(asked["source"]), threaded=True, max_threadpool_size=4))
print(json.dumps({"seconds": time.perf_counter() - began, "signs": len(found)}))
"""


def python() -> Path | None:
    """Its interpreter, or None if it cannot be installed here."""
    folder = Path(os.environ.get("SIMPUL_BENCH_HOME", Path.home() / ".cache" / "simpul-bench")) / "reladiff"
    found = folder / "bin" / "python"
    if not found.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    ready = subprocess.run([str(found), "-c", "import reladiff, psycopg2"], capture_output=True, check=False)
    if ready.returncode:
        wanted = ["reladiff", "psycopg2-binary"]
        made = subprocess.run(
            [str(found), "-m", "pip", "install", "--quiet", *wanted], capture_output=True, check=False
        )
        if made.returncode:
            return None
    return found


def timed(hub: str, source: str, columns: list[str]) -> dict[str, float] | None:
    """Seconds and signs of one run; None if it is not to be had."""
    interpreter = python()
    if interpreter is None:
        return None
    asked = json.dumps({"hub": _place(hub), "source": _place(source), "columns": columns})
    done = subprocess.run([str(interpreter), "-c", SCRIPT, asked], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"reladiff failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def _place(url: str) -> dict[str, str | int]:
    found = make_url(url)
    place: dict[str, str | int | None] = {
        "driver": "postgresql", "host": str(found.query.get("host", "")) or found.host, "port": found.port,
        "user": found.username, "password": found.password, "dbname": found.database,
    }  # fmt: skip
    return {name: value for name, value in place.items() if value is not None}
