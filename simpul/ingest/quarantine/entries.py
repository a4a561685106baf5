"""Values and rows set aside: grouped by rule, listed, shown one by one; masked unless a named person asks why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, text

from simpul.config import schemas
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import BadConfig, NotPossible
from simpul.core.i18n import Words
from simpul.core.texts import quarantine as words
from simpul.store import access_log, audit, encryption, runs
from simpul.store.access_log import Looking
from simpul.store.queries import query
from simpul.store.runs import RejectedValue
from simpul.values import mask


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
class Group:
    """What is open of one rule in one feed."""

    feed: str
    rule: str
    entries: int
    #: How many of them are whole rows.
    rows: int
    oldest: datetime
    newest: datetime
    #: Newest entry: what an act on the group reaches to.
    up_to: int
    #: A discard of the group waits for its second person.
    waiting: int | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an entry came from, in words a sender understands."""

    #: File, or what was asked for; may be empty.
    origin: str
    page: int
    received_at: datetime
    #: Until when the page's bytes are kept; None: they are gone.
    kept_until: datetime | None


def groups(engine: Engine, *, limit: int = 200) -> tuple[Group, ...]:
    """What is open, by feed and rule, the largest group first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("quarantine_groups")), {"limit": limit})
        return tuple(Group(**row._mapping) for row in rows)


def listing(
    connection: Connection,
    *,
    feed: str | None = None,
    rule: str | None = None,
    state: str = "open",
    limit: int = 100,
    before: int | None = None,
) -> list[Entry]:
    """Entries, newest first; masked values only. ``before``: the last entry of the page before."""
    values = {"feed": feed, "rule": rule, "state": state, "limit": limit, "before": before}
    return [entry(row) for row in connection.execute(text(query("quarantine_listing")), values)]


def one(conn: Connection, entry_id: int) -> Entry | None:
    """One entry, masked; None if there is none."""
    row = conn.execute(text(query("quarantine_one")), {"id": entry_id}).one_or_none()
    return entry(row) if row is not None else None


def places(conn: Connection, found: Sequence[Entry]) -> dict[int, Place]:
    """File or request and page of each entry, by the entry's number."""
    pages = sorted({one.page_id for one in found})
    rows = {row.id: row for row in conn.execute(text(query("quarantine_places")), {"pages": pages})}
    return {one.id: _place(rows[one.page_id]) for one in found}


def place(conn: Connection, found: Entry) -> Place:
    """File or request and page of an entry."""
    return places(conn, [found])[found.id]


def _place(row: Row[tuple[object, ...]]) -> Place:
    origin = mask.scrub(row.origin)
    return Place(origin=origin, page=row.number, received_at=row.received_at, kept_until=row.keep_until)


def label(city: City, found: Entry) -> Words:
    """Officer's name of the field an entry is about."""
    feed = city.feeds.get(found.feed)
    for spec in schemas.columns(feed.entity) if feed and found.field else ():
        if spec.name == found.field:
            return Words(id=spec.judul, en=spec.label)
    return Words(id=found.field, en=found.field) if found.field else words.WHOLE_ROW


def show(connection: Connection, entry_id: int, *, actor: str, purpose: str) -> Shown:
    """The raw value of an entry. Needs a named reader and a purpose, which are written to the reader's chain."""
    actor, purpose = acting.named(actor, purpose)
    row = connection.execute(text(query("quarantine_one")), {"id": entry_id}).one_or_none()
    if row is None:
        raise BadConfig(f"there is no quarantine entry {entry_id}", hint="see the list")
    if row.sealed is None:
        raise BadConfig(f"the raw value of entry {entry_id} is past its retention")
    raw = raw_of(row)
    detail = {"quarantine": entry_id, "field": row.field, "purpose": mask.scrub(purpose)}
    audit.write(connection, audit.chain_of_actor(actor), actor, "reveal", detail)
    return Shown(entry=entry(row), raw=raw)


def reveal(engine: Engine, entry_id: int, looking: Looking) -> Shown:
    """:func:`show` for the console: within the person's hourly limit, and noted among who looked at whose data."""
    with engine.begin() as conn:
        row = conn.execute(text(query("quarantine_one")), {"id": entry_id}).one_or_none()
        if row is None:
            raise NotPossible(words.missing(entry_id))
        if row.sealed is None:
            raise NotPossible(words.GONE)
        act: access_log.Act = "reveal" if row.field else "body"
        subjects = (access_log.pseudonym(row.record_key),) if row.record_key else ()
        access_log.record(
            conn, looking, act, subjects=subjects, opened_by="karantina", feed=row.feed, field=row.field or "baris"
        )
        return Shown(entry=entry(row), raw=raw_of(row))


def raw_of(row: Row[tuple[object, ...]]) -> str:
    """What stood in the source."""
    item = RejectedValue(
        page_id=row.page_id, row_no=row.row_no, key=row.record_key, field=row.field, rule=row.rule, raw=""
    )
    found = encryption.unseal(row.key_id, row.sealed, runs.quarantine_context(row.feed, item))
    return found.decode("utf-8", "surrogatepass")


def entry(row: Row[tuple[object, ...]]) -> Entry:
    """A row of the table as an entry."""
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
