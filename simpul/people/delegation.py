"""Who stands in for whom: dated, recorded, and never a way to approve one's own proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, text

from simpul.core import acting, clock
from simpul.core.errors import NotPossible
from simpul.core.four_eyes import MOST_DAYS
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.people import rights
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask

#: Stand-ins of stand-ins that are followed.
_STEPS = 8


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """Somebody stands in for somebody else, from one day to another."""

    id: int
    actor: str
    stand_in: str
    starts: date
    ends: date
    made_by: str
    reason: str
    made_at: datetime
    ended_at: datetime | None


def delegate(
    engine: Engine, *, absent: str, stand_in: str, starts: date, ends: date, reason: str, actor: str
) -> Delegation:
    """Have ``stand_in`` take what would be given to ``absent`` on these days.

    Raises:
        NotPossible: the same person, days that make no sense, have passed or are too many, a second stand-in, a
            circle, an officer who would choose their own approver.
    """
    actor, reason = acting.named(actor, reason, words.NO_REASON)
    absent, stand_in = absent.strip(), stand_in.strip()
    if not absent or not stand_in or same(absent, stand_in) or starts > ends or starts < _today():
        raise words.BAD_DELEGATION
    if ends - starts >= timedelta(MOST_DAYS) or starts > _today() + timedelta(MOST_DAYS):
        raise words.too_long(MOST_DAYS)
    with engine.begin() as conn:
        conn.execute(text(query("cases_delegation_lock")))
        _independent(conn, absent, stand_in, actor)
        for other in _between(conn, starts, ends):
            if same(other.actor, absent):
                raise words.DELEGATED_TWICE
            if same(other.stand_in, absent) and same(other.actor, stand_in):
                raise words.DELEGATION_LOOPS
        days = {"starts": starts, "ends": ends, "reason": mask.scrub(reason)}
        made = {"actor": absent, "stand_in": stand_in, "made_by": actor, **days}
        number = conn.execute(text(query("cases_delegate")), made).scalar_one()
        detail = {"delegation": number, "absent": absent, "stand_in": stand_in, "ends": ends.isoformat()}
        audit.write(conn, audit.chain_of_actor(actor), actor, "delegate", detail)
        return next(found for found in _between(conn, starts, ends) if found.id == number)


def undelegate(engine: Engine, number: int, *, actor: str) -> Words:
    """End a delegation now. NotPossible if there is none."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        if conn.execute(text(query("cases_delegation_end")), {"id": number}).one_or_none() is None:
            raise words.no_delegation(number)
        audit.write(conn, audit.chain_of_actor(actor), actor, "undelegate", {"delegation": number})
    return words.NO_LONGER


def delegations(engine: Engine) -> tuple[Delegation, ...]:
    """Those of today and those to come."""
    with engine.connect() as conn:
        return _between(conn, _today(), date.max)


def stand_in_for(conn: Connection, officer: str) -> str:
    """Who takes an officer's work today: the stand-in while absent, else the officer."""
    today = {one.actor.lower(): one.stand_in for one in _between(conn, _today(), _today())}
    for _ in range(_STEPS):
        if officer.lower() not in today:
            break
        officer = today[officer.lower()]
    return officer


def may_approve(
    conn: Connection,
    *,
    proposer: str,
    approver: str,
    since: datetime | None,
    roles: Iterable[str] = rights.APPROVERS,
) -> None:
    """NotPossible if one of the two is the other, or a chain of stand-ins joins them since ``since`` (None: today).

    Or if the approver is nobody in office with one of ``roles``; before there are people, anybody is.
    The one check of every act that takes two (:data:`simpul.core.four_eyes.ACTS`); the database makes it again itself.
    """
    found = _hindrance(conn, proposer, approver, since, roles)
    if found is not None:
        raise found


def hindrance(conn: Connection, *, proposer: str, approver: str, since: datetime | None) -> Words | None:
    """What :func:`may_approve` would answer; None: the approver may."""
    found = _hindrance(conn, proposer, approver, since, rights.APPROVERS)
    return found.words if found is not None else None


def circle(conn: Connection, actor: str, since: datetime) -> frozenset[str]:
    """Everybody whose proposals since a moment ``actor`` may not approve, in small letters."""
    return frozenset(conn.execute(text(query("cases_hands")), {"actor": actor, "since": since}).scalars())


def _hindrance(
    conn: Connection, proposer: str, approver: str, since: datetime | None, roles: Iterable[str]
) -> NotPossible | None:
    asked = {"proposer": proposer.strip(), "approver": approver.strip(), "since": since, "roles": list(roles)}
    found = conn.execute(text(query("cases_hindrance")), asked).scalar_one()
    if found is None:
        return None
    return {"same": words.SAME_PERSON, "stand_in": words.STAND_IN}.get(found, words.NOT_IN_OFFICE)()


def _independent(conn: Connection, absent: str, stand_in: str, actor: str) -> None:
    """NotPossible if who proposes would put an approver out of the way, or be put by that approver."""
    asked = {"absent": absent, "stand_in": stand_in, "actor": actor}
    roles = {"proposing": list(rights.PROPOSERS), "approving": list(rights.APPROVERS)}
    if conn.execute(text(query("cases_chooses_approver")), {**asked, **roles}).scalar_one():
        raise words.own_approver()


def same(one: str, other: str) -> bool:
    """Whether two names are one person's, however they were typed."""
    return one.strip().lower() == other.strip().lower()


def _between(conn: Connection, first: date, last: date) -> tuple[Delegation, ...]:
    asked = {"first": first, "last": last, "everything": False}
    return tuple(Delegation(**row._mapping) for row in conn.execute(text(query("cases_delegations")), asked))


def _today() -> date:
    return clock.today()
