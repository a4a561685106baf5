"""One case with everything an officer needs to settle it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.cases import sentences
from simpul.cases.listing import CaseLine, line, masked, one, plain
from simpul.compare.rules import admin
from simpul.config.settings import City
from simpul.core import offices
from simpul.core.errors import BadConfig
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.core.texts import cases as words
from simpul.core.texts import states
from simpul.links import freshness
from simpul.store import scope
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where one side's value was read."""

    feed: str
    system: str
    record_key: str
    value: str | None
    page_id: int
    page_origin: str
    row_no: int
    run_id: int
    mapping_revision: str
    observed_at: datetime
    version: str | None
    tombstoned_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One thing in a case's history."""

    at: datetime
    actor: str
    words: Words
    #: Reason, comment or state; masked.
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """Everything an officer needs to settle a case."""

    case: CaseLine
    #: What disagrees, in one sentence; what to do about it, where a rule says.
    sentence: Words
    advice: Words | None
    severity: Words
    owner: Words
    #: Who proposes the proposed value; None: nobody.
    proposer: Words | None
    #: Open cases of the same cause, this one among them.
    group_size: int
    authority: Origin | None
    follower: Origin | None
    #: What else is remarkable about the subject: findings of rules that make no cases.
    annotations: tuple[Words, ...]
    #: Choice, value, reason, actor, times of every decision; newest last.
    decisions: tuple[Mapping[str, Any], ...]
    effects: tuple[Mapping[str, Any], ...]
    #: Decisions, notes and sendings in one time line, oldest first.
    history: tuple[Happened, ...]
    #: Why nothing can be said now ("ditahan: SIAK per Senin 06.10"); None: both sides are fresh.
    held: Words | None


def show(engine: Engine, city: City, case_id: int) -> CaseView:
    """One case with both sides, their origin and its history. NotPossible if there is none."""
    with engine.connect() as conn:
        row = one(conn, case_id)
        about = {"feed": row.feed, "record_key": row.record_key, "field": row.field, "since": row.opened_at}
        authority, follower = city.feeds.get(row.authority_feed), city.feeds.get(row.feed)
        subject = city.policy.subjects.get(row.subject_kind)
        ours = subject is not None and authority is not None and row.authority_feed == subject.authority
        decisions = tuple(plain(found) for found in conn.execute(text(query("cases_decisions")), {"id": case_id}))
        sent = tuple(plain(found) for found in conn.execute(text(query("cases_effects")), about))
        notes = [plain(found) for found in conn.execute(text(query("cases_notes")), {"id": case_id})]
        return CaseView(
            case=line(row),
            sentence=sentences.sentence(city, row),
            advice=sentences.advice(row),
            severity=states.SEVERITY[row.severity],
            owner=offices.named(row.owner),
            proposer=sentences.proposer(row),
            group_size=conn.execute(text(query("cases_group_size")), {"cause": row.cause}).scalar_one(),
            authority=_origin(conn, authority, subject.key, row.subject_key, row.field) if ours and subject else None,
            follower=_origin(conn, follower, "key", row.record_key, row.field),
            annotations=_remarks(engine, city, row),
            decisions=decisions,
            effects=sent,
            history=tuple(sorted(_history(decisions, notes, sent), key=lambda entry: entry.at)),
            held=_held(conn, city, (authority, follower)),
        )


def _remarks(engine: Engine, city: City, row: Row[Any]) -> tuple[Words, ...]:
    try:
        # Rules run as a role of their own; whom they are asked about here is the subject of a case this person sees.
        with scope.hub(engine).connect() as conn:
            return tuple(mask.words(told) for told in admin.annotations(conn, city, row.subject_kind, row.subject_key))
    except BadConfig:
        # A rule that cannot be run is told by the comparison; the case itself must still open.
        return ()


def _held(conn: Connection, city: City, sides: tuple[Feed | None, ...]) -> Words | None:
    known = tuple(feed for feed in sides if feed is not None)
    return freshness.held(city, known, freshness.standings(conn, city))


def _origin(conn: Connection, feed: Feed | None, column: str, value: str, field: str) -> Origin | None:
    if feed is None:
        return None
    statement = shaped("cases_origin", {"entity": feed.entity, "column": column})
    row = conn.execute(text(statement), {"system": feed.system, "value": value}).one_or_none()
    if row is None:
        return None
    same = ("system", "page_id", "row_no", "run_id", "mapping_revision", "observed_at", "version", "tombstoned_at")
    shown = row.record.get(field) if field else None
    return Origin(
        feed=feed.name,
        record_key=mask.scrub(row.key),
        value=masked(None if shown is None else str(shown)),
        page_origin=mask.scrub(row.origin or ""),
        **{name: row._mapping[name] for name in same},
    )


def _history(
    decisions: tuple[Mapping[str, Any], ...], notes: list[dict[str, Any]], sent: tuple[Mapping[str, Any], ...]
) -> Iterator[Happened]:
    for decision in decisions:
        yield from _decided(decision)
    for note in notes:
        told = words.ACTS.get(note["act"], Words(id=note["act"], en=note["act"]))
        yield Happened(at=note["at"], actor=note["actor"], words=told, detail=note["body"])
    for effect in sent:
        made = Words(id=f"Kiriman {effect['kind']} dibuat", en=f"Effect {effect['kind']} made")
        yield Happened(at=effect["created_at"], actor="simpul", words=made, detail=effect["state"])
        if effect["sent_at"]:
            left = Words(id=f"Kiriman {effect['kind']} dikirim", en=f"Effect {effect['kind']} sent")
            yield Happened(at=effect["sent_at"], actor="simpul", words=left, detail=effect["reason"])


def _decided(decision: Mapping[str, Any]) -> Iterator[Happened]:
    """A decision, its approval or refusal, and its end."""
    choice = words.CHOICES[decision["choice"]]
    proposed = decision["four_eyes"]
    made = Words(
        id=f"{'Diusulkan' if proposed else 'Diputuskan'}: {choice.id}",
        en=f"{'Proposed' if proposed else 'Decided'}: {choice.en}",
    )
    yield Happened(at=decision["decided_at"], actor=decision["actor"], words=made, detail=decision["reason"])
    if decision["approved_at"] and proposed:
        words_ = Words(id="Disetujui", en="Approved")
        yield Happened(at=decision["approved_at"], actor=decision["approved_by"], words=words_)
    if decision["refused_at"]:
        words_ = Words(id="Ditolak", en="Refused")
        yield Happened(
            at=decision["refused_at"], actor=decision["refused_by"], words=words_, detail=decision["refusal"]
        )
    if decision["undone_at"]:
        words_ = Words(id="Dibatalkan", en="Taken back") if decision["stands"] else Words(id="Ditarik", en="Withdrawn")
        yield Happened(at=decision["undone_at"], actor=decision["undone_by"], words=words_)
