"""One recipe in three places: a row's digest is the same in PostgreSQL, in MariaDB and in the mirror."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from adapters.sql import Sql
from simpul.config import settings as config
from simpul.core.errors import Retry
from simpul.core.model import Feed, KeyGroup, ReadRequest, Span, System
from simpul.core.ports import Digests, unguarded
from simpul.ingest import decode
from simpul.ingest.reconcile.digests import after, merged, prefix_width, span_of
from simpul.mapping import mapping
from simpul.testing.faultserver import Fault, Wire
from tests.adapters import subjects
from tests.ingest.sweep.conftest import nik

#: Whatever a text column may hold: the null's own spelling, its separator, blanks, other scripts, nothing.
TEXTS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "\\N", "\\\\N", "\x1f", "a\x1f", "'", '"', "%s", ":a", "NULL", "é", "e\u0301", "𝒳🙂", "Ñ  "]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
)
ROWS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=30)
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def feed() -> Feed:
    """The residents of the test system."""
    return config.load([Path(__file__).parent / "mappings"]).feeds["luar.warga"]


def system(address: str) -> System:
    """The outside database as a system."""
    return System(
        name="luar", title="Uji", adapter="sql", address=address,
        plain_http={"reason": "uji", "approver": "uji", "until": "2099-12-31"},
    )  # fmt: skip


@contextmanager
def place(address: str, table: str) -> Iterator[tuple[Any, Sql]]:
    """A connection that may write and an adapter that may not, on an empty table."""
    engine = create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    adapter = Sql(system(address), guard=unguarded, secrets=lambda secret: "")
    with engine.connect() as connection:
        connection.execute(text(f"drop table if exists {table}"))
        connection.execute(
            text(
                f"create table {table} (nik varchar(40) primary key, nama text, lahir varchar(40), alamat text,"
                " hapus text, diubah timestamp, diubah_teks varchar(40) default '2026-11-01T00:00:00Z')"
            )
        )
        yield connection, adapter
    adapter.close()
    engine.dispose()


def put(connection: Any, table: str, rows: Sequence[tuple[str | None, str | None]]) -> None:
    """Rows with these two texts, and no others."""
    connection.execute(text(f"delete from {table}"))
    values = [{"nik": nik(n), "nama": one, "alamat": other} for n, (one, other) in enumerate(rows, 1)]
    statement = f"insert into {table} (nik, nama, alamat, diubah) values (:nik, :nama, :alamat, '2026-11-01 00:00:00')"
    connection.execute(text(statement), values)


def told(adapter: Digests, feed: Feed, spans: Sequence[Span] = ()) -> dict[str, str]:
    """Key → digest, as the server says."""
    lines = adapter.digests(feed, mapping.digest_columns(feed), spans).decode().splitlines()
    assert all(",\\x" in line for line in lines)
    return dict(line.split(",\\x", 1) for line in lines)


def ours(adapter: Sql, feed: Feed) -> dict[str, str]:
    """Key → digest, as a pull would store it."""
    pages = [decode.decode(feed, page) for page in adapter.read(feed, ReadRequest())]
    frame = mapping.apply(feed, pages).frame
    return dict(frame.select("key", pl.col("digest").bin.encode("hex")).iter_rows())


def check(connection: Any, adapter: Sql, feed: Feed, table: str, rows: Sequence[Any]) -> None:
    put(connection, table, rows)
    stored = ours(adapter, feed)
    assert len(stored) == len(rows)
    assert told(adapter, feed) == stored
    (group,) = adapter.digest(feed, mapping.digest_columns(feed), 6)
    total = sum(int(digest[:15], 16) for digest in stored.values())
    assert group == KeyGroup(prefix="127109", rows=len(rows), total=total)


def aimed(feed: Feed, table: str) -> Feed:
    """The feed, reading another table."""
    read: Mapping[str, Any] = {**feed.read, "table": table}
    return type(feed)(**{**vars(feed), "read": read})


def test_postgresql_makes_the_mirrors_digest(database_url: str, feed: Feed) -> None:
    """Any texts, null and empty apart: the server's digest is the stored one, row by row and summed."""
    with place(database_url, "digest_warga") as (connection, adapter):
        wanted = aimed(feed, "public.digest_warga")

        @FEW
        @given(rows=ROWS)
        def law(rows: Sequence[tuple[str | None, str | None]]) -> None:
            check(connection, adapter, wanted, "digest_warga", rows)

        law()


def test_mariadb_makes_the_mirrors_digest(mariadb: str, feed: Feed) -> None:
    """The same texts in MariaDB, read through the same adapter: the same digests."""
    with place(mariadb, "digest_warga") as (connection, adapter):
        wanted = aimed(feed, f"{make_url(mariadb).database}.digest_warga")

        @FEW
        @given(rows=ROWS)
        def law(rows: Sequence[tuple[str | None, str | None]]) -> None:
            check(connection, adapter, wanted, "digest_warga", rows)

        law()


def test_mariadb_is_read_like_postgresql(mariadb: str, feed: Feed) -> None:
    """Chunks, one record, several records, spans of keys, and what is newer, from MariaDB."""
    with place(mariadb, "baca") as (connection, adapter):
        wanted = aimed(feed, f"{make_url(mariadb).database}.baca")
        wanted = type(wanted)(**{**vars(wanted), "read": {**wanted.read, "size": 5}})
        put(connection, "baca", [("WARGA", "JL.")] * 23)
        assert len(ours(adapter, wanted)) == 23
        page = adapter.fetch(wanted, nik(7))
        assert page is not None
        assert decode.decode(wanted, page).frame["nik"].to_list() == [nik(7)]
        assert adapter.fetch(wanted, "'; drop table baca; --") is None
        several = [decode.decode(wanted, page) for page in adapter.records(wanted, [nik(3), nik(9), nik(99)])]
        assert sorted(key for one in several for key in one.frame["nik"]) == [nik(3), nik(9)]
        span = Span(low=nik(5), high=nik(9))
        assert set(told(adapter, wanted, [span])) == {nik(n) for n in range(5, 9)}
        assert all(line.ok for line in adapter.check()), adapter.check()


def test_mariadb_cannot_be_written(mariadb: str, feed: Feed) -> None:
    """The session is read-only, whatever the role may do."""
    with place(mariadb, "tulis") as (_, adapter), pytest.raises(Exception, match="tulis|read|luar"):
        adapter._rows("insert into tulis (nik) values ('x')", {}, 2.0)


def test_a_wire_cut_while_digests_stream_is_told(database_url: str, feed: Feed) -> None:
    """A connection that breaks in the middle of the answer raises an error of ours, not half an answer."""
    with place(database_url, "putus") as (connection, _):
        put(connection, "putus", [("WARGA", "JL.")] * 400)
        with Wire(subjects.place(database_url)) as wire:
            adapter = Sql(system(subjects.through(database_url, wire.port)), guard=unguarded, secrets=lambda s: "")
            wire.set(Fault(kind="reset", after=6000))
            with pytest.raises(Retry):
                told(adapter, aimed(feed, "public.putus"))
            adapter.close()


@given(keys=st.lists(st.text("0129ABZaz-", min_size=1, max_size=6), min_size=1, max_size=20), width=st.integers(1, 4))
def test_a_span_holds_all_that_begin_alike(keys: list[str], width: int) -> None:
    """Every key that begins with a prefix lies in the prefix's span, joined with its neighbours or not."""
    prefixes = sorted({key[:width] for key in keys})
    spans = merged([span_of(prefix) for prefix in prefixes])
    for key in keys:
        low, high = key[:width], after(key[:width])
        assert low <= key
        assert high is None or key < high
        assert any((span.low or "") <= key and (span.high is None or key < span.high) for span in spans)


def test_ranges_are_of_a_useful_size() -> None:
    """However keys are made, their prefixes cut them into ranges of a few hundred rows."""
    numbers = pl.Series([f"P-{n:07d}" for n in range(0, 100_000, 13)])
    width = prefix_width(numbers, 100_000)
    assert 50 <= 100_000 / len({f"P-{n:07d}"[:width] for n in range(100_000)}) <= 1000
    assert prefix_width(pl.Series([], dtype=pl.String), 0) == 1
