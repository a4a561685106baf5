"""Typed tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from simpul.config.schemas import ColumnSpec
from simpul.core.errors import BadConfig
from simpul.store import typed_tables


def _column(name: str, sql_type: str = "text", check: str = "") -> ColumnSpec:
    return ColumnSpec(
        name=name, sql_type=sql_type, check=check, privacy="P1", comparator="exact", judul=name, label=name
    )


WARGA = (_column("nik", check="nik ~ '^[0-9]{16}$'"), _column("lahir", "date"), _column("waktu", "timestamptz"))


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection with the entity ``warga``, rolled back afterwards."""
    with engine.connect() as connection:
        typed_tables.settle(connection, "warga", WARGA)
        yield connection
        connection.rollback()


def _insert(connection: Connection, nik: str) -> None:
    connection.execute(
        text(
            "insert into mirror.warga"
            " (system, key, nik, observed_at, mapping_revision, page_id, row_no, run_id, digest)"
            " values ('siak', :nik, :nik, now(), 'r', 1, 1, 1, '')"
        ),
        {"nik": nik},
    )


def test_settled_twice_is_settled(connection: Connection) -> None:
    """Nothing to do is nothing done."""
    assert typed_tables.settle(connection, "warga", WARGA) == []


def test_a_new_field_is_added(connection: Connection) -> None:
    """A field added to a schema becomes a column of mirror and history, and says so."""
    done = typed_tables.settle(connection, "warga", (*WARGA, _column("rt", check="rt ~ '^[0-9]{3}$'")))
    assert done == ["mirror.warga: kolom rt ditambahkan (column added)"]
    connection.execute(text("select rt from mirror.warga union all select rt from history.warga"))


def test_a_check_is_widened(connection: Connection) -> None:
    """A check is replaced when every stored value passes it."""
    _insert(connection, "1271090101900001")
    wider = (_column("nik", check="nik ~ '^[0-9]{15,16}$'"), *WARGA[1:])
    assert typed_tables.settle(connection, "warga", wider) == ["mirror.warga: pemeriksaan nik diganti (check replaced)"]
    assert typed_tables.settle(connection, "warga", wider) == []


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (WARGA[:2], "waktu left the schema.*drop column waktu"),
        ((WARGA[0], _column("lahir"), WARGA[2]), "lahir is text in the schema and date"),
        ((_column("nik", check="nik ~ '^9'"), *WARGA[1:]), "nik break its new check.*mirror.warga where not"),
    ],
)
def test_what_could_lose_data_is_refused(connection: Connection, columns: tuple[ColumnSpec, ...], words: str) -> None:
    """A removed field, a changed type or a check that stored values break changes nothing and says what to do."""
    _insert(connection, "1271090101900001")
    with pytest.raises(BadConfig, match=words):
        typed_tables.settle(connection, "warga", columns)
    assert connection.execute(text("select nik from mirror.warga")).scalars().all() == ["1271090101900001"]
