"""The named queries beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text

from simpul.core import errors

QUERIES = Path(__file__).parent / "queries"
HEADER = "-- name:"


@cache
def query(name: str) -> str:
    """The text of the query ``name`` (a ``-- name: x`` header in ``queries/*.sql``)."""
    try:
        return _queries()[name]
    except KeyError:
        raise errors.BadConfig(f"there is no query named {name}", file=str(QUERIES)) from None


@cache
def _queries() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted(QUERIES.glob("*.sql")):
        for block in file.read_text("utf-8").split(HEADER)[1:]:
            name, _, body = block.partition("\n")
            if name.strip() in found:
                raise errors.BadConfig(f"two queries are named {name.strip()}", file=file.name)
            found[name.strip()] = body.strip().rstrip(";")
    return found


def only(connection: Connection, name: str, **values: object) -> object:
    """First column of the first row of a named query; None when it returns no row."""
    return connection.execute(text(query(name)), values).scalar()
