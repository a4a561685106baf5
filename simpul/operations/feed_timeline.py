"""What happened to one feed, and who did it: one list, newest first, read page by page from a place on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, Row, text

from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.core.texts.runs import happened
from simpul.store.queries import query
from simpul.values import mask

Tab = Literal["all", "runs", "settings", "approvals"]

TABS: Mapping[Tab, Words] = {
    "all": Words(id="Semua", en="All"),
    "runs": Words(id="Proses", en="Runs"),
    "settings": Words(id="Pengaturan", en="Settings"),
    "approvals": Words(id="Persetujuan", en="Approvals"),
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened."""

    at: datetime
    #: run, errand, pause, mapping, brake or revert, and its number.
    kind: str
    id: int
    #: What was done: pull, sweep, pause, resume, held, released, planned, …
    act: str
    #: How it stands now; empty where that says nothing.
    state: str
    #: Who did it; empty: nobody, or the schedule.
    actor: str
    #: Scrubbed.
    reason: str
    #: End of a run or errand, moment a pause ends.
    until: datetime | None
    words: Words
    detail: Mapping[str, Any]
    #: Its place in the list.
    place: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """A part of a time line."""

    events: tuple[Event, ...]
    #: Where the older part begins; empty: there is none.
    older: str


def timeline(engine: Engine, feed: Feed, *, tab: Tab = "all", after: str = "", limit: int = 25) -> Page:
    """Events of ``feed``, newest first; ``after``: :attr:`Page.older` of the page before.

    Raises:
        NotPossible: ``after`` is no place of a time line.
    """
    tabs = {name: tab in ("all", name) for name in ("runs", "settings", "approvals")}
    values = {"feed": feed.name, "system": feed.system, "limit": limit + 1, **_place(after), **tabs}
    with engine.connect() as connection:
        reverts = connection.execute(text(query("steer_reverts")), {"feed": feed.name}).scalars().all()
        rows = connection.execute(text(query("steer_timeline")), {**values, "reverts": list(reverts)}).all()
    events = tuple(_event(row) for row in rows[:limit])
    return Page(events=events, older=events[-1].place if len(rows) > limit else "")


def _event(row: Row[Any]) -> Event:
    reason = mask.scrub(row.reason or "")
    same = {name: getattr(row, name) for name in ("at", "kind", "id", "act", "state", "actor", "until", "detail")}
    words = happened(row.kind, row.act, row.state, row.detail)
    return Event(**same, reason=reason, words=words, place=f"{row.at.isoformat()}|{row.rank}|{row.id}")


def _place(after: str) -> dict[str, Any]:
    if not after:
        return {"at": None, "rank": None, "id": None}
    try:
        at, rank, number = after.split("|")
        return {"at": datetime.fromisoformat(at), "rank": int(rank), "id": int(number)}
    except ValueError:
        raise NotPossible(
            Words(id="Alamat halaman ini tidak lengkap. Buka linimasa dari awal.", en="Open the time line anew.")
        ) from None
