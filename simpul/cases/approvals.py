"""Everything that waits for a second person, as one list: what it is, since when, until when, and who may let it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import approve
from simpul.config.settings import City
from simpul.core import offices
from simpul.core.i18n import Words, number
from simpul.core.texts import cases as words
from simpul.ingest import quarantine
from simpul.people import changes, delegation
from simpul.store.queries import query
from simpul.values import mask

Kind = Literal["case", "bulk", "revert", "link", "balikan", "quarantine", "account"]

KINDS: dict[Kind, Words] = {
    "case": Words(id="Keputusan", en="Decision"),
    "bulk": Words(id="Keputusan massal", en="Bulk decision"),
    "revert": Words(id="Pengembalian data", en="Taking data back"),
    "link": Words(id="Melepas tautan", en="Unlinking"),
    "balikan": Words(id="Data balikan", en="Data balikan"),
    "quarantine": Words(id="Karantina", en="Quarantine"),
    "account": Words(id="Akses akun", en="Account access"),
}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits."""

    kind: Kind
    #: Case, job, plan, link or settlement by its number; a month by its name.
    number: str
    title: Words
    reason: str
    proposer: str
    since: datetime
    #: When it has waited too long.
    limit_at: datetime
    #: Office that answers for it then; None: there is none above.
    then: Words | None
    #: It was handed up already.
    escalated_to: Words | None
    #: This person proposed it.
    own: bool
    #: Why this person may not approve; None: they may, if approving is theirs at all.
    hindrance: Words | None

    @property
    def words(self) -> Words:
        """What kind of thing it is."""
        return KINDS[self.kind]


@dataclass(frozen=True, kw_only=True)
class _Found:
    kind: Kind
    number: str
    title: Words
    reason: str
    proposer: str
    since: datetime
    owner: str
    escalated_to: str | None = None
    #: A proposal that no longer fits its case.
    lapsed: bool = False


def waiting(engine: Engine, city: City, *, actor: str, limit: int = 50) -> tuple[Waiting, ...]:
    """What waits, oldest first, as ``actor`` sees it."""
    found = [*_decisions(engine, limit), *_settlements(engine, limit)]
    with engine.connect() as conn:
        found += [_other(row) for row in conn.execute(text(query("approvals_others")), {"limit": limit})]
        oldest = sorted(found, key=lambda one: (one.since, one.kind, one.number))[:limit]
        circle = delegation.circle(conn, actor, oldest[0].since) if oldest else frozenset()
        return tuple(_waiting(conn, city, one, actor, circle) for one in oldest)


def _waiting(conn: Connection, city: City, found: _Found, actor: str, circle: frozenset[str]) -> Waiting:
    own = delegation.same(found.proposer, actor)
    above = offices.PARENTS.get(found.escalated_to or found.owner)
    return Waiting(
        kind=found.kind,
        number=found.number,
        title=found.title,
        reason=mask.scrub(found.reason),
        proposer=found.proposer,
        since=found.since,
        limit_at=found.since + city.policy.settling.approval_age,
        then=offices.named(above) if above else None,
        escalated_to=offices.named(found.escalated_to) if found.escalated_to else None,
        own=own,
        hindrance=words.CHANGED.words if found.lapsed else _hindrance(conn, found, actor, circle),
    )


def _hindrance(conn: Connection, found: _Found, actor: str, circle: frozenset[str]) -> Words | None:
    """Asked of the database only for who is in the circle of the oldest proposal: it is the widest."""
    if found.proposer.strip().lower() not in circle:
        return None
    return delegation.hindrance(conn, proposer=found.proposer, approver=actor, since=found.since)


def _decisions(engine: Engine, limit: int) -> list[_Found]:
    return [
        _Found(
            kind="case",
            number=str(one.case_id),
            title=_about(one),
            reason=one.reason,
            proposer=one.proposer,
            since=one.proposed_at,
            owner=one.owner,
            escalated_to=one.escalated_to,
            lapsed=not one.live,
        )
        for one in approve.proposals(engine, limit=limit)
    ]


def _about(one: approve.Proposal) -> Words:
    what = (one.field or one.kind).replace("_", " ")
    return Words(
        id=f"#{one.case_id} {what} ({one.feed}): {one.words.id}",
        en=f"#{one.case_id} {what} ({one.feed}): {one.words.en}",
    )


def _settlements(engine: Engine, limit: int) -> list[_Found]:
    return [
        _Found(
            kind="quarantine",
            number=str(one.id),
            title=Words(
                id=f"{one.words.id}: {one.feed}, {one.rule} ({number(one.entries, 'id')})",
                en=f"{one.words.en}: {one.feed}, {one.rule} ({number(one.entries, 'en')})",
            ),
            reason=one.reason,
            proposer=one.proposer,
            since=one.proposed_at,
            owner="WD",
        )
        for one in quarantine.proposals(engine, limit=limit)
    ]


def _other(row: Row[Any]) -> _Found:
    same = {name: row._mapping[name] for name in ("kind", "number", "proposer", "since", "owner")}
    return _Found(**same, reason=row.reason or "", title=_title(row))


def _title(row: Row[Any]) -> Words:
    size_id, size_en = number(row.size or 0, "id"), number(row.size or 0, "en")
    target = mask.scrub(row.target)
    if row.kind == "bulk":
        choice = words.CHOICES[row.target]
        return Words(
            id=f"Nomor {row.number}, {size_id} ketidaksesuaian: {choice.id}",
            en=f"Number {row.number}, {size_en} cases: {choice.en}",
        )
    if row.kind == "revert":
        run = target.isdigit()
        return Words(
            id=f"{'proses ' if run else ''}{target}, {size_id} baris",
            en=f"{'run ' if run else ''}{target}, {size_en} rows",
        )
    if row.kind == "balikan":
        return Words(id=f"Bulan {target}: {size_id} baris", en=f"Month {target}: {size_en} rows")
    if row.kind == "account":
        kind, _, username = target.partition(" ")
        return Words(id=f"{changes.KINDS[kind].id}: {username}", en=f"{changes.KINDS[kind].en}: {username}")
    return Words(id=target, en=target)
