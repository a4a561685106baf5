"""Databases for benchmarks: one server for the run, a fresh database for every measured pull."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

#: Alembic keeps its place in a global.
_MIGRATING = threading.Lock()


def dsn(url: str) -> str:
    """The psycopg form of a SQLAlchemy URL."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """URL of a server: ``SIMPUL_BENCH_DATABASE_URL``, else an embedded one in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as home:
        Path(home).chmod(0o755)
        os.environ["SIMPUL_HOME"] = home
        given = os.environ.get("SIMPUL_BENCH_DATABASE_URL")
        if given:
            yield given
            return
        from simpul.store import embedded

        with embedded.running(Path(home)) as url:
            yield url


@contextlib.contextmanager
def fresh(url: str, *, migrated: bool = True) -> Iterator[str]:
    """URL of a new database on the server of ``url``, dropped afterwards."""
    name = f"bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(dsn(url), dbname="postgres", autocommit=True) as admin:
        admin.execute(f"create database {name}")
        try:
            own = make_url(url).set(database=name).render_as_string(hide_password=False)
            if migrated:
                from simpul.store import migrate

                with _MIGRATING:
                    migrate.migrate(own)
            yield own
        finally:
            admin.execute(f"drop database {name} with (force)")
