"""Four eyes: what was proposed is shown to another person, who lets it stand or refuses it with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import apply_decision, compensate, listing
from simpul.cases.decide import Decided, stale
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.people import delegation
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What waits for a second person; NIK and KK masked."""

    case_id: int
    decision_id: int
    kind: str
    feed: str
    record_key: str
    field: str
    choice: str
    words: Words
    #: Value in the other system now, and after approval (None: no value changes).
    before: str | None
    after: str | None
    authority_value: str | None
    reason: str
    proposer: str
    proposed_at: datetime
    evidence_kind: str
    evidence_number: str
    evidence_date: date | None
    severity: str
    owner: str
    escalated_at: datetime | None
    escalated_to: str | None
    #: The case is still as it was when this was proposed; only then can it be approved.
    live: bool


def proposals(
    engine: Engine, *, actor: str | None = None, case_id: int | None = None, limit: int = 50
) -> tuple[Proposal, ...]:
    """What waits for approval, oldest first; with ``actor`` only what this person did not propose."""
    with engine.connect() as conn:
        asked = {"not_by": actor, "case_id": case_id, "limit": limit}
        return tuple(_proposal(row) for row in conn.execute(text(query("cases_proposals")), asked))


def _proposal(row: Row[Any]) -> Proposal:
    same = (
        *("case_id", "kind", "feed", "field", "choice", "evidence_kind", "evidence_date", "severity", "owner"),
        *("escalated_at", "escalated_to", "live"),
    )
    changes = row.value is not None or row.choice == "compensate"
    return Proposal(
        decision_id=row.id,
        record_key=mask.scrub(row.record_key),
        words=words.CHOICES[row.choice],
        before=listing.masked(row.follower_value if row.choice != "compensate" else row.plan.get("expected")),
        after=listing.masked(row.value) if changes else None,
        authority_value=listing.masked(row.authority_value),
        reason=mask.scrub(row.reason),
        proposer=row.actor,
        proposed_at=row.decided_at,
        evidence_number=mask.scrub(row.evidence_number),
        **{name: row._mapping[name] for name in same},
    )


def approve(engine: Engine, city: City, case_id: int, *, actor: str, decision_id: int | None = None) -> Decided:
    """Let a proposal stand and do what it says; the undo window begins now.

    ``decision_id``: the proposal that was shown, refused if it is another one by now.

    Raises:
        NotPossible: none waits, the case changed meanwhile, the proposer himself or somebody who stands in for him.
    """
    actor = acting.person(actor)
    with engine.begin() as conn:
        row = listing.one(conn, case_id, lock="for update")
        proposal = _pending(conn, case_id)
        if decision_id is not None and decision_id != proposal.id:
            raise words.CHANGED
        delegation.may_approve(conn, proposer=proposal.actor, approver=actor, since=proposal.decided_at)
        if not proposal.live or stale(conn, city, row):
            raise words.CHANGED
        told, sends, decision = _put_into_force(conn, city, row, proposal, actor)
        detail = {"case": case_id, "decision": decision.id, "choice": decision.choice, "field": row.field}
        audit.write(conn, audit.chain_of_actor(actor), actor, "approve", {**detail, "sends": sends})
        return Decided(decision_id=decision.id, not_before=decision.not_before, sends=sends, words=told)


def _put_into_force(
    conn: Connection, city: City, row: Row[Any], proposal: Row[Any], actor: str
) -> tuple[Words, bool, Row[Any]]:
    version = row.version
    if proposal.choice == "compensate":
        version = compensate.reopened(conn, city, row, proposal)
    approving: Mapping[str, Any] = {
        "id": proposal.id,
        "actor": actor,
        "version": version,
        "window": city.policy.undo_window,
    }
    decision = conn.execute(text(query("cases_approve")), approving).one()
    carry = compensate.carry if decision.choice == "compensate" else apply_decision.carry
    told, sends = carry(conn, city, row, decision)
    return told, sends, decision


def refuse(engine: Engine, case_id: int, *, actor: str, reason: str) -> Words:
    """Turn a proposal down; its case is open again. NotPossible: none waits, one's own, no reason."""
    actor, reason = acting.named(actor, reason, words.NO_REASON)
    with engine.begin() as conn:
        listing.one(conn, case_id, lock="for update")
        proposal = _pending(conn, case_id)
        if delegation.same(proposal.actor, actor):
            raise words.USE_WITHDRAW
        turned = {"id": proposal.id, "actor": actor, "reason": mask.scrub(reason)}
        conn.execute(text(query("cases_refuse")), turned)
        conn.execute(text(query("cases_back")), {"id": case_id})
        detail = {"case": case_id, "decision": proposal.id}
        audit.write(conn, audit.chain_of_actor(actor), actor, "refuse", detail)
        return words.REFUSED


def withdraw(engine: Engine, case_id: int, *, actor: str) -> Words:
    """Take one's own proposal back; its case is open again. A stand-in of the proposer may, too."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        listing.one(conn, case_id, lock="for update")
        proposal = _pending(conn, case_id)
        standing_in = delegation.stand_in_for(conn, proposal.actor)
        if not any(delegation.same(actor, name) for name in (proposal.actor, standing_in)):
            raise words.NOT_YOURS
        conn.execute(text(query("cases_undo")), {"id": proposal.id, "actor": actor})
        conn.execute(text(query("cases_back")), {"id": case_id})
        detail = {"case": case_id, "decision": proposal.id}
        audit.write(conn, audit.chain_of_actor(actor), actor, "withdraw", detail)
        return words.WITHDRAWN


def _pending(conn: Connection, case_id: int) -> Row[Any]:
    proposal = conn.execute(text(query("cases_pending")), {"id": case_id}).one_or_none()
    if proposal is None:
        raise words.NOT_PROPOSED
    return proposal
