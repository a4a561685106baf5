"""What broke a rule: list it, show it, and try it again with the mapping as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, Engine, Row, text

from simpul import audit, config, decode, intake, mapping
from simpul.config import City
from simpul.errors import BadConfig
from simpul.model import Feed, Page, Progress, RunTotals, ShowProgress
from simpul.reading import Stored, grouped, page_context
from simpul.store import inbox, lease, seal
from simpul.store.db import query
from simpul.store.inbox import Bad, Place


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One value or row set aside."""

    id: int
    feed: str
    record_key: str | None
    #: Empty: the whole row.
    field: str
    rule: str
    masked: str
    state: str
    opened_at: datetime
    row_no: int
    page_id: int
    run_id: int
    settled_at: datetime | None
    settled_by: str | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An entry with what stood in the source; reading it is noted in the reader's own chain."""

    entry: Entry
    raw: str


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


def listing(
    connection: Connection, *, feed: str | None = None, rule: str | None = None, state: str = "open", limit: int = 100
) -> list[Entry]:
    """Entries, newest first; masked values only."""
    values = {"feed": feed, "rule": rule, "state": state, "limit": limit}
    return [_entry(row) for row in connection.execute(text(query("quarantine_listing")), values)]


def show(connection: Connection, entry_id: int, *, actor: str, purpose: str) -> Shown:
    """The raw value of an entry. Needs a named reader and a purpose, which are written to the reader's chain."""
    if not actor.strip() or not purpose.strip():
        raise BadConfig("a raw value is shown to a named reader for a purpose", hint="give both")
    row = connection.execute(text(query("quarantine_one")), {"id": entry_id}).one_or_none()
    if row is None:
        raise BadConfig(f"there is no quarantine entry {entry_id}", hint="see the list")
    if row.sealed is None:
        raise BadConfig(f"the raw value of entry {entry_id} is past its retention")
    item = Bad(page_id=row.page_id, row_no=row.row_no, key=row.record_key, field=row.field, rule=row.rule, raw="")
    raw = seal.unseal(row.key_id, row.sealed, inbox.quarantine_context(row.feed, item))
    detail = {"quarantine": entry_id, "field": row.field, "purpose": purpose}
    audit.write(connection, audit.chain_of_actor(actor), actor, "reveal", detail)
    return Shown(entry=_entry(row), raw=raw.decode("utf-8", "surrogatepass"))


def replay(
    engine: Engine, city: City, feed: Feed, *, actor: str, caller: str = "", progress: ShowProgress | None = None
) -> Replay:
    """Try every open entry of ``feed`` again. A row keeps its page's place in the order: it never beats a newer one.

    Raises:
        AlreadyRunning: the feed is being pulled at this moment.
    """
    config.require_access(feed)
    place = Place(feed=feed.name)
    with lease.held(engine, feed.name, place.partition) as held, engine.connect() as connection:
        pages = [int(number) for number in _open_pages(connection, feed)]
        connection.rollback()
        if not pages:
            return Replay(run_id=0, tried=0, replayed=0, overtaken=0, still_open=0, gone=0)
        with connection.begin():
            run_id = inbox.start_run(
                connection, place, token=held.token, revision=mapping.revision(feed), caller=caller or f"replay:{actor}"
            )
        totals, gone = RunTotals(), 0
        for number, page_id in enumerate(pages, start=1):
            with connection.begin():
                lease.check(connection, held)
                added = _again(connection, feed, run_id, page_id)
                inbox.add_totals(connection, run_id, added or RunTotals())
            totals, gone = totals + (added or RunTotals()), gone + (added is None)
            if progress:
                progress(Progress(stage="replay", rows=number, total=len(pages)))
        with connection.begin():
            lease.check(connection, held)
            inbox.end_run(connection, run_id, "done", "")
            counts = connection.execute(text(query("quarantine_replayed")), {"run_id": run_id}).one()
            still = int(connection.execute(text(query("quarantine_count")), {"feed": feed.name}).scalar_one())
            detail = {"run": run_id, "read": totals.read, "replayed": counts.replayed, "by": actor}
            audit.write(connection, audit.chain_of_feed(feed.name), actor, "replay", detail)
    tried = counts.replayed + counts.overtaken + still
    return Replay(
        run_id=run_id, tried=tried, replayed=counts.replayed, overtaken=counts.overtaken, still_open=still, gone=gone
    )


def _open_pages(connection: Connection, feed: Feed) -> Sequence[int]:
    return connection.execute(text(query("quarantine_pages")), {"feed": feed.name}).scalars().all()


def _again(connection: Connection, feed: Feed, run_id: int, page_id: int) -> RunTotals | None:
    """Decode and merge the set-aside rows of one stored page; None if its bytes are gone."""
    row = connection.execute(text(query("page_one")), {"id": page_id}).one()
    if row.sealed is None:
        return None
    body = seal.unseal(row.key_id, row.sealed, page_context(row.digest))
    page = Page(number=row.number, body=body, requested_at=row.requested_at, cursor=None, media=row.media)
    decoded = decode.decode(feed, page)
    names = {"feed": feed.name, "page_id": page_id}
    wanted = sorted(connection.execute(text(query("quarantine_rows")), names).scalars().all())
    mapped = mapping.apply(feed, [decoded], open_parents=inbox.open_parents(connection, feed))
    kept = {name: getattr(mapped, name).filter(pl.col("row_no").is_in(wanted)) for name in ("frame", "rows", "values")}
    stored = Stored(page=page, digest=row.digest, key_id="", sealed=b"", read=len(wanted))
    group = grouped(feed, (stored,), mapping.Mapped(**kept))
    return intake.take_again(connection, feed, run_id, mapping.revision(feed), group, page_id)


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
