"""The kinds of column the engine's tables are made of."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

#: Every engine table; :mod:`simpul.store.tables` and :mod:`simpul.store.settling` fill it.
metadata = MetaData(schema="simpul")

NOW = sql("clock_timestamp()")
#: What every row that was read has become.
_PARTS = ("applied", "unchanged", "superseded", "quarantined", "pending")
ADDS_UP = f"read = {' + '.join(_PARTS)}"


def ident() -> Column[int]:
    """The table's own number."""
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def text(name: str, *, null: bool = False, default: str | None = None) -> Column[str]:
    """Text, never CHAR(n)."""
    return Column(name, Text, nullable=null, server_default=default)


def time(name: str, *, null: bool = True) -> Column[object]:
    """A point in time; one that is always there begins as now, by the database's clock."""
    return Column(name, DateTime(timezone=True), nullable=null, server_default=None if null else NOW)


def count(name: str) -> Column[int]:
    """A number of rows or calls, from 0."""
    return Column(name, BigInteger, nullable=False, server_default="0")


def totals() -> list[Column[int]]:
    """The control totals of a run or page."""
    return [count(name) for name in (*_PARTS, "read", "quarantined_values")]


def number(name: str, *, default: int | None = None) -> Column[int]:
    """A small whole number."""
    return Column(name, Integer, nullable=False, server_default=None if default is None else str(default))


def ref(name: str, table: Table, *, null: bool = False) -> Column[int]:
    """A reference to a row of ``table``."""
    return Column(name, BigInteger, ForeignKey(table.c.id), nullable=null)


def json(name: str, *, default: str | None = None) -> Column[object]:
    """A JSON document."""
    return Column(name, JSONB, nullable=False, server_default=default)


def raw(name: str, *, null: bool = False) -> Column[bytes]:
    """Bytes."""
    return Column(name, LargeBinary, nullable=null)


def one_of(column: str, *values: str) -> CheckConstraint:
    """A column that knows these values only."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")
