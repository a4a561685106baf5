"""Links at an officer's desk: list, look, confirm, say no. Taking back a link that others rest on is unlinking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, text

from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.store import audit, scope
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.store.typed_tables import SUBJECTS
from simpul.values import mask

_NO_LINK = Words(id="Tautan {id} tidak ada.", en="There is no link {id}.")
_STANDS = Words(
    id="Tautan ini sudah dipakai. Lepaskan tautan agar akibatnya ikut diperiksa.",
    en="This link is in use. Unlink it, so that what rests on it is looked at too.",
)
_SETTLED = Words(id="Tautan ini sudah diputuskan.", en="This link was settled already.")
_ANOTHER = Words(
    id="Catatan ini sudah dibenarkan sebagai orang lain. Lepaskan tautan itu dulu.",
    en="This record is confirmed to be somebody else. Unlink that first.",
)


@dataclass(frozen=True, kw_only=True)
class Link:
    """Two records held to be about one person or matter."""

    id: int
    left_feed: str
    #: Feed and key with NIK and KK masked.
    left: str
    right_feed: str
    right: str
    how: str
    #: 0-1: the probability that the resident is meant; the likeness of two texts.
    score: float
    reasons: tuple[Words, ...]
    state: str
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """A link with what its two sides say, and what was decided. Names are plain: :func:`redact` hides them."""

    link: Link
    left: Mapping[str, str]
    right: Mapping[str, str]
    decided_by: str | None
    decided_at: datetime | None
    decided_reason: str | None


#: What of a record helps an officer to tell who is meant; a body is a right of its own.
_SHOWN = (
    *("nama_lengkap", "nama_pelapor", "tanggal_lahir", "nama_ibu", "alamat", "rt", "rw", "kode_kelurahan"),
    *("jenis_layanan", "tahap", "status", "kategori", "instansi"),
)
_NAMES = ("nama_lengkap", "nama_pelapor", "nama_ibu")


def listing(engine: Engine, *, state: str | None = None, how: str | None = None, limit: int = 50) -> list[Link]:
    """Links, those that wait for a person first, the likeliest first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("match_list")), {"state": state, "how": how, "limit": limit}).all()
    return [link(row) for row in rows]


def page(engine: Engine, state: str, *, limit: int, offset: int = 0) -> list[Link]:
    """Links in one state, the likeliest first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("match_page")), {"state": state, "limit": limit, "offset": offset}).all()
    return [link(row) for row in rows]


def waiting(engine: Engine, *, most: int) -> int:
    """How many links wait for a person; counting stops at ``most``."""
    with engine.connect() as conn:
        return int(conn.execute(text(query("match_waiting")), {"most": most}).scalar_one())


def redact(view: LinkView) -> LinkView:
    """The same for eyes that need no names."""
    return replace(view, left=_redacted(view.left), right=_redacted(view.right))


def _redacted(side: Mapping[str, str]) -> dict[str, str]:
    return {name: mask.name(value) if name in _NAMES else value for name, value in side.items() if name != "alamat"}


def show(engine: Engine, city: City, link_id: int) -> LinkView:
    """One link. NotPossible if there is none."""
    with engine.connect() as conn:
        row = conn.execute(text(query("match_one")), {"id": link_id}).one_or_none()
        if row is None:
            raise missing(link_id)
        left, right = (_record(conn, city, row, side) for side in ("left", "right"))
    return LinkView(
        link=link(row),
        left=left,
        right=right,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
    )


def confirm(engine: Engine, city: City, link_id: int, *, reason: str, actor: str) -> Link:
    """A person says that both are one. Nobody else is offered for the record any more.

    Raises:
        NotPossible: no reason, nobody named, settled already, or the record is confirmed to be somebody else.
    """
    return _decide(engine, city, link_id, "confirmed", reason, actor)


def reject(engine: Engine, city: City, link_id: int, *, reason: str, actor: str) -> Link:
    """A person says that they are not one: it is not offered again.

    Raises:
        NotPossible: no reason, nobody named, settled already, or something may rest on it: that is unlinking.
    """
    return _decide(engine, city, link_id, "rejected", reason, actor)


def _decide(
    engine: Engine, city: City, link_id: int, state: Literal["confirmed", "rejected"], reason: str, actor: str
) -> Link:
    actor, reason = acting.named(actor, reason)
    with engine.begin() as conn:
        row = conn.execute(text(query("match_lock")), {"id": link_id}).one_or_none()
        if row is None:
            raise missing(link_id)
        scope.lift(conn)
        _allowed(conn, row, state)
        values = {"id": link_id, "state": state, "actor": actor, "reason": reason}
        conn.execute(text(query("match_decide")), values)
        sides = {name: row._mapping[name] for name in ("left_feed", "left_key", "right_feed", "right_key")}
        if row.how == "number":
            conn.execute(text(query("match_quote")), {**sides, "state": state})
        if state == "confirmed" and row.how in ("person", "number"):
            conn.execute(text(query("match_drop_others")), {**sides, "id": link_id})
        mark(conn, city, row)
        audit.write(conn, audit.chain_of_actor(actor), actor, f"match_{state}", {"link": link_id})
        return link(conn.execute(text(query("match_one")), {"id": link_id}).one())


def _allowed(conn: Connection, row: Row[Any], state: str) -> None:
    if row.state in ("confirmed", "unlinking") or (state == "rejected" and row.state == "sure" and row.how != "text"):
        raise NotPossible(_STANDS if state == "rejected" else _SETTLED)
    if row.state in ("rejected", "unlinked") and state == "rejected":
        raise NotPossible(_SETTLED)
    values = {"id": row.id, "left_feed": row.left_feed, "left_key": row.left_key, "right_feed": row.right_feed}
    if state == "confirmed" and row.how == "person" and conn.execute(text(query("match_other")), values).first():
        raise NotPossible(_ANOTHER)


def mark(conn: Connection, city: City, row: Row[Any]) -> None:
    """Both records' own subjects are compared again."""
    for feed, key in ((row.left_feed, row.left_key), (row.right_feed, row.right_key)):
        source = city.feeds.get(feed)
        kind = next((kind for kind in SUBJECTS.values() if source is not None and source.entity == kind), None)
        if kind:
            conn.execute(text(query("match_mark")), {"kind": kind, "key": key})


def missing(link_id: int) -> NotPossible:
    """There is no such link."""
    return NotPossible(Words(id=_NO_LINK.id.format(id=link_id), en=_NO_LINK.en.format(id=link_id)))


def link(row: Row[Any]) -> Link:
    """A row as it may be shown."""
    return Link(
        id=row.id,
        left_feed=row.left_feed,
        left=f"{row.left_feed} {mask.scrub(row.left_key)}",
        right_feed=row.right_feed,
        right=f"{row.right_feed} {mask.scrub(row.right_key)}",
        how=row.how,
        score=row.score,
        reasons=tuple(Words(id=reason["id"], en=reason["en"]) for reason in row.reasons),
        state=row.state,
        found_at=row.found_at,
    )


def _record(conn: Connection, city: City, row: Row[Any], side: str) -> dict[str, str]:
    """What the mirrored record says of itself, as an officer may see it."""
    feed = city.feeds.get(row._mapping[f"{side}_feed"])
    if feed is None:
        return {}
    statement = shaped("match_record", {"entity": feed.entity})
    found = conn.execute(text(statement), {"system": feed.system, "key": row._mapping[f"{side}_key"]}).scalar()
    return {name: mask.scrub(str(found[name])) for name in _SHOWN if found and found.get(name) is not None}
