"""Settle what is in quarantine: correct one value with a reason, discard by two persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config import schemas, settings
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.four_eyes import FOUR_EYES_FIELDS
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.core.texts import quarantine as words
from simpul.core.texts import quarantine_reasons, states
from simpul.ingest.quarantine import retry
from simpul.ingest.quarantine.entries import Entry, raw_of
from simpul.ingest.quarantine.requests import Settled, add, close, held, named
from simpul.ingest.quarantine.retry import Trial
from simpul.mapping.validate import validate
from simpul.people import delegation
from simpul.store import audit, encryption, overrides, runs, scope
from simpul.store.lease import Lease
from simpul.store.queries import query
from simpul.values import codes, mask


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for a second person; NIK and KK masked."""

    id: int
    kind: str
    words: Words
    feed: str
    rule: str
    entry_id: int | None
    entries: int
    field: str
    #: Of a correction: what the source sent and what shall be used, NIK and KK masked.
    before: str
    after: str
    reason: str
    proposer: str
    proposed_at: datetime
    #: Where it is shown and settled.
    page: str
    open: bool = True


def discard(
    engine: Engine,
    feed: str,
    rule: str,
    *,
    reason: str,
    actor: str,
    up_to: int | None = None,
    entry_id: int | None = None,
) -> Settled:
    """Propose to give up a group, or one entry of it; nothing happens before another person approves.

    ``up_to``: the newest entry that was shown; later ones are not part of it.
    """
    actor, reason = named(actor, reason)
    with engine.begin() as conn:
        names = {"feed": feed, "rule": rule, "entry": entry_id, "up_to": up_to}
        found = conn.execute(text(query("quarantine_group_of")), names).one()
        if not found.entries:
            raise words.NOTHING
        made = add(
            conn, kind="discard", feed=feed, rule=rule, entry_id=entry_id, up_to=found.up_to, entries=found.entries,
            reason=reason, actor=actor,
        )  # fmt: skip
        detail = {"settlement": made.id, "feed": feed, "rule": rule, "entries": found.entries, "entry": entry_id}
        audit.write(conn, audit.chain_of_actor(actor), actor, "quarantine_discard", detail)
    return Settled(settlement_id=made.id, words=words.PROPOSED, awaits=True)


def correct(engine: Engine, city: City, entry_id: int, *, value: str, reason: str, actor: str) -> Settled:
    """Put the right value in the place of one bad one, for as long as the source sends that bad one.

    Who somebody is is only proposed so: another person must approve.

    Raises:
        NotPossible: the value breaks a rule, the entry is settled or a whole row, its bytes are gone, a pull runs.
    """
    actor, reason = named(actor, reason)
    feed, engine = _feed(city, engine, entry_id), scope.whole(engine)
    with held(engine, feed) as ours, engine.begin() as conn:
        row = conn.execute(text(query("quarantine_lock_entry")), {"id": entry_id}).one()
        raw = _correctable(row)
        value = _valid(feed, row.field, value)
        key_id, sealed = encryption.seal(value.encode(), overrides.context(feed.name, row.record_key, row.field))
        made = add(
            conn, kind="correct", feed=feed.name, rule=row.rule, entry_id=entry_id, up_to=entry_id, entries=1,
            field=row.field, record_key=row.record_key, reason=reason, actor=actor, sealed=sealed, key_id=key_id,
            raw_digest=overrides.digest(raw),
        )  # fmt: skip
        detail = {"settlement": made.id, "entry": entry_id, "field": row.field}
        audit.write(conn, audit.chain_of_actor(actor), actor, "quarantine_correct", detail)
        if not made.stands:
            return Settled(settlement_id=made.id, words=words.PROPOSED, awaits=True)
        _apply(conn, feed, ours, _one(conn, made.id), actor)
    return Settled(settlement_id=made.id, words=words.CORRECTED, entries=1)


def takes_two(field: str) -> bool:
    """Whether correcting this field only proposes."""
    return field in FOUR_EYES_FIELDS


def choices(city: City, entry: Entry) -> tuple[tuple[str, str], ...]:
    """Codes a field may hold, with what they mean; empty for a field that is no code."""
    feed = city.feeds.get(entry.feed)
    column = schemas.schema(feed.entity).columns().get(entry.field) if feed else None
    name = (column.metadata or {}).get("codes") if column is not None else None
    return tuple((told["kode"], told.get("judul") or told["kode"]) for told in codes.rows(name)) if name else ()


def approve(engine: Engine, city: City, number: int, *, actor: str) -> Settled:
    """Let a proposal stand and do it. NotPossible for its proposer, or when it is settled already."""
    actor = acting.person(actor)
    with engine.connect() as conn:
        kind = _waiting(_one(conn, number)).kind
    if kind == "correct":
        return _approve_correction(engine, city, number, actor)
    with engine.begin() as conn:
        row = _approved(conn, number, actor)
        names = {"feed": row.feed, "rule": row.rule, "entry_id": row.entry_id, "up_to": row.up_to}
        done = close(conn, number, "discarded", names, actor, row.reason)
        detail = {"settlement": number, "feed": row.feed, "rule": row.rule, "entries": done}
        audit.write(conn, audit.chain_of_actor(actor), actor, "quarantine_approve", detail)
    return Settled(settlement_id=number, words=words.discarded(done), entries=done)


def _approve_correction(engine: Engine, city: City, number: int, actor: str) -> Settled:
    engine = scope.whole(engine)
    with engine.connect() as conn:
        feed = _feed(city, engine, _one(conn, number).entry_id)
    with held(engine, feed) as ours, engine.begin() as conn:
        row = _approved(conn, number, actor)
        _correctable(conn.execute(text(query("quarantine_lock_entry")), {"id": row.entry_id}).one())
        audit.write(
            conn, audit.chain_of_actor(actor), actor, "quarantine_approve", {"settlement": number, "entries": 1}
        )
        _apply(conn, feed, ours, row, actor)
    return Settled(settlement_id=number, words=words.CORRECTED, entries=1)


def refuse(engine: Engine, number: int, *, reason: str, actor: str) -> Words:
    """Refuse another person's proposal; what it was about stays where it is."""
    actor, reason = named(actor, reason)
    return _close(engine, number, actor, reason, own=False)


def withdraw(engine: Engine, number: int, *, actor: str) -> Words:
    """Take one's own proposal back."""
    return _close(engine, number, acting.person(actor), "ditarik pengusulnya (withdrawn)", own=True)


def proposals(
    engine: Engine, *, actor: str | None = None, feed: str | None = None, rule: str | None = None, limit: int = 50
) -> tuple[Waiting, ...]:
    """What waits for a second person, oldest first; with ``actor`` only what this person did not propose."""
    names = {"not_by": actor, "feed": feed, "rule": rule, "limit": limit}
    with engine.connect() as conn:
        return tuple(_shown(conn, row) for row in conn.execute(text(query("settlements_waiting")), names).all())


def settlement(engine: Engine, number: int) -> Waiting | None:
    """One proposal, settled or not; None if there is none."""
    with engine.connect() as conn:
        row = conn.execute(text(query("settlement_one")), {"id": number}).one_or_none()
        return _shown(conn, row) if row is not None else None


def _shown(conn: Connection, row: Row[Any]) -> Waiting:
    before = after = ""
    waits = row.approved_by is None and row.refused_by is None
    if row.kind == "correct" and row.sealed:
        kept = encryption.unseal(row.key_id, row.sealed, overrides.context(row.feed, row.record_key, row.field))
        after = mask.scrub(kept.decode())
        entry = conn.execute(text(query("quarantine_one")), {"id": row.entry_id}).one_or_none()
        before = entry.masked if entry is not None else ""
    same = ("id", "kind", "feed", "rule", "entry_id", "entries", "field", "proposed_at")
    return Waiting(
        words=states.QUARANTINE_KIND[row.kind],
        before=before,
        after=after,
        reason=mask.scrub(row.reason),
        proposer=row.actor,
        page=f"/karantina/usul/{row.id}",
        open=waits and row.four_eyes,
        **{name: row._mapping[name] for name in same},
    )


def _apply(conn: Connection, feed: Feed, ours: Lease, row: Row[Any], actor: str) -> None:
    """Take the row of a corrected value in again, now with the right value."""
    entry = conn.execute(text(query("quarantine_one")), {"id": row.entry_id}).one()
    older = {"feed": feed.name, "record_key": row.record_key, "field": row.field, "id": row.id}
    conn.execute(text(query("standing_older")), older)
    run_id = retry.start(conn, feed, ours, f"correct:{actor}")
    if retry.again(conn, feed, ours, run_id, entry.page_id, Trial(entry_id=entry.id)) is None:
        raise words.NO_RAW
    runs.end_run(conn, run_id, "done", "")
    marked = {"id": row.id, "actor": actor, "reason": row.reason, "entry": entry.id}
    if not conn.execute(text(query("standing_mark")), marked).rowcount:
        raise words.WHOLE


def _correctable(row: Row[Any]) -> str:
    """The raw value of an entry that one value can be put in the place of."""
    if row.state != "open":
        raise words.NOT_OPEN
    if not row.field or not row.record_key:
        raise words.WHOLE
    raw = raw_of(row) if row.sealed else ""
    if not raw:
        raise words.NO_RAW
    return raw


def _valid(feed: Feed, field: str, value: str) -> str:
    """``value`` as the hub keeps it. NotPossible names the rule it breaks."""
    found = validate(feed, field, value)
    if found.rule:
        told = quarantine_reasons.told(found.rule)
        raise words.still_bad(found.rule, Words(id=told.arti, en=told.meaning))
    if found.value is None:
        raise words.NO_VALUE
    return found.value


def _feed(city: City, engine: Engine, entry_id: int) -> Feed:
    with engine.connect() as conn:
        row = conn.execute(text(query("quarantine_one")), {"id": entry_id}).one_or_none()
    if row is None:
        raise NotPossible(words.missing(entry_id))
    if row.feed not in city.feeds:
        raise words.UNKNOWN_FEED
    feed = city.feeds[row.feed]
    settings.require_access(feed)
    return feed


def _one(conn: Connection, number: int) -> Row[Any]:
    row = conn.execute(text(query("settlement_one")), {"id": number}).one_or_none()
    if row is None:
        raise words.no_settlement(number)
    return row


def _waiting(row: Row[Any]) -> Row[Any]:
    if not row.four_eyes or row.approved_by is not None or row.refused_by is not None:
        raise words.NOT_PROPOSED
    return row


def _approved(conn: Connection, number: int, actor: str) -> Row[Any]:
    row = _waiting(conn.execute(text(query("settlement_lock")), {"id": number}).one())
    delegation.may_approve(conn, proposer=row.actor, approver=actor, since=row.proposed_at)
    conn.execute(text(query("settlement_approve")), {"id": number, "actor": actor})
    return row


def _close(engine: Engine, number: int, actor: str, reason: str, *, own: bool) -> Words:
    with engine.begin() as conn:
        _one(conn, number)
        row = _waiting(conn.execute(text(query("settlement_lock")), {"id": number}).one())
        if (row.actor.casefold() == actor.casefold()) != own:
            raise words.NOT_YOURS if own else words.USE_WITHDRAW
        conn.execute(text(query("settlement_refuse")), {"id": number, "actor": actor, "reason": reason})
        act = "quarantine_withdraw" if own else "quarantine_refuse"
        audit.write(conn, audit.chain_of_actor(actor), actor, act, {"settlement": number})
    return words.WITHDRAWN if own else words.REFUSED
