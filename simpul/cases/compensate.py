"""Put back what a decision has sent: its consequences first, then a proposal under four eyes, then one more effect."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import apply_decision, listing, undo
from simpul.cases.decide import Decided
from simpul.config import schemas
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words, full
from simpul.core.texts import cases as words
from simpul.store import audit
from simpul.store.identifiers import shaped
from simpul.store.queries import query

#: Choices that send a value.
_SENDING = ("authority", "proposed", "other")


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field somebody changed after the sending."""

    field: str
    before: str | None
    now: str | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What left for a system since, and cannot be unsaid."""

    effect_id: int
    kind: str
    system: str
    sent_at: datetime
    state: str


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What taking a decision back would do, and what it could not; NIK and KK masked."""

    case_id: int
    decision_id: int
    choice: str
    #: The effect that would be put back; None: the decision sent nothing.
    effect_id: int | None
    system: str
    feed: str
    record_key: str
    field: str
    #: Value there now, and the one that would return.
    now: str | None
    returns: str | None
    sent_at: datetime | None
    authority_value: str | None
    changed: tuple[Change, ...]
    told: tuple[Told, ...]
    words: Words
    #: Why it cannot be put back; None: it can, once another person approves.
    hindrance: Words | None
    #: Text for those who were told: a draft for an officer, never sent by itself.
    draft: Words | None


def consequences(engine: Engine, city: City, case_id: int) -> Consequences:
    """What compensating the last decision of a case would mean. NotPossible if it has none."""
    with engine.connect() as conn:
        row = listing.one(conn, case_id)
        decision = _decision(conn, case_id)
        effect = _effect(conn, row, decision)
        return _told_all(conn, city, row, decision, effect)


def compensate(engine: Engine, city: City, case_id: int, *, actor: str, reason: str) -> Decided:
    """Propose to put back what the last decision of a case has sent, or to join again what it parted.

    Raises:
        NotPossible: nothing was sent, it has not arrived or was changed since, a proposal waits, no reason.
    """
    actor, reason = acting.named(actor, reason, words.NO_REASON)
    with engine.begin() as conn:
        row = listing.one(conn, case_id, lock="for update")
        if conn.execute(text(query("cases_pending")), {"id": case_id}).one_or_none() is not None:
            raise words.AWAITING
        decision = _decision(conn, case_id)
        effect = _effect(conn, row, decision)
        hindrance = _hindrance(conn, city, row, decision, effect)
        if hindrance is not None:
            raise hindrance
        made = _propose(conn, city, row, decision, effect, actor, reason)
        detail = {"case": case_id, "decision": made.id, "choice": "compensate", "field": row.field}
        audit.write(conn, audit.chain_of_actor(actor), actor, "propose", detail)
        return Decided(decision_id=made.id, not_before=made.not_before, sends=False, words=words.PROPOSED, awaits=True)


def _propose(
    conn: Connection, city: City, row: Row[Any], decision: Row[Any], effect: Row[Any] | None, actor: str, reason: str
) -> Row[Any]:
    former = effect.shown[row.field] if effect else None
    plan = {"case_version": row.version, "decision": decision.id}
    if effect is not None:
        plan |= {"values": {row.field: former}, "expected": decision.value}
    values = {
        # Without a version: the case stays as it is until somebody approves.
        "id": row.id, "version": None, "field": row.field, "choice": "compensate", "value": former,
        "reason": reason, "actor": actor, "window": city.policy.undo_window, "job": None, "bulk_size": 1,
        "evidence_kind": "", "evidence_number": "", "evidence_date": None,
        "compensates": effect.id if effect else None, "plan": json.dumps(plan), "approved_by": None,
    }  # fmt: skip
    return conn.execute(text(query("cases_decide")), values).one()


def reopened(conn: Connection, city: City, row: Row[Any], proposal: Row[Any]) -> int | None:
    """Check once more, and open the case where it is not closed; the version the decision then belongs to.

    Raises:
        NotPossible: what was proposed can no longer be done.
    """
    decision = _decision(conn, row.id)
    hindrance = _hindrance(conn, city, row, decision, _effect(conn, row, decision))
    if decision.id != proposal.plan["decision"]:
        raise words.CHANGED
    if hindrance is not None:
        raise hindrance
    # A closed case comes back by itself when the next comparison sees the former value.
    found: int | None = conn.execute(text(query("cases_reopen_compensated")), {"id": row.id}).scalar()
    return found


def carry(conn: Connection, city: City, row: Row[Any], decision: Row[Any]) -> tuple[Words, bool]:
    """Put an approved compensation into force."""
    if decision.compensates is None:
        conn.execute(text(query("cases_not_apart")), {"decision": decision.plan["decision"]})
        undo.open_again(conn, row)
        apply_decision.mark(conn, row, "compensate")
        return _JOINED, False
    apply_decision.send(conn, city, row, decision, value=decision.value, expected=decision.plan["expected"])
    return _BACK, True


def _decision(conn: Connection, case_id: int) -> Row[Any]:
    """The last decision that holds. NotPossible if there is none, or it is itself a compensation."""
    decision = conn.execute(text(query("cases_last_decision")), {"id": case_id}).one_or_none()
    if decision is None:
        raise words.NOT_DECIDED
    if decision.choice == "compensate":
        raise words.NOTHING_SENT
    return decision


def _effect(conn: Connection, row: Row[Any], decision: Row[Any]) -> Row[Any] | None:
    if decision.choice not in _SENDING:
        return None
    since = decision.approved_at or decision.decided_at
    about = {"feed": row.feed, "record_key": row.record_key, "field": row.field, "since": since}
    rows = conn.execute(text(query("cases_sent")), {**about, "value": decision.value}).all()
    return rows[0] if rows else None


def _hindrance(
    conn: Connection, city: City, row: Row[Any], decision: Row[Any], effect: Row[Any] | None
) -> NotPossible | None:
    """Why nothing can be put back; None if it can."""
    if decision.choice == "apart":
        return None
    if effect is None or effect.state in ("failed", "overtaken", "manual"):
        return words.NOTHING_SENT()
    if effect.state in ("draft", "ready"):
        return words.UNDO_INSTEAD()
    if effect.state != "verified":
        return words.WAIT_VERIFIED()
    if effect.shown.get(row.field) is None:
        return words.NEVER_BLANK()
    if apply_decision.shown(conn, city, row) != decision.value:
        return words.CHANGED_SINCE()
    return None if apply_decision.refreshes(city, row) else words.BACK_BY_HAND()


def _told_all(conn: Connection, city: City, row: Row[Any], decision: Row[Any], effect: Row[Any] | None) -> Consequences:
    system = city.systems[city.feeds[row.feed].system].title
    since = effect.sent_at if effect and effect.sent_at else decision.approved_at or decision.decided_at
    told = _told(conn, city, row, since)
    hindrance = _hindrance(conn, city, row, decision, effect)
    returns = effect.shown.get(row.field) if effect else None
    return Consequences(
        case_id=row.id,
        decision_id=decision.id,
        choice=decision.choice,
        effect_id=effect.id if effect else None,
        system=system,
        feed=row.feed,
        record_key=str(listing.masked(row.record_key)),
        field=row.field,
        now=listing.masked(apply_decision.shown(conn, city, row))
        if row.field in apply_decision.fields(city, row)
        else None,
        returns=listing.masked(returns),
        sent_at=effect.sent_at if effect else None,
        authority_value=listing.masked(row.authority_value),
        changed=_changed(conn, city, row, since) if effect else (),
        told=told,
        words=_JOIN if decision.choice == "apart" else _put_back(system, row.field),
        hindrance=hindrance.words if hindrance else None,
        draft=_draft(told) if told else None,
    )


def _changed(conn: Connection, city: City, row: Row[Any], since: datetime) -> tuple[Change, ...]:
    feed = city.feeds[row.feed]
    names = [name for name in schemas.field_names(feed.entity) if name != row.field]
    asked = {"system": feed.system, "record_key": row.record_key, "since": since, "fields": names}
    statement = text(shaped("cases_changed_since", {"entity": feed.entity}))
    return tuple(
        Change(field=found.field, before=listing.masked(found.before), now=listing.masked(found.now))
        for found in conn.execute(statement, asked)
    )


def _told(conn: Connection, city: City, row: Row[Any], since: datetime) -> tuple[Told, ...]:
    about = {name: row._mapping[name] for name in ("subject_kind", "subject_key", "feed", "record_key")}
    return tuple(
        Told(
            effect_id=found.id,
            kind=found.kind,
            system=city.systems[found.system].title if found.system in city.systems else found.system,
            sent_at=found.sent_at,
            state=found.state,
        )
        for found in conn.execute(text(query("cases_told")), {**about, "since": since})
    )


def _put_back(system: str, field: str) -> Words:
    return Words(
        id=f"Bila disetujui orang lain, nilai {field} di {system} dikembalikan seperti sebelum keputusan ini. "
        "Perbedaannya lalu muncul lagi dan perlu diputuskan.",
        en=f"Once another person approves, {field} in {system} is put back as it was before this decision. "
        "The difference then shows again and has to be settled.",
    )


def _draft(told: tuple[Told, ...]) -> Words:
    """A note to those who were told; says nothing about anybody."""
    last = told[-1]
    return Words(
        id=f"Keterangan yang kami kirim kepada {last.system} pada {full(last.sent_at, 'id')} tidak berlaku lagi. "
        "Keterangan yang benar akan menyusul.",
        en=f"What we sent to {last.system} on {full(last.sent_at, 'en')} no longer holds. "
        "The correct word will follow.",
    )


_JOIN = Words(
    id="Bila disetujui orang lain, kedua catatan dibandingkan lagi sebagai satu orang.",
    en="Once another person approves, the two records are compared as one person again.",
)
_JOINED = Words(
    id="Disetujui. Kedua catatan dibandingkan lagi sebagai satu orang.",
    en="Approved. The two records are compared as one person again.",
)
_BACK = Words(
    id="Disetujui. Nilai sebelumnya dikirim setelah masa pembatalan lewat; perbedaannya lalu terbuka lagi.",
    en="Approved. The former value is sent when the undo window has passed; the difference is then open again.",
)
