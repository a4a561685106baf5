"""The audit as people read it: who did what, when and why; whether the chains are whole; who looked at whose data."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.texts import audit as auditacts
from simpul.store import access_log, audit
from simpul.store.audit import Verdict
from simpul.store.queries import query
from simpul.values import csv_export, mask

#: Lines of one download; lines, chains and seconds of one verification.
EXPORT, VERIFY_LINES, VERIFY_CHAINS, VERIFY_SECONDS = 10_000, 100_000, 500, 10.0
_WHY = ("reason", "purpose", "refusal")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What of the audit is wanted; nothing said: all of it."""

    actor: str | None = None
    act: str | None = None
    chain: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A line's place in time, to read on from."""

    at: datetime
    chain: str
    seq: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing somebody did; NIK and KK masked."""

    at: datetime
    chain: str
    seq: int
    actor: str
    act: str
    words: Words
    why: str
    #: Name → value, without what stands in ``why``.
    detail: Mapping[str, str]
    #: Of a decision: the value that was there and the one decided.
    before: str | None = None
    after: str | None = None
    #: Page of what it was about; empty: none.
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """One chain and how far it is sealed."""

    name: str
    lines: int
    newest_at: datetime
    sealed_lines: int
    sealed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a verification found."""

    chains: int
    lines: int
    broken: tuple[Verdict, ...]
    #: The chains were too many for one look.
    stopped: bool


@dataclass(frozen=True, kw_only=True)
class Access:
    """One look at a citizen's data."""

    id: int
    at: datetime
    actor: str
    act: str
    words: Words
    purpose: Words
    reason: str
    subjects: tuple[str, ...]
    opened_by: str
    feed: str
    field: str


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """How often data was looked at for one purpose."""

    purpose: Words
    act: Words
    looks: int
    people: int


def lines(engine: Engine, filters: Filters, *, before: Place | None = None, limit: int = 50) -> tuple[Line, ...]:
    """Lines of the audit, newest first. ``before``: the last line of the page before."""
    paged: dict[str, object] = {"before_at": None, "before_chain": None, "before_seq": None, "limit": limit}
    if before:
        paged |= {"before_at": before.at, "before_chain": before.chain, "before_seq": before.seq}
    with engine.connect() as conn:
        rows = conn.execute(text(query("auditview_lines")), {**asdict(filters), **paged}).all()
        decided = _decisions(conn, rows)
    return tuple(_line(row, decided) for row in rows)


def _decisions(conn: Connection, rows: Sequence[Row[Any]]) -> dict[int, Row[Any]]:
    ids = {row.detail["decision"] for row in rows if isinstance(row.detail.get("decision"), int)}
    found = conn.execute(text(query("auditview_decisions")), {"ids": sorted(ids)}) if ids else ()
    return {row.id: row for row in found}


def _line(row: Row[Any], decided: Mapping[int, Row[Any]]) -> Line:
    decision = decided.get(row.detail.get("decision", 0))
    why = next((mask.scrub(row.detail[name]) for name in _WHY if row.detail.get(name)), "")
    detail = {name: _shown(value) for name, value in row.detail.items() if name not in _WHY}
    return Line(
        at=row.at, chain=row.chain, seq=row.seq, actor=row.actor, act=row.act, words=auditacts.told(row.act),
        why=why or (mask.scrub(decision.reason) if decision else ""),
        detail={name: value for name, value in detail.items() if value},
        before=_value(decision.follower_value) if decision else None,
        after=_value(decision.value) if decision else None,
        page=_page(row.detail),
    )  # fmt: skip


def _value(text_: str | None) -> str | None:
    return None if text_ is None else mask.scrub(text_)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return mask.scrub(", ".join(str(one) for one in value))[:300]
    return "" if value is None else mask.scrub(value)[:300]


def _page(detail: Mapping[str, Any]) -> str:
    if isinstance(detail.get("case"), int):
        return f"/ketidaksesuaian/{detail['case']}"
    if isinstance(detail.get("settlement"), int):
        return f"/karantina/usul/{detail['settlement']}"
    return ""


def chains(engine: Engine, *, limit: int = VERIFY_CHAINS) -> tuple[Chain, ...]:
    """Every chain with how far it is sealed, the one that grew last first."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("auditview_chains")), {"limit": limit}).all()
    return tuple(
        Chain(
            name=row.chain, lines=row.seq, newest_at=row.at, sealed_lines=row.sealed_seq or 0, sealed_at=row.sealed_at
        )
        for row in rows
    )


def verify(engine: Engine, *, actor: str, chain: str | None = None) -> Verified:
    """Read the chains, or one, and compare hashes and seals; how that went is itself an audit line.

    Of a long chain only the newest lines are read, from a sealed head on: all of it is what ``audit.verify`` is for.
    """
    actor = acting.person(actor)
    names = [chain] if chain else [one.name for one in chains(engine)]
    until, left = time.monotonic() + VERIFY_SECONDS, VERIFY_LINES
    found: list[Verdict] = []
    with engine.connect() as conn:
        for name in names:
            if time.monotonic() > until or left <= 0:
                break
            found.append(audit.verify(conn, name, last=left))
            left -= found[-1].lines
    broken = tuple(verdict for verdict in found if not verdict.ok)
    told = Verified(
        chains=len(found), lines=sum(one.lines for one in found), broken=broken, stopped=len(found) < len(names)
    )
    detail = {"chains": told.chains, "lines": told.lines, "broken": [one.chain for one in broken]}
    with engine.begin() as conn:
        audit.write(conn, audit.chain_of_actor(actor), actor, "audit_verify", detail)
    return told


def last_verified(engine: Engine) -> Line | None:
    """The newest verification; None before the first."""
    found = lines(engine, Filters(act="audit_verify"), limit=1)
    return found[0] if found else None


_TOLD = (
    ("is missing", Words(id="baris ini hilang", en="this line is missing")),
    ("does not follow", Words(id="tidak bersambung dengan baris sebelumnya", en="does not follow the line before")),
    ("was changed", Words(id="baris ini diubah", en="this line was changed")),
    ("seal of line", Words(id="segelnya bukan milik Simpul", en="its seal is not ours")),
    ("differs from its seal", Words(id="rantai ditulis ulang setelah disegel", en="written anew after it was sealed")),
    ("were sealed and are missing", Words(id="baris yang sudah disegel hilang", en="sealed lines are missing")),
)


def reason(verdict: Verdict) -> Words:
    """Why a chain is broken, in both languages."""
    for part, words in reversed(_TOLD):
        if part in verdict.reason:
            return words
    return Words(id=verdict.reason, en=verdict.reason)


def export(engine: Engine, filters: Filters, *, actor: str) -> str:
    """The newest lines as CSV, at most :data:`EXPORT`; that they were taken is an audit line."""
    actor = acting.person(actor)
    found = lines(engine, filters, limit=EXPORT)
    told = {name: str(value) for name, value in asdict(filters).items() if value is not None}
    with engine.begin() as conn:
        detail = {"lines": len(found), "filters": told}
        audit.write(conn, audit.chain_of_actor(actor), actor, "audit_export", detail)
    columns = ("WAKTU", "SIAPA", "TINDAKAN", "ALASAN", "SEBELUM", "SESUDAH", "RINCIAN", "RANTAI", "BARIS")
    return csv_export.table(columns, (_row(line) for line in found))


def _row(line: Line) -> tuple[object, ...]:
    detail = "; ".join(f"{name}={value}" for name, value in line.detail.items())
    return (line.at, line.actor, line.words.id, line.why, line.before, line.after, detail, line.chain, line.seq)


def accesses(
    engine: Engine,
    filters: Filters,
    *,
    purpose: str | None = None,
    subject: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[Access, ...]:
    """Who looked at whose data, newest first. ``subject``: a pseudonym."""
    asked = {**asdict(filters), "purpose": purpose, "subject": subject, "before": before, "limit": limit}
    with engine.connect() as conn:
        return tuple(_access(row) for row in conn.execute(text(query("auditview_accesses")), asked))


def who_saw(engine: Engine, nik: str, *, actor: str) -> tuple[str, tuple[Access, ...]]:
    """The pseudonym of a citizen and who looked at their data; asking is written down as well."""
    actor, number = acting.person(actor), nik.strip()
    if not (len(number) == 16 and number.isascii() and number.isdigit()):
        raise NotPossible(Words(id="NIK terdiri atas 16 angka.", en="A NIK has 16 digits."))
    subject = access_log.pseudonym(number)
    with engine.begin() as conn:
        audit.write(conn, audit.chain_of_actor(actor), actor, "audit_who_saw", {"subjects": [subject]})
    return subject, accesses(engine, Filters(), subject=subject)


def purposes(engine: Engine, since: datetime, until: datetime) -> tuple[Purpose, ...]:
    """How often data was looked at between two moments, by purpose."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("auditview_purposes")), {"since": since, "until": until}).all()
    return tuple(_purpose(row) for row in rows)


def _purpose(row: Row[Any]) -> Purpose:
    return Purpose(purpose=_called(row.purpose), act=auditacts.told(row.act), looks=row.looks, people=row.people)


def _called(purpose: str) -> Words:
    return access_log.PURPOSES.get(purpose, Words(id=purpose, en=purpose))


def _access(row: Row[Any]) -> Access:
    return Access(
        id=row.id, at=row.at, actor=row.actor, act=row.act, words=auditacts.told(row.act), purpose=_called(row.purpose),
        reason=mask.scrub(row.reason), subjects=tuple(row.subjects), opened_by=row.opened_by, feed=row.feed,
        field=row.field,
    )  # fmt: skip


def known_acts() -> Iterable[tuple[str, Words]]:
    """Acts to filter by, with what they are called."""
    return auditacts.ACTS.items()
