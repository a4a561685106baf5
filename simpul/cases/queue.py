"""Lists an officer works through: what is in them, and where one case stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, text

from simpul.cases.listing import CaseLine, line
from simpul.core.model import NOTHING
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.store.scope import EVERYTHING, scope_of

View = Literal["group", "mine", "unassigned", "awaiting", "snoozed", "reopened", "all"]
#: What each view looks for besides the filters; ``mine`` also asks for the officer.
_VIEWS: Mapping[str, Mapping[str, Any]] = {
    "group": NOTHING,
    "mine": {"observing": False},
    "unassigned": {"unassigned": True, "observing": False},
    "awaiting": {"state": "awaiting"},
    "snoozed": {"state": "snoozed"},
    "reopened": {"reopened": True},
    "all": {"observing": False},
}
#: Counting stops here: "1.000+".
MOST = 1_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which list: a view, narrowed; None leaves a condition out."""

    view: View = "all"
    cause: str | None = None
    severity: str | None = None
    owner: str | None = None
    kecamatan: str | None = None
    kind: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A page of a list."""

    lines: tuple[CaseLine, ...]
    #: Cases in the whole list, :data:`MOST` + 1 if more than that.
    total: int
    #: The page before ends before this case, the one after begins after it; None: there is none.
    before: int | None
    after: int | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a case stands in a list."""

    #: From 1; :data:`MOST` + 1 if further back.
    position: int
    total: int
    previous_id: int | None
    next_id: int | None
    #: The next one that waits for a decision; after the last one, the first. None: there is none left.
    waiting_id: int | None


def page(
    engine: Engine, wanted: Wanted, *, actor: str, after: int | None = None, before: int | None = None, limit: int = 50
) -> Listed:
    """Cases of a list after, or before, one of them; those due first, the baseline last."""
    asked = _asked(engine, wanted, actor)
    with engine.connect() as conn:
        back = before is not None
        mark = _mark(conn, before if back else after)
        lines = _lines(conn, asked, mark, back=back, limit=limit + 1)
        more = len(lines) > limit
        shown = (lines[1:] if back else lines[:limit]) if more else lines
        earlier = more if back else mark["at"] is not None
        later = mark["at"] is not None if back else more
        return Listed(
            lines=shown,
            total=_count(conn, asked),
            before=shown[0].id if shown and earlier else None,
            after=shown[-1].id if shown and later else None,
        )


def counts(engine: Engine, *, actor: str, views: tuple[View, ...]) -> Mapping[str, int]:
    """Cases in each view, :data:`MOST` + 1 if more."""
    with engine.connect() as conn:
        return {view: _count(conn, _asked(engine, Wanted(view=view), actor)) for view in views}


def place(engine: Engine, wanted: Wanted, case_id: int, *, actor: str) -> Place | None:
    """Where a case stands in a list, whether or not it is still part of it; None: no such case for this person."""
    asked = _asked(engine, wanted, actor)
    with engine.connect() as conn:
        mark = _mark(conn, case_id)
        if mark["at"] is None:
            return None
        earlier = conn.execute(text(_shaped("casepages_before")), {**asked, **mark, "limit": MOST}).scalar_one()
        ahead = _lines(conn, asked, mark, back=False, limit=1)
        behind = _lines(conn, asked, mark, back=True, limit=1)
        return Place(
            position=earlier + 1,
            total=_count(conn, asked),
            previous_id=behind[0].id if behind else None,
            next_id=ahead[0].id if ahead else None,
            waiting_id=_waiting(conn, asked, mark),
        )


def _waiting(conn: Connection, asked: Mapping[str, Any], mark: Mapping[str, Any]) -> int | None:
    for beyond in (True, False):
        found: int | None = conn.execute(
            text(_shaped("casepages_next")), {**asked, **mark, "beyond": beyond}
        ).scalar_one_or_none()
        if found is not None:
            return found
    return None


def only_kecamatan(engine: Engine) -> str | None:
    """The one kecamatan an engine sees, said again in the question: an index can hold it, row security's cannot."""
    scope = scope_of(engine)
    if scope is None or scope.kecamatan == EVERYTHING or len(scope.kecamatan) != 1:
        return None
    return scope.kecamatan[0]


def _asked(engine: Engine, wanted: Wanted, actor: str) -> dict[str, Any]:
    """The values of ``casepages_wanted``."""
    base = {"assignee": None, "unassigned": False, "reopened": False, "observing": None}
    given = asdict(wanted)
    given["kecamatan"] = wanted.kecamatan or only_kecamatan(engine)
    view = given.pop("view")
    whose = {"assignee": actor} if view == "mine" else {}
    return {**base, **given, **_VIEWS[view], **whose}


def _mark(conn: Connection, case_id: int | None) -> dict[str, Any]:
    row = conn.execute(text(query("casepages_mark")), {"id": case_id}).one_or_none() if case_id is not None else None
    return dict(row._mapping) if row else {"at": None, "at_observing": None, "at_due": None}


def _lines(
    conn: Connection, asked: Mapping[str, Any], mark: Mapping[str, Any], *, back: bool, limit: int
) -> tuple[CaseLine, ...]:
    """In the list's order, whichever way they were found."""
    ways = {"beyond": "<" if back else ">", "direction": "desc" if back else "asc"}
    rows = conn.execute(text(_shaped("casepages_list", **ways)), {**asked, **mark, "limit": limit}).all()
    return tuple(line(row) for row in (reversed(rows) if back else rows))


def _count(conn: Connection, asked: Mapping[str, Any]) -> int:
    found: int = conn.execute(text(_shaped("casepages_count")), {**asked, "limit": MOST + 1}).scalar_one()
    return found


def _shaped(name: str, **parts: str) -> str:
    return shaped(name, {"wanted": query("casepages_wanted"), **parts})
