"""What is to be sent, as a person sees it: list it, show it, let a draft out, take back what has not left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config.settings import City
from simpul.core import acting
from simpul.core.i18n import Words
from simpul.core.texts import effects as effectwords
from simpul.delivery.deliver import can_probe, mirrored
from simpul.delivery.effects import granted
from simpul.store import audit, scope
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask

#: States that can be cancelled: certainly not in the target.
CANCELLABLE = ("draft", "ready", "manual", "failed")


@dataclass(frozen=True, kw_only=True)
class EffectLine:
    """An effect as a list shows it; NIK and KK masked."""

    id: int
    kind: str
    mode: str
    system: str
    feed: str
    record_key: str
    state: str
    reason: str
    attempt: int
    case_id: int | None
    created_at: datetime
    not_before: datetime | None
    sent_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the target said at one attempt."""

    attempt: int
    outcome: str
    reference: str
    detail: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class EffectView:
    """Everything a person needs to let an effect out or take it back."""

    effect: EffectLine
    #: What happens now, or what to do.
    words: Words
    #: Field → value to be sent, masked.
    values: Mapping[str, str | None]
    #: Field → value the target showed when it was made, masked.
    expected: Mapping[str, str | None]
    #: The fixed words of a note or follow-up; empty where only values are sent.
    message: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Released:
    """A draft that was let out; cancelled before ``not_before`` it never leaves."""

    not_before: datetime
    words: Words


def listing(
    engine: Engine, *, state: str | None = None, system: str | None = None, limit: int = 50
) -> tuple[EffectLine, ...]:
    """Effects, oldest first; without a state those that have not come to their end."""
    wanted = {"state": state, "system": system, "limit": limit}
    with engine.connect() as conn:
        return tuple(_line(row) for row in conn.execute(text(query("outbox_list")), wanted))


def show(engine: Engine, city: City, effect_id: int) -> EffectView:
    """One effect with what it says and what was answered. NotPossible if there is none."""
    with engine.connect() as conn:
        row = _one(conn, effect_id)
        answers = conn.execute(text(query("outbox_receipts")), {"id": effect_id}).all()
    return EffectView(
        effect=_line(row),
        words=_next(city, row),
        values=_masked(row.send),
        expected=_masked(row.shown),
        message=mask.scrub(row.body.get("content") or row.body.get("isi") or ""),
        answers=tuple(Answer(**{**answer._mapping, "detail": mask.scrub(answer.detail)}) for answer in answers),
    )


def release(engine: Engine, city: City, effect_id: int, *, actor: str, reason: str) -> Released:
    """Let a draft out, or a failed event go out again, in the name of ``actor``; the undo window still applies.

    Raises:
        NotPossible: no such effect, not a draft or failed event, no grant in force, sending off, no name, no reason.
    """
    actor, reason = acting.named(actor, reason)
    with engine.begin() as conn:
        row = _one(conn, effect_id, lock="for update")
        if not (row.state == "draft" or (row.state == "failed" and row.mode == "event")):
            raise effectwords.not_now(effect_id, row.state, effectwords.RELEASE)
        _allowed(city, row)
        asked = {"id": effect_id, "window": city.policy.undo_window}
        not_before: datetime = conn.execute(text(query("outbox_release")), asked).scalar_one()
        _note(conn, row, "release", actor, reason)
        return Released(not_before=not_before, words=effectwords.RELEASED)


def cancel(engine: Engine, effect_id: int, *, actor: str, reason: str) -> Words:
    """Take back what certainly is not in the target.

    Raises:
        NotPossible: no such effect, it left or is settled, it comes from a decision, no name, no reason.
    """
    actor, reason = acting.named(actor, reason)
    with engine.begin() as conn:
        row = _one(conn, effect_id, lock="for update")
        if row.state == "unknown":
            raise effectwords.UNKNOWN_STAYS
        if row.state not in CANCELLABLE:
            raise effectwords.not_now(effect_id, row.state, effectwords.CANCEL)
        if row.decision_id is not None and row.state in ("draft", "ready"):
            raise effectwords.by_decision(row.case_id)
        told = f"dibatalkan {actor}: {mask.scrub(reason)}"
        conn.execute(text(query("outbox_cancel")), {"id": effect_id, "reason": told})
        _note(conn, row, "cancel", actor, reason)
        return effectwords.CANCELLED_STATE if row.mode == "state" else effectwords.CANCELLED


def _allowed(city: City, row: Row[Any]) -> None:
    """What held when the effect was made must hold when it leaves."""
    system = city.systems[row.system]
    if system.sending == "off":
        raise effectwords.switched_off(system.title)
    lacking = sorted(set(row.send) - granted(city, system.name, row.kind))
    if lacking:
        raise effectwords.not_granted(system.title, ", ".join(lacking))


def _note(conn: Connection, row: Row[Any], act: str, actor: str, reason: str) -> None:
    """In the actor's own chain; the case about an earlier refusal of this sending is settled with it."""
    conn.execute(text(query("outbox_close_case")), {"id": row.id, "because": f"effect_{act}"})
    detail = {"effect": row.id, "kind": row.kind, "system": row.system, "was": row.state}
    detail["reason"] = mask.scrub(reason)
    audit.write(conn, audit.chain_of_actor(actor), actor, f"effect_{act}", detail)


def _next(city: City, row: Row[Any]) -> Words:
    words = effectwords.NEXT[row.state]
    if row.state == "failed" and row.mode == "state":
        words = effectwords.FAILED_STATE
    system = city.systems[row.system]
    write = system.writes.get(row.kind)
    if row.state == "ready" and system.sending != "on" and (system.sending == "off" or row.not_before is None):
        words = effectwords.SWITCHED_OFF
    if row.state == "accepted" and row.mode == "event" and write and not can_probe(write) and not mirrored(city, write):
        words = effectwords.FINAL
    filled = {"id": row.id, "system": row.system}
    return Words(id=words.id.format(**filled), en=words.en.format(**filled))


def _one(conn: Connection, effect_id: int, lock: str = "") -> Row[Any]:
    row = conn.execute(text(shaped("outbox_one", {"lock": lock})), {"id": effect_id}).one_or_none()
    if row is None:
        raise effectwords.missing(effect_id)
    if lock:
        scope.lift(conn)
    return row


def _line(row: Row[Any]) -> EffectLine:
    values = {name: row._mapping[name] for name in EffectLine.__dataclass_fields__}
    return EffectLine(**{**values, "record_key": mask.scrub(row.record_key), "reason": mask.scrub(row.reason)})


def _masked(values: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name: None if value is None else mask.value(value) for name, value in values.items()}
