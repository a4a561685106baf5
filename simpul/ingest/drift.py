"""Which fields a source sends, remembered by name alone: a change of its form shows before anybody misses it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.config.settings import City
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.mapping.notes import Note
from simpul.store.queries import query
from simpul.values import mask

#: A field that stays away so long while its neighbours keep coming is missing: sources leave out what is empty.
AWAY = timedelta(days=7)
#: Names a source may make us remember in one run, and how long each may be.
_MOST, _WIDEST = 50, 80


@dataclass(frozen=True, kw_only=True)
class Drift:
    """One field that is not as the mapping expects."""

    feed: str
    field: str
    #: ``new``: sent, and nobody mapped it; ``missing``: mapped, and no longer sent.
    kind: str
    #: First seen, or last seen before it stayed away.
    since: datetime

    @property
    def words(self) -> Words:
        return KINDS[self.kind]


KINDS = {
    "new": Words(id="kolom baru, belum dipetakan", en="new field, not mapped"),
    "missing": Words(id="kolom tidak dikirim lagi", en="field no longer sent"),
}


def remember(conn: Connection, feed: Feed, seen: Iterable[Note]) -> None:
    """Keep the names one run saw, in the caller's transaction."""
    notes = list(seen)
    for kind, note in (("sent", "kolom_ada"), ("new", "kolom_baru")):
        names = sorted({mask.scrub(one.what)[:_WIDEST] for one in notes if one.kind == note})[:_MOST]
        if names:
            conn.execute(text(query("drift_seen")), {"feed": feed.name, "kind": kind, "fields": names})


def found(conn: Connection, city: City) -> tuple[Drift, ...]:
    """What differs from the mappings of today, by feed."""
    rows = conn.execute(text(query("drift_fields"))).all()
    judged = ((row, _kind(row, city.feeds[row.feed])) for row in rows if row.feed in city.feeds)
    return tuple(
        Drift(feed=row.feed, field=row.field, kind=kind, since=row.first_seen_at if kind == "new" else row.last_seen_at)
        for row, kind in judged
        if kind
    )


def _kind(row: Row[Any], feed: Feed) -> str:
    """``new``, ``missing`` or nothing; what was mapped or ignored since is settled."""
    away = row.newest_at is not None and row.newest_at - row.last_seen_at > AWAY
    if row.kind == "sent":
        return "missing" if away and row.field in feed.columns else ""
    return "" if away or row.field in _settled(feed) else "new"


def _settled(feed: Feed) -> Collection[str]:
    return {*feed.columns, *feed.protected, *(feed.mapping.ignored if feed.mapping else ())}
