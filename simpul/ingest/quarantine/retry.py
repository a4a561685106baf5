"""Try what is set aside again with the mapping as it is now: for real, or only to say what would happen."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl
from sqlalchemy import Connection, Engine, text

from simpul.config import settings
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.model import Feed, Page, Progress, RunTotals, ShowProgress
from simpul.ingest import decode, merge, stored_pages
from simpul.ingest.prefetch import Stored, grouped, settle_repeats
from simpul.mapping import mapping
from simpul.mapping.mapping import Mapped
from simpul.store import audit, lease, overrides, runs, scope
from simpul.store.lease import Lease
from simpul.store.queries import query
from simpul.store.runs import Place, RejectedValue

#: What one preview looks at, whichever is reached first.
PREVIEW_ENTRIES = 1000
PREVIEW_SECONDS = 8.0


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Which open entries of a feed are tried; nothing said: all of them."""

    rule: str | None = None
    entry_id: int | None = None

    @property
    def names(self) -> dict[str, object]:
        return {"rule": self.rule, "entry": self.entry_id}


ALL = Trial()


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What became of the entries that were tried again."""

    #: 0: there was nothing to try.
    run_id: int
    tried: int
    replayed: int
    overtaken: int
    still_open: int
    #: Pages whose bytes are past their retention and cannot be tried again.
    gone: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What trying again would do. Nothing was written for it."""

    #: Open entries, and how many of them were looked at.
    entries: int
    looked_at: int
    passing: int
    failing: int
    #: Entries whose page is past its retention.
    gone: int
    #: Rule → entries that would break it now.
    rules: Mapping[str, int]


def replay(
    engine: Engine,
    city: City,
    feed: Feed,
    *,
    actor: str,
    caller: str = "",
    progress: ShowProgress | None = None,
    trial: Trial = ALL,
) -> Replay:
    """Try open entries of ``feed`` again. A row keeps its page's place in the order: it never beats a newer one.

    Raises:
        AlreadyRunning: the feed is being pulled at this moment.
    """
    actor = acting.person(actor)
    settings.require_access(feed)
    engine, place = scope.whole(engine), Place(feed=feed.name)
    with lease.held(engine, feed.name, place.partition) as held, engine.connect() as connection:
        numbers = [int(number) for number in _open_pages(connection, feed, trial)]
        connection.rollback()
        if not numbers:
            return Replay(run_id=0, tried=0, replayed=0, overtaken=0, still_open=0, gone=0)
        with connection.begin():
            run_id = start(connection, feed, held, caller or f"replay:{actor}")
        totals, gone = RunTotals(), 0
        for number, page_id in enumerate(numbers, start=1):
            with connection.begin():
                added = again(connection, feed, held, run_id, page_id, trial)
            totals, gone = totals + (added or RunTotals()), gone + (added is None)
            if progress:
                progress(Progress(stage="replay", rows=number, total=len(numbers)))
        with connection.begin():
            return _ended(connection, feed, held, run_id, trial, Counts(read=totals.read, gone=gone, actor=actor))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a finished replay tells its audit line."""

    read: int
    gone: int
    actor: str


def start(connection: Connection, feed: Feed, held: Lease, caller: str) -> int:
    """A run of trying again."""
    revision = mapping.revision(feed)
    return runs.start_run(connection, Place(feed=feed.name), token=held.token, revision=revision, caller=caller)


def _ended(connection: Connection, feed: Feed, held: Lease, run_id: int, trial: Trial, told: Counts) -> Replay:
    lease.check(connection, held)
    runs.end_run(connection, run_id, "done", "")
    counts = connection.execute(text(query("quarantine_replayed")), {"run_id": run_id}).one()
    names = {"feed": feed.name, **trial.names}
    still = int(connection.execute(text(query("quarantine_count")), names).scalar_one())
    detail = {"run": run_id, "read": told.read, "replayed": counts.replayed, "by": told.actor}
    detail |= {name: value for name, value in trial.names.items() if value is not None}
    audit.write(connection, audit.chain_of_feed(feed.name), told.actor, "replay", detail)
    if trial != ALL:
        audit.write(connection, audit.chain_of_actor(told.actor), told.actor, "replay", {"feed": feed.name, **detail})
    return Replay(
        run_id=run_id,
        tried=counts.replayed + counts.overtaken + still,
        replayed=counts.replayed,
        overtaken=counts.overtaken,
        still_open=still,
        gone=told.gone,
    )


def _open_pages(connection: Connection, feed: Feed, trial: Trial) -> Sequence[int]:
    values = {"feed": feed.name, **trial.names}
    return connection.execute(text(query("quarantine_pages")), values).scalars().all()


def again(connection: Connection, feed: Feed, held: Lease, run_id: int, page_id: int, trial: Trial) -> RunTotals | None:
    """Decode and merge the set-aside rows of one stored page; None if its bytes are gone."""
    lease.check(connection, held)
    page = stored_pages.stored(connection, page_id)
    if page is None:
        return None
    names = {"feed": feed.name, "page_id": page_id, **trial.names}
    wanted = sorted(connection.execute(text(query("quarantine_rows")), names).scalars().all())
    stored = Stored(page=page, digest=b"", key_id="", sealed=b"", read=len(wanted))
    group = grouped(feed, (stored,), _mapped(connection, feed, page, wanted))
    found = merge.take_again(connection, feed, run_id, mapping.revision(feed), group, page_id, wanted)
    runs.add_totals(connection, run_id, found)
    return found


def _mapped(connection: Connection, feed: Feed, page: Page, wanted: Sequence[int]) -> Mapped:
    """The wanted rows of a page, by the mapping as it is now."""
    decoded = decode.decode(feed, page)
    mapped = mapping.apply(feed, [decoded], open_parents=runs.open_parents(connection, feed))
    kept = {name: getattr(mapped, name).filter(pl.col("row_no").is_in(wanted)) for name in ("frame", "rows", "values")}
    return replace(mapped, **kept)


def preview(engine: Engine, feed: Feed, trial: Trial = ALL) -> Preview:
    """What trying again would come to, from the first :data:`PREVIEW_ENTRIES` open entries. Writes nothing."""
    with scope.whole(engine).connect() as connection:
        names = {"feed": feed.name, **trial.names}
        entries = int(connection.execute(text(query("quarantine_count")), names).scalar_one())
        rows = connection.execute(text(query("quarantine_to_try")), {**names, "limit": PREVIEW_ENTRIES}).all()
        by_page: dict[int, list[tuple[int, str, str | None]]] = {}
        for row in rows:
            by_page.setdefault(row.page_id, []).append((row.row_no, row.field, row.record_key))
        found: Counter[str] = Counter()
        until = time.monotonic() + PREVIEW_SECONDS
        for page_id, tried in by_page.items():
            if time.monotonic() > until:
                break
            found.update(_foreseen(connection, feed, page_id, tried))
    gone, passing = found.pop(_GONE, 0), found.pop(_PASSING, 0)
    failing = found.total()
    looked_at = passing + failing + gone
    return Preview(entries=entries, looked_at=looked_at, passing=passing, failing=failing, gone=gone, rules=dict(found))


#: Beside the names of rules, which are never empty.
_GONE, _PASSING = " gone", ""


def _foreseen(
    connection: Connection, feed: Feed, page_id: int, tried: Sequence[tuple[int, str, str | None]]
) -> list[str]:
    """Per entry the rule it would break, or that it would pass, or that its page is gone."""
    page = stored_pages.stored(connection, page_id)
    if page is None:
        return [_GONE] * len(tried)
    mapped = _mapped(connection, feed, page, sorted({row_no for row_no, _, _ in tried}))
    whole = pl.concat([mapped.rows, settle_repeats(mapped.frame).clashes]).select("row_no", "rule")
    rows = dict(whole.iter_rows())
    values = {(row_no, field): (key, rule, raw) for row_no, field, key, rule, raw in
              mapped.values.select("row_no", "field", "key", "rule", "raw").iter_rows()}  # fmt: skip
    bad = [RejectedValue(page_id=page_id, row_no=row_no, key=key, field=field, rule=rule, raw=raw or "")
           for (row_no, field), (key, rule, raw) in values.items()]  # fmt: skip
    fixed = {(fix.item.row_no, fix.item.field) for fix in overrides.fixes(connection, feed, bad)}
    found = []
    for row_no, field, _ in tried:
        broken = values.get((row_no, field))
        good = broken is None or (row_no, field) in fixed
        found.append(rows.get(row_no) or (_PASSING if good or broken is None else broken[1]))
    return found
