"""Frames out of and into PostgreSQL by COPY: no row of them ever becomes a Python object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from psycopg import Connection as Driver
from sqlalchemy import Connection

from simpul.store.identifiers import listed, shaped


def read(conn: Connection, statement: str, columns: Sequence[str], values: Mapping[str, Any]) -> pl.DataFrame:
    """Answer of a select (``%(name)s`` placeholders) as String columns; null and the empty text stay apart."""
    buffer = bytearray()
    with _driver(conn).cursor() as cursor, cursor.copy(f"copy ({statement}) to stdout (format csv)", values) as copy:
        for block in copy:
            buffer += block
    schema = dict.fromkeys(columns, pl.String)
    if not buffer:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(bytes(buffer), has_header=False, schema=schema, truncate_ragged_lines=False)


def write(conn: Connection, table: str, frame: pl.DataFrame) -> None:
    """Append a frame to a (temporary) table with the frame's column names."""
    if frame.is_empty():
        return
    # Quoting every text keeps the empty text apart from null, which stands unquoted.
    text = frame.write_csv(None, include_header=False, quote_style="non_numeric")
    with (
        _driver(conn).cursor() as cursor,
        cursor.copy(shaped("copy_in", {"table": table, "columns": listed(frame.columns)})) as copy,
    ):
        copy.write(text)


def _driver(conn: Connection) -> Driver[Any]:
    driver = conn.connection.driver_connection
    assert isinstance(driver, Driver)
    return driver
