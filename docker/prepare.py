"""Bring the databases of a container up to date: ``prepare.py all`` (ours and Airflow's) or ``prepare.py sandbox``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from cli import errors
from simpul.compare.rules import file as rule_files
from simpul.config import schedule, settings
from simpul.store import engine, migrate


def main(what: str) -> int:
    """Exit code 0 when everything is up to date."""
    if what == "sandbox":
        engine.create_database(os.environ["SIMPUL_SANDBOX_URL"])
        return 0
    rule_files.installed()
    for line in migrate.migrate(os.environ["SIMPUL_DATABASE_URL"]):
        sys.stdout.write(f"{line}\n")
    engine.create_database(os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    airflow("db", "migrate")
    make_pools()
    return 0


def make_pools() -> None:
    """One pool per link, as large as the agency tolerates."""
    slots = schedule.pools(settings.load())
    wanted = {
        name: {"slots": count, "description": "simpul", "include_deferred": False} for name, count in slots.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pools.json"
        file.write_text(json.dumps(wanted), encoding="utf-8")
        airflow("pools", "import", str(file))


def airflow(*words: str) -> None:
    """Run an Airflow command; its failure is ours."""
    subprocess.run([sys.executable, "-m", "airflow", *words], check=True)  # noqa: S603


def command(what: str) -> int:
    """As the ``simpul`` command does: a trouble we know is a line and an exit code, never a traceback."""
    try:
        return main(what)
    except Exception as error:
        code = errors.told(error)
        if code is None:
            raise
        return code


if __name__ == "__main__":
    sys.exit(command(sys.argv[1]))
