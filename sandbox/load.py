"""Frames into the sandbox database: tables emptied, indexes off while COPY runs, indexes on again."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import psycopg
from psycopg import sql

from sandbox.serving import libpq

_CHUNK = 250_000
_SCHEMA = Path(__file__).with_name("schema.sql")


def prepare(url: str) -> None:
    """Make the database if it is missing, and the agencies' tables in it."""
    try:
        psycopg.connect(libpq(url)).close()
    except psycopg.OperationalError:
        _create_database(url)
    with psycopg.connect(libpq(url)) as conn:
        conn.execute(_SCHEMA.read_bytes())


def _create_database(url: str) -> None:
    place = psycopg.conninfo.conninfo_to_dict(libpq(url))
    name = str(place.pop("dbname", "sandbox"))
    with psycopg.connect(**{**place, "dbname": "postgres"}, autocommit=True) as conn:  # type: ignore[arg-type]
        if conn.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
            conn.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def empty(url: str) -> None:
    """Forget the city that was there, also what the agencies wrote down since."""
    with psycopg.connect(libpq(url)) as conn:
        found = conn.execute(
            "select schemaname, tablename from pg_tables"
            " where schemaname in ('siak', 'apsp', 'sp4', 'dukcapil', 'loket', 'kota')"
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(*row) for row in found)
        conn.execute(sql.SQL("truncate {} restart identity").format(names))


def fill(url: str, tables: dict[str, pl.DataFrame]) -> None:
    """COPY each frame into "schema.table"; moments without zone are Jakarta's."""
    with psycopg.connect(libpq(url)) as conn:
        conn.execute("set timezone to 'Asia/Jakarta'")
        conn.execute("set synchronous_commit to off")
        conn.execute("set maintenance_work_mem to '256MB'")
        for name, frame in tables.items():
            _fill_one(conn, name, frame)


def _fill_one(conn: psycopg.Connection, name: str, frame: pl.DataFrame) -> None:
    table = sql.Identifier(*name.split("."))
    rebuild = _drop_indexes(conn, name)
    columns = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    statement = sql.SQL("copy {} ({}) from stdin with (format csv)").format(table, columns)
    with conn.cursor().copy(statement) as copy:
        for start in range(0, frame.height, _CHUNK):
            copy.write(_csv(frame.slice(start, _CHUNK)))
    for command in rebuild:
        conn.execute(command.encode())
    conn.commit()


def _csv(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f")
    return buffer.getvalue()


def _drop_indexes(conn: psycopg.Connection, name: str) -> list[str]:
    """Take the table's keys and indexes away; return the commands that bring them back."""
    keys = conn.execute(
        "select conname, pg_get_constraintdef(oid) from pg_constraint"
        " where conrelid = %s::regclass and contype in ('p', 'u')",
        [name],
    ).fetchall()
    for key, _ in keys:
        conn.execute(
            sql.SQL("alter table {} drop constraint {}").format(sql.Identifier(*name.split(".")), sql.Identifier(key))
        )
    indexes = conn.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid = %s::regclass",
        [name],
    ).fetchall()
    for index, _ in indexes:
        conn.execute(f"drop index {index}".encode())
    return [f"alter table {name} add constraint {key} {what}" for key, what in keys] + [what for _, what in indexes]
