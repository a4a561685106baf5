"""What officers do with a case besides deciding it: take it, put it off, say something about it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import listing
from simpul.cases.decide import today
from simpul.core import acting
from simpul.core.i18n import WIB, Words, full
from simpul.core.texts import cases as words
from simpul.people import delegation
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask

_SNOOZABLE = ("new", "assigned", "reopened", "snoozed")


def assign(engine: Engine, case_id: int, *, to: str, actor: str) -> Words:
    """Give a case to an officer, or to who stands in for an absent one. NotPossible: nobody named, closed."""
    actor, officer = acting.person(actor), acting.person(to)
    with engine.begin() as conn:
        _open(conn, case_id)
        given = delegation.stand_in_for(conn, officer)
        conn.execute(text(query("cases_assign")), {"id": case_id, "assignee": given})
        told = given if delegation.same(given, officer) else f"{given} (menggantikan {officer})"
        _note(conn, case_id, actor, "assign", told)
    if delegation.same(given, officer):
        return Words(id=f"Ditugaskan kepada {officer}.", en=f"Assigned to {officer}.")
    return Words(
        id=f"{officer} sedang digantikan; ditugaskan kepada {given}.",
        en=f"{officer} is being stood in for; assigned to {given}.",
    )


def snooze(
    engine: Engine, case_id: int, *, actor: str, until: date | None = None, more: int | None = None, reason: str = ""
) -> Words:
    """Put a case off until a day, or until its group has ``more`` open cases more.

    Raises:
        NotPossible: closed, decided or proposed; a day that is not to come, fewer than one, both or neither; no group.
    """
    actor = acting.person(actor)
    if (until is None) == (more is None) or (until is not None and until <= today()) or (more is not None and more < 1):
        raise words.SNOOZE_HOW
    with engine.begin() as conn:
        row = _open(conn, case_id)
        if row.state not in _SNOOZABLE:
            raise words.NOT_SNOOZABLE
        if more is not None and not row.cause:
            raise words.NO_GROUP
        moment = datetime.combine(until, time(), WIB) if until else None
        conn.execute(text(query("cases_snooze")), {"id": case_id, "until": moment, "more": more})
        told = _until(moment, more)
        _note(conn, case_id, actor, "snooze", " ".join(filter(None, (told.id, mask.scrub(reason.strip())))))
        return Words(id=f"Ditunda {told.id}.", en=f"Snoozed {told.en}.")


def wake(engine: Engine, case_id: int, *, actor: str) -> Words:
    """Take a snoozed case up again. NotPossible if it is not snoozed."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        if _open(conn, case_id).state != "snoozed":
            raise words.NOT_SNOOZED
        conn.execute(text(query("cases_wake_one")), {"id": case_id})
        _note(conn, case_id, actor, "wake", "")
    return Words(id="Tidak ditunda lagi.", en="No longer snoozed.")


def comment(engine: Engine, case_id: int, body: str, *, actor: str) -> Words:
    """Say something about a case, open or closed; population numbers are masked. NotPossible if it is empty."""
    actor = acting.person(actor)
    if not body.strip():
        raise words.EMPTY_COMMENT
    with engine.begin() as conn:
        listing.one(conn, case_id)
        _note(conn, case_id, actor, "comment", mask.scrub(body.strip()))
    return Words(id="Tercatat.", en="Noted.")


def _open(conn: Connection, case_id: int) -> Row[Any]:
    row = listing.one(conn, case_id, lock="for update")
    if row.closed_at is not None:
        raise words.NOT_OPEN
    return row


def _until(moment: datetime | None, more: int | None) -> Words:
    if moment is not None:
        return Words(id=f"sampai {full(moment, 'id')}", en=f"until {full(moment, 'en')}")
    return Words(id=f"sampai kelompoknya bertambah {more}", en=f"until its group has {more} more")


def _note(conn: Connection, case_id: int, actor: str, act: str, body: str) -> None:
    conn.execute(text(query("cases_note")), {"id": case_id, "actor": actor, "act": act, "body": body})
    audit.write(conn, audit.chain_of_actor(actor), actor, f"case_{act}", {"case": case_id})
