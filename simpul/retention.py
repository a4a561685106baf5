"""Keep no longer than allowed: page bytes and raw values past their feed's retention are removed, and that is noted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, text

from simpul import audit
from simpul.config import City
from simpul.store.db import query

BATCH = 1000
CHAIN = "retensi"


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What was removed."""

    bodies: int
    values: int


def sweep(engine: Engine, city: City) -> Swept:
    """Remove what is past its retention, in small transactions; what was removed is counted in an audit line."""
    bodies = _repeat(engine, "retention_bodies", {})
    values = sum(
        _repeat(engine, "retention_quarantine", {"feed": feed.name, "retention": feed.retention})
        for feed in city.feeds.values()
    )
    if bodies or values:
        with engine.begin() as connection:
            audit.write(connection, CHAIN, "mesin", "retention", {"bodies": bodies, "values": values})
    return Swept(bodies=bodies, values=values)


def _repeat(engine: Engine, name: str, values: dict[str, object]) -> int:
    removed = 0
    while True:
        with engine.begin() as connection:
            count = connection.execute(text(query(name)), {**values, "batch": BATCH}).rowcount
        removed += count
        if count < BATCH:
            return removed
