"""Values people put in the place of bad ones: each holds for as long as the source sends that bad value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from simpul.config import schemas
from simpul.core.model import Feed
from simpul.store import encryption
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.store.runs import RejectedValue


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A bad value of a row that is about to be merged, and what it shall be."""

    settlement_id: int
    item: RejectedValue
    value: str


def digest(raw: str) -> bytes:
    """By which a bad value is known again; tells nothing about it."""
    return encryption.keyed(raw.encode("utf-8", "surrogatepass"), "quarantine")


def context(feed: str, record_key: str, field: str) -> str:
    """What a corrected value is sealed for."""
    return f"correction|{feed}|{record_key}|{field}"


def fixes(connection: Connection, feed: Feed, bad: Sequence[RejectedValue]) -> list[Fix]:
    """Those of ``bad`` that a correction in force answers."""
    values = [item for item in bad if item.field and item.key]
    keys = sorted({str(item.key) for item in values})
    if not keys:
        return []
    rows = connection.execute(text(query("standing_fixes")), {"feed": feed.name, "keys": keys}).all()
    known = {(row.record_key, row.field, row.raw_digest): row for row in rows}
    found = []
    for item in values if known else ():
        row = known.get((str(item.key), item.field, digest(item.raw)))
        if row is not None:
            value = encryption.unseal(row.key_id, row.sealed, context(feed.name, row.record_key, row.field))
            found.append(Fix(settlement_id=row.id, item=item, value=value.decode()))
    return found


def put(connection: Connection, feed: Feed, page_no: dict[int, int], found: Sequence[Fix]) -> None:
    """Write the values into the staged rows. ``page_no``: id of a page → its number among those staged."""
    kinds = {spec.name: spec.sql_type for spec in schemas.columns(feed.entity)}
    for fix in found:
        parts = {"entity": feed.entity, "field": fix.item.field, "type": kinds[fix.item.field]}
        values = {"page_no": page_no[fix.item.page_id], "row_no": fix.item.row_no, "field": fix.item.field}
        statement = shaped("standing_put", parts)
        connection.execute(text(statement), {**values, "value": fix.value})
