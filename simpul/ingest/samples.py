"""What the rows merged a moment ago change, field by field, masked: for a held run and for a dry run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.config import schemas
from simpul.config.schemas import ColumnSpec
from simpul.core.model import NOTHING, Feed
from simpul.store.identifiers import shaped
from simpul.values import mask

#: Changed rows that are looked at, and differences that are shown.
LOOKED, SHOWN = 500, 20
#: Values of these privacy classes may be shown as they are.
_OPEN = ("P0", "P1")


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Some of what a merge changes."""

    #: One for each changed field: key, field, before, after; masked.
    told: tuple[dict[str, str], ...] = ()
    #: Field → how many of the changed rows looked at change it.
    fields: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    #: Changed rows that were looked at.
    rows: int = 0


def changes(connection: Connection, feed: Feed, run_id: int) -> Changes:
    """What the staged rows changed in the mirror, in the transaction that merged them and has not ended."""
    statement = text(shaped("steer_changes", {"entity": feed.entity}))
    rows = connection.execute(statement, {"system": feed.system, "run_id": run_id, "limit": LOOKED}).all()
    columns = {column.name: column for column in schemas.columns(feed.entity)}
    counts: Counter[str] = Counter()
    told: list[dict[str, str]] = []
    for row in rows:
        found = _differences(row, columns)
        counts.update(one["field"] for one in found)
        told += found if len(told) < SHOWN else []
    return Changes(told=tuple(told[:SHOWN]), fields=dict(counts.most_common()), rows=len(rows))


def _differences(row: Row[Any], columns: Mapping[str, ColumnSpec]) -> list[dict[str, str]]:
    found = [
        {"key": mask.value(row.key), "field": name, "before": _shown(row.before, one), "after": _shown(row.after, one)}
        for name, one in columns.items()
        if row.before[name] != row.after[name]
    ]
    if row.removed:
        found.append({"key": mask.value(row.key), "field": "", "before": "", "after": ""})
    return found


def _shown(values: Mapping[str, Any], column: ColumnSpec) -> str:
    value = values[column.name]
    if value is None:
        return ""
    said = str(value).lower() if isinstance(value, bool) else str(value)
    return mask.scrub(said) if column.privacy in _OPEN else mask.value(said)
