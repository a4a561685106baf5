"""Two systems that tests change by hand: tables that digest themselves, and a listing that only lists."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from simpul.config import settings as config
from simpul.config.settings import City
from simpul.core import clock
from simpul.core.model import Check, Effect, Feed, Page, ReadRequest, Receipt, Write
from simpul.ingest.pull import pull
from simpul.ingest.reconcile import SweepResult, sweep
from simpul.testing.mirrors import empty

TABLES = """
drop schema if exists luar cascade;
create schema luar;
create table luar.t_warga (
    nik text primary key, nama text, lahir text, alamat text, hapus text default '0',
    diubah timestamptz default '2026-11-01T00:00Z'
);
create view luar.warga as
    select *, to_char(diubah at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as diubah_teks from luar.t_warga;
create table luar.t_akun (
    id text primary key, nik text, nama text, lahir text, diubah timestamptz default '2026-11-01T00:00Z'
);
create view luar.akun as
    select *, to_char(diubah at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as diubah_teks from luar.t_akun;
"""


def nik(number: int) -> str:
    """A NIK that could be somebody's."""
    return f"127109101090{number:04d}"


@dataclass(frozen=True, kw_only=True)
class Hub:
    """The hub with the two systems."""

    engine: Engine
    city: City

    def feed(self, name: str = "luar.warga") -> Feed:
        return self.city.feeds[name]

    def people(self, count: int) -> None:
        """Residents 1 … ``count`` in the outside table."""
        self.run(
            "insert into luar.warga (nik, nama, lahir, alamat) select '127109101090' || lpad(n::text, 4, '0'),"
            " 'WARGA ' || n, '1990-10-10', 'JL. GARU ' || n from generate_series(1, :count) as n",
            count=count,
        )

    def settled(self, count: int) -> None:
        """That many residents outside, all of them pulled."""
        self.people(count)
        self.pull()

    def pull(self, name: str = "luar.warga", **options: Any) -> Any:
        return pull(self.engine, self.city, self.feed(name), **options)

    def sweep(self, name: str = "luar.warga", **options: Any) -> SweepResult:
        return sweep(self.engine, self.city, self.feed(name), **options)

    def signs(self, run_id: int) -> set[tuple[str, str]]:
        """(sign, key) of every finding."""
        return set(self.rows("select sign, key from simpul.sweep_row where run_id = :run", run=run_id))

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Rows of a query: tuples, or values where it has one column."""
        with self.engine.connect() as connection:
            found = connection.execute(text(statement), values).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    def run(self, statement: str, **values: Any) -> None:
        """Run a statement."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)


@dataclass
class Listing:
    """An adapter that lists the rows a test gives it, and knows each by its key."""

    rows: list[dict[str, Any]]
    #: What it announces on each page; empty: the true number.
    totals: Sequence[int | None] = ()
    size: int = 10
    key: str = "nik"
    #: Rows it leaves out of its listing although it has them.
    hidden: set[str] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        listed = [row for row in self.rows if row[self.key] not in self.hidden]
        pages = [listed[first : first + self.size] for first in range(0, len(listed), self.size)] or [[]]
        for number, rows in enumerate(pages, start=1):
            told = self.totals[(number - 1) % len(self.totals)] if self.totals else len(self.rows)
            yield _page(rows, number, str(number) if number < len(pages) else None, told)

    def fetch(self, feed: Feed, key: str) -> Page | None:
        self.fetched.append(key)
        found = [row for row in self.rows if row[self.key] == key]
        return _page(found, 1, None, None) if found else None

    def write(self, write: Write, effect: Effect) -> Receipt:
        raise NotImplementedError

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        return None

    def check(self) -> list[Check]:
        return []

    def close(self) -> None:
        pass


def _page(rows: Sequence[Mapping[str, Any]], number: int, cursor: str | None, told: int | None) -> Page:
    body = json.dumps({"data": rows}).encode()
    return Page(number=number, body=body, requested_at=clock.now(), cursor=cursor, announced=told)


def listed(count: int, **more: Any) -> list[dict[str, Any]]:
    """Residents 1 … ``count`` as the listing shows them."""
    usual = {"alamat": "JL. GARU", "diubah": "2026-11-01T00:00:00Z"}
    return [{"nik": nik(n), "nama": f"WARGA {n}", **usual, **more} for n in range(1, count + 1)]


@pytest.fixture
def hub(engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """A hub that knows the two systems and nothing else yet."""
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))
    monkeypatch.setenv("SIMPUL_LUAR_URL", database_url)
    monkeypatch.setenv("SIMPUL_DAFTAR_URL", "http://127.0.0.1:9")
    made = Hub(engine=engine, city=config.load([Path(__file__).parent / "mappings"]))
    with engine.begin() as connection:
        empty(connection)
        connection.exec_driver_sql(TABLES)
    return made


MARIADB = os.environ.get("SIMPUL_TEST_MARIADB_URL", "mysql+pymysql://root@127.0.0.1:3306")
_left_out: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a MariaDB server its tests are left out of the run, and the summary says so."""
    wanting = [item for item in items if "mariadb" in getattr(item, "fixturenames", ())]
    if wanting and not _answers():
        _left_out.extend(item.nodeid for item in wanting)
        config.hook.pytest_deselected(items=wanting)
        items[:] = [item for item in items if item not in wanting]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was not tried."""
    if _left_out:
        said = "left out, no MariaDB server answers (SIMPUL_TEST_MARIADB_URL)"
        terminalreporter.write_line(f"{len(_left_out)} tests {said}: " + ", ".join(_left_out))


def _answers() -> bool:
    engine = create_engine(MARIADB, poolclass=NullPool, connect_args={"connect_timeout": 2})
    try:
        with engine.connect():
            return True
    except DBAPIError:
        return False


@pytest.fixture(scope="module")
def mariadb() -> Iterator[str]:
    """Address of an empty database on the MariaDB server."""
    name = f"simpul_test_{uuid.uuid4().hex[:12]}"
    engine = create_engine(MARIADB, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name} character set utf8mb4"))
    yield make_url(MARIADB).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"drop database {name}"))
