"""Connections to PostgreSQL."""

from __future__ import annotations

import atexit
import os
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from simpul.config import settings as config
from simpul.core import errors
from simpul.store import embedded, scope
from simpul.store.identifiers import quoted, shaped


def engine(url: str | None = None) -> Engine:
    """The engine of this process for ``url`` (default: :func:`default_url`).

    Connections are opened when asked for and closed when given back: nothing is shared with a forked worker.
    """
    return _engine(str(address(url or default_url()).render_as_string(hide_password=False)), os.getpid())


@cache
def _engine(url: str, pid: int) -> Engine:
    return scope.watch(
        create_engine(
            url,
            poolclass=NullPool,
            # A message with what was bound to a statement ends in a log.
            hide_parameters=True,
            connect_args={
                "application_name": "simpul",
                "connect_timeout": 10,
                # Time zones are a matter of showing; a generic plan of a staging table would be a bad plan.
                "options": "-c timezone=UTC -c jit=off -c plan_cache_mode=force_custom_plan",
                "prepare_threshold": None,
            },
        )
    )


def default_url() -> str:
    """``SIMPUL_DATABASE_URL``, else the embedded server of ``SIMPUL_HOME``, started if it does not run."""
    settings = config.settings()
    return settings.database_url or _embedded(settings.home)


def _embedded(home: Path) -> str:
    server = embedded.start(home)
    if server.started:
        # Who started it stops it, but never under the feet of somebody who came later.
        atexit.register(_stop, home, os.getpid())
    return server.url


def _stop(home: Path, pid: int) -> None:
    if pid == os.getpid():
        embedded.stop_if_idle(home)


def address(url: str) -> URL:
    """``url`` parsed, always through psycopg. BadConfig if it is not a PostgreSQL address."""
    try:
        parsed = make_url(url)
    except Exception as error:
        raise errors.BadConfig("SIMPUL_DATABASE_URL is not a database address", hint=_EXAMPLE) from error
    if not parsed.drivername.startswith("postgresql"):
        raise errors.BadConfig(f"the database must be PostgreSQL, not {parsed.drivername}", hint=_EXAMPLE)
    return parsed.set(drivername="postgresql+psycopg")


_EXAMPLE = "postgresql+psycopg://user@host:5432/simpul"


def beside(url: str, name: str) -> str:
    """Address of the database ``name`` on the same server, made if missing (``airflow``, ``sandbox``)."""
    other = address(url).set(database=name).render_as_string(hide_password=False)
    create_database(other)
    return other


def create_database(url: str) -> bool:
    """Make the database ``url`` names if it is missing; True if it was made."""
    target = address(url)
    if _reachable(target):
        return False
    name = target.database or "simpul"
    maintenance = create_engine(
        target.set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    with maintenance.connect() as connection:
        # Two processes may ask at once; the lock makes the second see the first one's database.
        connection.execute(text("select pg_advisory_lock(hashtext('simpul.create_database'))"))
        if connection.execute(text("select 1 from pg_database where datname = :name"), {"name": name}).first():
            return False
        # The driver takes a bare percent sign for the place of a value.
        connection.exec_driver_sql(shaped("database_make", {"name": quoted(name)}).replace("%", "%%"))
    return True


def _reachable(target: URL) -> bool:
    try:
        asking = {"connect_timeout": 10}
        with create_engine(target, poolclass=NullPool, connect_args=asking, hide_parameters=True).connect():
            return True
    except Exception:
        # Why it failed shows when the maintenance database is asked next.
        return False
