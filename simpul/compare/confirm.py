"""Whether what was accepted is there: the next pull of the target shows it, or the effect failed.

Only fields equal to what was sent count as caused by it; everything else a pull brings is an ordinary change.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, text

from simpul.config import schemas
from simpul.config.settings import City
from simpul.core.model import Feed
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import comparators

#: Officer's words for an effect that was accepted and then not found.
NOT_STUCK = "tidak menempel"


def verify(conn: Connection, city: City, run: int) -> Mapping[str, int]:
    """Settle every accepted state effect whose target was pulled since; counts by new state. The caller commits."""
    targets = {feed for subject in city.policy.subjects.values() for feed in subject.refresh}
    settled = {"verified": 0, "failed": 0}
    for name in sorted(targets):
        for row in _judged(conn, city.feeds[name]).iter_rows(named=True):
            state = "failed" if row["missing"] else "verified"
            settled[state] += _settle(conn, row["id"], state, row["missing"], run)
    return settled


def _judged(conn: Connection, feed: Feed) -> pl.DataFrame:
    """id, missing (names of fields the target does not show); effects with a field out of sight wait."""
    rows = conn.execute(
        text(shaped("compare_shown", {"entity": feed.entity})), {"feed": feed.name, "system": feed.system}
    )
    schema = {"id": pl.Int64, "field": pl.String, "wanted": pl.String, "shown": pl.String, "out_of_sight": pl.Boolean}
    frame = pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
    equal = pl.lit(False)
    for column in schemas.columns(feed.entity):
        same = comparators.equal(comparators.as_written(column.comparator), pl.col("wanted"), pl.col("shown"))
        equal = pl.when(pl.col("field") == column.name).then(same).otherwise(equal)
    judged = frame.with_columns(equal=equal).group_by("id", maintain_order=True)
    return (
        judged.agg(
            pl.col("field").filter(~pl.col("equal")).str.join(", ").alias("missing"),
            pl.col("out_of_sight").any(),
        )
        .filter(~pl.col("out_of_sight"))
        .select("id", "missing")
    )


def _settle(conn: Connection, effect: int, state: str, missing: str, run: int) -> int:
    reason = f"{NOT_STUCK}: {missing}" if missing else ""
    row = conn.execute(text(query("compare_settle")), {"id": effect, "state": state, "reason": reason}).one_or_none()
    if row is None:
        return 0
    # The comparison that follows writes base and case: both from what the mirrors show, never from what was sent.
    marked = {"subject_kind": row.subject_kind, "subject_key": row.subject_key, "reason": state, "run": run}
    conn.execute(text(query("dirty_add")), marked)
    return 1
