"""Take one commit group in: merge its rows, keep its pages with their totals, set aside what broke a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl
from sqlalchemy import Connection

from simpul.model import Feed, RunTotals
from simpul.reading import Group, Sorted, settle_repeats
from simpul.store import inbox, mirror
from simpul.store.inbox import Bad, Kept
from simpul.store.mirror import Merged, Origin

#: A version further ahead of its observation than this is a source's clock gone wrong; it must not move the watermark.
FUTURE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a group."""

    totals: RunTotals
    #: Rows of the mirror that were changed or removed.
    disturbed: int
    #: Highest version seen; None without versions.
    newest: str | None


def take(connection: Connection, feed: Feed, run_id: int, revision: str, group: Group, *, known: bool) -> Taken:
    """Take ``group`` in, in the caller's transaction. ``known``: see :class:`simpul.store.mirror.Origin`."""
    ids = inbox.page_ids(connection, len(group.pages))
    rows = settle_repeats(group.mapped.frame)
    origin = Origin(system=feed.system, entity=feed.entity, run_id=run_id, revision=revision, known=known)
    merged = _merge(connection, origin, _placed(rows.frame, group, ids))
    bad = _bad(group, rows, ids)
    pages = [
        Kept(
            id=ids[number], page=stored.page, digest=stored.digest, key_id=stored.key_id, sealed=stored.sealed,
            totals=_totals(merged, rows, bad, number, ids[number], stored.read),
        )
        for number, stored in enumerate(group.pages)
    ]  # fmt: skip
    inbox.keep_pages(connection, run_id, feed, pages)
    inbox.quarantine(connection, run_id, feed, bad)
    inbox.overtake(connection, feed)
    totals = sum((kept.totals for kept in pages), RunTotals())
    return Taken(totals=totals, disturbed=merged.disturbed, newest=_newest(feed, rows.frame, group))


def take_again(connection: Connection, feed: Feed, run_id: int, revision: str, group: Group, page_id: int) -> RunTotals:
    """Take rows of a stored page in again, at the page's own place in the order; settles their quarantine."""
    rows = settle_repeats(group.mapped.frame)
    origin = Origin(system=feed.system, entity=feed.entity, run_id=run_id, revision=revision, known=True)
    merged = _merge(connection, origin, _placed(rows.frame, group, [page_id]))
    bad = _bad(group, rows, [page_id])
    inbox.settle_replayed(connection, feed, run_id, page_id, bad)
    inbox.overtake(connection, feed)
    return _totals(merged, rows, bad, 0, page_id, group.pages[0].read)


def _placed(frame: pl.DataFrame, group: Group, ids: list[int]) -> pl.DataFrame:
    """``frame`` with the number and the observation time of each row's page."""
    observed = [stored.page.requested_at.astimezone(UTC) for stored in group.pages]
    places = pl.DataFrame(
        {"page_id": ids, "observed_at": observed},
        schema={"page_id": pl.Int64, "observed_at": pl.Datetime("us", "UTC")},
    )
    at = frame["page_no"]
    return frame.with_columns(places["page_id"].gather(at), places["observed_at"].gather(at))


def _merge(connection: Connection, origin: Origin, frame: pl.DataFrame) -> Merged:
    """A key may stand in several pages of a group; then the pages are merged one after another, in their order."""
    mirror.stage(connection, origin.entity, mirror.staged(frame, origin.entity))
    pages = frame["page_id"].value_counts().sort("page_id")
    if not frame.select(pl.col("key").is_duplicated().any()).item():
        return mirror.merge(connection, origin, pages["page_id"].to_list(), frame.height)
    merged = Merged()
    for page_id, count in pages.iter_rows():
        merged = mirror.add(merged, mirror.merge(connection, origin, [page_id], count))
    return merged


def _bad(group: Group, rows: Sorted, ids: list[int]) -> list[Bad]:
    # Of a row set aside whole, the mapping names the field to blame; here an empty field says "the row".
    whole = pl.concat([group.mapped.rows, rows.clashes]).with_columns(field=pl.lit(""))
    return [item for frame in (whole, group.mapped.values) for item in _each(frame, ids)]


def _each(frame: pl.DataFrame, ids: list[int]) -> Iterator[Bad]:
    columns = ("page_no", "row_no", "key", "field", "rule", "raw")
    for page_no, row_no, key, field, rule, raw in frame.select(columns).iter_rows():
        yield Bad(page_id=ids[page_no], row_no=row_no, key=key or None, field=field or "", rule=rule, raw=raw or "")


def _totals(merged: Merged, rows: Sorted, bad: list[Bad], number: int, page_id: int, read: int) -> RunTotals:
    counts: Mapping[str, int] = Counter({outcome: merged.rows.get((page_id, outcome), 0) for outcome in _OUTCOMES})
    set_aside = {item.row_no for item in bad if item.page_id == page_id and not item.field}
    return RunTotals(
        read=read,
        applied=counts["applied"],
        unchanged=counts["unchanged"] + rows.repeats.get(number, 0),
        superseded=counts["superseded"],
        quarantined=len(set_aside),
        quarantined_values=sum(1 for item in bad if item.page_id == page_id and item.field),
    )


_OUTCOMES = ("applied", "unchanged", "superseded")


def _newest(feed: Feed, frame: pl.DataFrame, group: Group) -> str | None:
    if not feed.order.source:
        return None
    versions = frame["version"]
    if feed.order.format != "number":
        latest = max(stored.page.requested_at for stored in group.pages) + FUTURE
        versions = versions.filter(versions <= _sortable(latest))
    found = versions.max()
    return str(found) if found is not None else None


def _sortable(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
