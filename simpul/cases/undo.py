"""Take a decision back while nothing of it has left."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import apply_decision, corrections, listing
from simpul.compare.write import DUE
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.delivery import effects
from simpul.store import audit
from simpul.store.queries import query

#: States of an effect that is, or may be, in the target.
LEFT = ("sent", "unknown", "accepted", "verified")


def undo(engine: Engine, city: City, case_id: int, *, actor: str) -> Words:
    """Take the last decision back while nothing of it has left.

    Raises:
        NotPossible: nothing to undo, still a proposal, or already sent: then it can only be compensated.
    """
    actor = acting.person(actor)
    with engine.begin() as conn:
        return take_back(conn, city, case_id, actor=actor)


def take_back(conn: Connection, city: City, case_id: int, *, actor: str, job_id: int | None = None) -> Words:
    """The same in the caller's transaction. ``job_id``: only a decision of this bulk job, else NotPossible."""
    row = listing.one(conn, case_id, lock="for update")
    if row.state == "awaiting":
        raise words.AWAITING
    decision = conn.execute(text(query("cases_last_decision")), {"id": case_id}).one_or_none()
    if decision is None:
        raise words.NOT_DECIDED
    if job_id is not None and decision.job_id != job_id:
        raise words.DECIDED_SINCE
    _take_back(conn, city, row, decision)
    corrections.drop(conn, decision.id)
    conn.execute(text(query("cases_undo")), {"id": decision.id, "actor": actor})
    apply_decision.mark(conn, row, "undo")
    audit.write(conn, audit.chain_of_actor(actor), actor, "undo", {"case": case_id, "decision": decision.id})
    return words.UNDONE


def _take_back(conn: Connection, city: City, row: Row[Any], decision: Row[Any]) -> None:
    if decision.choice == "compensate":
        take_out(conn, city, row, decision)
    elif row.state in ("decided", "verified") and decision.case_version == row.version:
        take_out(conn, city, row, decision)
        conn.execute(text(query("cases_undone")), {"id": row.id})
    elif row.closed_because == "accepted" and decision.case_version == row.version - 1:
        open_again(conn, row)
    elif row.closed_because == "unlinked" and decision.choice == "apart":
        _join_again(conn, row, decision)
    elif row.closed_because == "verified":
        raise words.SENT_ALREADY
    else:
        raise words.NOT_DECIDED


def _join_again(conn: Connection, row: Row[Any], decision: Row[Any]) -> None:
    """Two people parted these records; one alone may join them only while the window is open."""
    if conn.execute(text("select clock_timestamp()")).scalar_one() >= decision.not_before:
        raise words.WINDOW_OVER
    conn.execute(text(query("cases_not_apart")), {"decision": decision.id})
    open_again(conn, row)


def open_again(conn: Connection, row: Row[Any]) -> None:
    """Reopen a closed case. NotPossible if another one about the same field is open."""
    if not conn.execute(text(query("cases_open_again")), {"id": row.id, "due": DUE}).rowcount:
        raise words.ANOTHER_OPEN


def take_out(conn: Connection, city: City, row: Row[Any], decision: Row[Any]) -> None:
    """Take this case's field out of what waits to be sent. NotPossible if it has left."""
    about = {"feed": row.feed, "record_key": row.record_key}
    since = decision.approved_at or decision.decided_at
    effect = conn.execute(
        text(query("cases_effect_locked")), {**about, "field": row.field, "since": since}
    ).one_or_none()
    if effect is None:
        return
    if effect.state in LEFT:
        raise words.SENT_ALREADY
    if effect.state not in ("draft", "ready"):
        return
    rest = {name: value for name, value in effect.send.items() if name != row.field}
    if not rest:
        conn.execute(text(query("cases_cancel_effect")), {"id": effect.id})
        return
    effects.refresh(
        conn,
        city,
        feed=row.feed,
        kind=effect.kind,
        record_key=row.record_key,
        subject=(row.subject_kind, row.subject_key),
        values=rest,
        expected={name: value for name, value in effect.shown.items() if name != row.field},
        draft=False,
        carried=_riding(conn, row, decision, effect, list(rest)),
    )


def _riding(conn: Connection, row: Row[Any], decision: Row[Any], effect: Row[Any], names: list[str]) -> dict[str, Any]:
    """Whose effect the rest is: a compensation's that it belongs to, else another decision's that rides in it."""
    if effect.choice == "compensate" and effect.decision_id != decision.id:
        return {name: effect._mapping[name] for name in ("case_id", "case_version", "decision_id", "not_before")}
    about = {"feed": row.feed, "record_key": row.record_key, "fields": names}
    riding = conn.execute(text(query("cases_riding")), about).one_or_none()
    return dict(riding._mapping) if riding else {}
