"""Take one commit group in: merge its rows, keep its pages with their totals, set aside what broke a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl
from sqlalchemy import Connection

from simpul.core.model import Feed, RunTotals
from simpul.ingest.prefetch import Group, Sorted
from simpul.store import mirror, overrides, runs
from simpul.store.mirror import Merged, Origin
from simpul.store.overrides import Fix
from simpul.store.runs import RejectedValue, StoredPage

#: A version further ahead of its observation than this is a source's clock gone wrong; it must not move the watermark.
FUTURE = timedelta(days=1)
#: How a time is written as a version.
SORTABLE = "%Y-%m-%dT%H:%M:%S.%fZ"


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
    ids = runs.page_ids(connection, len(group.pages))
    bad, fixed = _judged(connection, feed, group, ids)
    merged = _merge(connection, feed, _origin(feed, run_id, revision, group, ids, known), group, fixed)
    pages = [
        StoredPage(
            id=ids[number], page=stored.page, digest=stored.digest, key_id=stored.key_id, sealed=stored.sealed,
            totals=_totals(merged, group.rows, bad, number, ids[number], stored.read),
        )
        for number, stored in enumerate(group.pages)
    ]  # fmt: skip
    runs.keep_pages(connection, run_id, feed, pages)
    runs.quarantine(connection, run_id, feed, bad)
    runs.overtake(connection, feed)
    totals = sum((kept.totals for kept in pages), RunTotals())
    return Taken(totals=totals, disturbed=merged.disturbed, newest=_newest(feed, group))


def take_again(
    connection: Connection, feed: Feed, run_id: int, revision: str, group: Group, page_id: int, rows: Sequence[int]
) -> RunTotals:
    """Take ``rows`` of a stored page in again, at the page's own place in the order; settles their quarantine."""
    bad, fixed = _judged(connection, feed, group, [page_id])
    merged = _merge(connection, feed, _origin(feed, run_id, revision, group, [page_id], True), group, fixed)
    runs.settle_replayed(connection, feed, run_id, page_id, rows, bad)
    runs.overtake(connection, feed)
    return _totals(merged, group.rows, bad, 0, page_id, group.pages[0].read)


def _origin(feed: Feed, run_id: int, revision: str, group: Group, ids: list[int], known: bool) -> Origin:
    return Origin(
        system=feed.system, entity=feed.entity, run_id=run_id, revision=revision, known=known,
        pages=tuple(ids), observed=tuple(stored.page.requested_at for stored in group.pages),
    )  # fmt: skip


def _judged(connection: Connection, feed: Feed, group: Group, ids: list[int]) -> tuple[list[RejectedValue], list[Fix]]:
    """What broke a rule, without the values a person corrected already; those apart."""
    bad = _bad(group, ids)
    fixed = overrides.fixes(connection, feed, bad)
    answered = {id(fix.item) for fix in fixed}
    return [item for item in bad if id(item) not in answered], fixed


def _merge(connection: Connection, feed: Feed, origin: Origin, group: Group, fixed: Sequence[Fix]) -> Merged:
    """A key may stand in several pages of a group; then the pages are merged one after another, in their order."""
    mirror.stage(connection, origin.entity, group.staged)
    overrides.put(connection, feed, {page_id: number for number, page_id in enumerate(origin.pages)}, fixed)
    frame = group.rows.frame
    pages = frame["page_no"].value_counts().sort("page_no")
    if not frame.select(pl.col("key").is_duplicated().any()).item():
        return mirror.merge(connection, origin, pages["page_no"].to_list(), frame.height)
    merged = Merged()
    for number, count in pages.iter_rows():
        merged = mirror.add(merged, mirror.merge(connection, origin, [number], count))
    return merged


def _bad(group: Group, ids: list[int]) -> list[RejectedValue]:
    # Of a row set aside whole, the mapping names the field to blame; here an empty field says "the row".
    whole = pl.concat([group.mapped.rows, group.rows.clashes]).with_columns(field=pl.lit(""))
    return [item for frame in (whole, group.mapped.values) for item in _each(frame, ids)]


def _each(frame: pl.DataFrame, ids: list[int]) -> Iterator[RejectedValue]:
    columns = ("page_no", "row_no", "key", "field", "rule", "raw")
    for page_no, row_no, key, field, rule, raw in frame.select(columns).iter_rows():
        yield RejectedValue(
            page_id=ids[page_no], row_no=row_no, key=key or None, field=field or "", rule=rule, raw=raw or ""
        )


def _totals(merged: Merged, rows: Sorted, bad: list[RejectedValue], number: int, page_id: int, read: int) -> RunTotals:
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


def _newest(feed: Feed, group: Group) -> str | None:
    if not feed.order.source:
        return None
    versions = group.rows.frame["version"]
    if feed.order.format != "number":
        latest = max(stored.page.requested_at for stored in group.pages) + FUTURE
        versions = versions.filter(versions <= _sortable(latest))
    found = versions.max()
    return str(found) if found is not None else None


def _sortable(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(SORTABLE)
