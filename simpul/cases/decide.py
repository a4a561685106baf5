"""Decide a case: at once where one person may, as a proposal where a second one must look."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import apply_decision, listing
from simpul.config.settings import City
from simpul.core import acting, clock
from simpul.core.four_eyes import FOUR_EYES_FIELDS
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.mapping.validate import validate
from simpul.people import delegation
from simpul.store import audit
from simpul.store.queries import query

Choice = Literal["authority", "follower", "proposed", "other", "accept", "apart", "correct", "merge"]
#: Rules whose cases end in the registry joining two entries.
MERGEABLE = ("kepala_dua_kk", "kepala_keluarga_tidak_satu", "satu_orang_dua_nik")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The document a decision on identity rests on; never its scan."""

    #: One of :data:`simpul.cases.words.EVIDENCE`.
    kind: str
    number: str
    date: date


@dataclass(frozen=True, kw_only=True)
class Settling:
    """What is to be decided about a case, or about each of many."""

    choice: Choice
    reason: str
    actor: str
    #: Only with ``other`` and ``correct``.
    value: str | None = None
    #: The version that was shown; an older one is refused. None: whatever it is now.
    version: int | None = None
    evidence: Evidence | None = None
    #: Last day of a known difference.
    until: date | None = None
    #: The bulk job it belongs to, how many cases that settles, and who approved all of it.
    job_id: int | None = None
    bulk_size: int = 1
    approved_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What came of a decision."""

    decision_id: int
    #: Until then it can be taken back as if nothing had been; of a proposal the window begins with its approval.
    not_before: datetime
    sends: bool
    words: Words
    #: A proposal: another person must approve it before it is in force.
    awaits: bool = False


def decide(
    engine: Engine,
    city: City,
    case_id: int,
    *,
    choice: Choice,
    reason: str,
    actor: str,
    value: str | None = None,
    version: int | None = None,
    evidence: Evidence | None = None,
    until: date | None = None,
) -> Decided:
    """Settle a case, or propose it where four eyes are needed. See :class:`Settling`.

    Raises:
        NotPossible: closed, decided, proposed or changed meanwhile; no reason, value, evidence or end date.
    """
    wanted = Settling(
        choice=choice, reason=reason, actor=actor, value=value, version=version, evidence=evidence, until=until
    )
    with engine.begin() as conn:
        return settle(conn, city, case_id, wanted)


def settle(conn: Connection, city: City, case_id: int, wanted: Settling) -> Decided:
    """Settle one case in the caller's transaction; nothing is written when it raises NotPossible."""
    actor, reason = acting.named(wanted.actor, wanted.reason, words.NO_REASON)
    wanted = replace(wanted, actor=actor, reason=reason)
    row = _fit(conn, city, case_id, wanted.version)
    chosen = _chosen(conn, city, row, wanted)
    _proven(row, wanted)
    if wanted.approved_by is not None:
        delegation.may_approve(conn, proposer=actor, approver=wanted.approved_by, since=None)
    decision = _write(conn, city, row, wanted, chosen)
    detail = {"case": case_id, "decision": decision.id, "choice": wanted.choice, "field": row.field}
    if not decision.stands:
        conn.execute(text(query("cases_awaiting")), {"id": case_id})
        audit.write(conn, audit.chain_of_actor(actor), actor, "propose", detail)
        return Decided(
            decision_id=decision.id, not_before=decision.not_before, sends=False, words=words.PROPOSED, awaits=True
        )
    told, sends = apply_decision.carry(conn, city, row, decision)
    audit.write(conn, audit.chain_of_actor(actor), actor, "decide", {**detail, "sends": sends})
    return Decided(decision_id=decision.id, not_before=decision.not_before, sends=sends, words=told)


def today() -> date:
    """The day it is in the city."""
    return clock.today()


def _write(conn: Connection, city: City, row: Row[Any], wanted: Settling, chosen: str | None) -> Row[Any]:
    evidence = wanted.evidence
    until = wanted.until
    if until is None and apply_decision.closes(city, row, wanted.choice):
        until = today() + apply_decision.LEAVE
    values = {
        "id": row.id,
        "version": row.version,
        "field": row.field,
        "choice": wanted.choice,
        "value": chosen,
        "reason": wanted.reason,
        "actor": wanted.actor,
        "window": city.policy.undo_window,
        "job": wanted.job_id,
        "bulk_size": wanted.bulk_size,
        "evidence_kind": evidence.kind if evidence else "",
        "evidence_number": evidence.number.strip() if evidence else "",
        "evidence_date": evidence.date if evidence else None,
        "compensates": None,
        "plan": json.dumps({"until": until.isoformat()} if until else {}),
        "approved_by": wanted.approved_by,
    }
    return conn.execute(text(query("cases_decide")), values).one()


def _fit(conn: Connection, city: City, case_id: int, version: int | None) -> Row[Any]:
    """The case, locked and fit to be decided."""
    row = listing.one(conn, case_id, lock="for update")
    if row.closed_at is not None:
        raise words.closed(case_id)
    if row.state in ("decided", "verified"):
        raise words.DECIDED_ALREADY
    pending = conn.execute(text(query("cases_pending")), {"id": case_id}).one_or_none()
    if pending is not None and pending.live:
        raise words.AWAITING
    if pending is not None:
        conn.execute(text(query("cases_lapse")), {"id": case_id})
    if version is not None and version != row.version:
        raise words.CHANGED
    if stale(conn, city, row):
        raise words.CHANGED
    return row


def stale(conn: Connection, city: City, row: Row[Any]) -> bool:
    """Pulled and not compared yet: what the officer saw is not what the system says."""
    return row.field in apply_decision.fields(city, row) and apply_decision.shown(conn, city, row) != row.follower_value


def _chosen(conn: Connection, city: City, row: Row[Any], wanted: Settling) -> str | None:
    """The value decided, None where no single value is. NotPossible where the choice does not fit the case."""
    whole = row.field not in apply_decision.fields(city, row)
    _fits(city, row, wanted, whole)
    if whole or wanted.choice in ("accept", "apart", "merge"):
        return None
    if wanted.value is not None or wanted.choice == "other":
        return _valid(city, row, wanted.value)
    chosen: str | None = {
        "authority": row.authority_value,
        "proposed": row.proposed_value,
    }.get(wanted.choice, row.follower_value)
    if chosen is None and wanted.choice == "proposed":
        raise words.NO_PROPOSAL
    if chosen is None and wanted.choice != "follower":
        raise words.NO_VALUE
    return chosen


def _fits(city: City, row: Row[Any], wanted: Settling, whole: bool) -> None:
    """Whether what was chosen, and what was given with it, can be said of such a case."""
    choice = wanted.choice
    if wanted.value is not None and (choice not in ("other", "correct") or whole):
        raise words.VALUE_UNASKED
    if wanted.until is not None and not apply_decision.closes(city, row, choice):
        raise words.UNTIL_UNASKED
    if choice == "accept" and wanted.until is None:
        raise words.NO_UNTIL
    if wanted.until is not None and wanted.until <= today():
        raise words.NO_UNTIL
    if choice == "merge" and row.rule not in MERGEABLE:
        raise words.NOT_MERGEABLE
    compared = not row.rule and row.feed != row.authority_feed and not row.field.startswith("kiriman ")
    if choice == "apart" and not (compared and row.subject_key):
        raise words.NOT_APART
    if whole and choice in ("authority", "proposed", "other"):
        raise words.ONLY_ACCEPT


def _proven(row: Row[Any], wanted: Settling) -> None:
    """Whether a decision about who somebody is names its document."""
    evidence = wanted.evidence
    if evidence is not None and (evidence.kind not in words.EVIDENCE or evidence.date > today()):
        raise words.BAD_EVIDENCE
    needed = row.field in FOUR_EYES_FIELDS or wanted.choice in ("apart", "merge")
    if needed and (evidence is None or not evidence.number.strip()):
        raise words.NO_EVIDENCE


def _valid(city: City, row: Row[Any], value: str | None) -> str:
    """``value`` as the hub keeps it. NotPossible names the rule it breaks."""
    found = validate(city.feeds[row.feed], row.field, value or "")
    if found.rule:
        raise words.invalid(row.field, found.rule)
    if found.value is None:
        raise words.NO_VALUE
    return found.value
