"""The time line of a citizen: what every mirror, case, decision, sending and receipt says happened, masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, text

from simpul.config import schemas
from simpul.config.schemas import ColumnSpec
from simpul.config.settings import City
from simpul.core.i18n import Words
from simpul.core.model import NOTHING
from simpul.core.texts import cases as casewords
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask
from simpul.views.trace.subjects import KINDS, Subjects, feeds_by_name

What = Literal["record", "former", "quarantine", "match", "case", "note", "decision", "correction", "effect", "receipt"]


@dataclass(frozen=True, kw_only=True)
class TraceEntry:
    """One thing that happened, masked."""

    at: datetime
    what: What
    #: Officer's name of the system, empty for what happened inside the hub.
    system: str
    feed: str
    key: str
    words: Words
    #: Field or name → masked value.
    detail: Mapping[str, str] = NOTHING


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A record of a mirror that speaks of the subjects, as it is or as it was; not masked."""

    feed: str
    entity: str
    what: What
    row: Row[Any]


def entries(conn: Connection, city: City, found: Subjects, kept: Sequence[Kept]) -> Iterator[TraceEntry]:
    """Everything that happened to the subjects and to the records ``kept`` that speak of them."""
    yield from (_record(city, one) for one in kept)
    records = sorted({(one.feed, one.row.key) for one in kept})
    subjects = found.pairs
    places = {
        "feeds": [feed for feed, _ in records],
        "keys": [key for _, key in records],
        "kinds": [kind for kind, _ in subjects],
        "subjects": [key for _, key in subjects],
    }
    yield from _quarantined(conn, city, places)
    yield from _meant(conn, city, found)
    yield from _settled(conn, city, places)
    yield from _sent(conn, city, places)


def records(conn: Connection, city: City, found: Subjects) -> Iterator[Kept]:
    """Records of every mirror that speaks of the subjects, as they are and as they were."""
    for entity in schemas.entities():
        columns = schemas.field_names(entity)
        named = [(field, name) for field, name in KINDS.values() if field in columns]
        if not named:
            continue
        parts = {"entity": entity, "condition": " or ".join(f"m.{field} = any(:{name})" for field, name in named)}
        kinds: tuple[tuple[str, What], ...] = (("trace_current", "record"), ("trace_former", "former"))
        for statement, what in kinds:
            for row in conn.execute(text(shaped(statement, parts)), found.lists):
                yield Kept(feed=_feed(city, row.system, entity), entity=entity, what=what, row=row)


def title(city: City, system: str) -> str:
    """Officer's name of a system."""
    return city.systems[system].title if system in city.systems else system


def _feed(city: City, system: str, entity: str) -> str:
    feeds = [feed.name for feed in city.feeds.values() if feed.system == system and feed.entity == entity]
    return feeds[0] if feeds else f"{system}.{entity}"


def _record(city: City, one: Kept) -> TraceEntry:
    system, row = title(city, one.row.system), one.row
    if row.tombstoned_at is not None:
        words = Words(id=f"Dihapus di {system}", en=f"Removed in {system}")
    elif one.what == "former":
        words = Words(id=f"Nilai lama di {system}", en=f"Former values in {system}")
    else:
        words = Words(id=f"Tercatat di {system}", en=f"On record in {system}")
    shown = {
        spec.name: redacted(spec, row.record[spec.name])
        for spec in schemas.columns(one.entity)
        if row.record.get(spec.name) is not None
    }
    from_where = {"page": str(row.page_id), "run": str(row.run_id)}
    return TraceEntry(
        at=row.at, what=one.what, system=system, feed=one.feed, key=mask.scrub(row.key), words=words,
        detail=shown | from_where,
    )  # fmt: skip


def redacted(spec: ColumnSpec, value: object) -> str:
    """A field's value as a trace shows it: personal data by its class, everything else with NIK and KK masked."""
    shown = str(value)
    if spec.name in ("nik", "no_kk", "nik_kepala"):
        return mask.nik(shown)
    if spec.privacy in ("P0", "P1"):
        return mask.scrub(shown)
    return mask.name(shown) if "nama" in spec.name else mask.value(shown)


def _quarantined(conn: Connection, city: City, places: Mapping[str, list[str]]) -> Iterator[TraceEntry]:
    for row in conn.execute(text(query("trace_quarantine")), places):
        words = Words(
            id=f"Nilai ditahan di karantina (aturan {row.rule})", en=f"Value held in quarantine (rule {row.rule})"
        )
        detail = {row.field or "baris": row.masked, "state": row.state}
        yield _entry(city, "quarantine", row, row.at, words, detail)


def _meant(conn: Connection, city: City, found: Subjects) -> Iterator[TraceEntry]:
    """Matches of these records, those taken apart again among them."""
    values = {**found.lists, **feeds_by_name(city), "states": list(_MATCH_EVENTS)}
    for row in conn.execute(text(query("trace_matches")), values):
        detail = {"match": str(row.id), "other": f"{row.right_feed} {mask.scrub(row.right_key)}"}
        detail |= {"score": f"{row.score:.2f}", "how": row.how}
        yield _entry(city, "match", row, row.found_at, _MATCH_EVENTS[row.state], detail)
        if row.decided_at is not None:
            words = Words(id=f"Tautan diputuskan oleh {row.decided_by}", en=f"Match settled by {row.decided_by}")
            yield _entry(city, "match", row, row.decided_at, words, {**detail, "reason": row.decided_reason or ""})


_MATCH_EVENTS = {
    "sure": Words(id="Ditautkan dengan yakin", en="Matched, sure"),
    "confirmed": Words(id="Ditautkan, dipastikan petugas", en="Matched, confirmed by an officer"),
    "offered": Words(id="Calon tautan, menunggu petugas", en="A possible match, waiting for an officer"),
    "rejected": Words(id="Calon tautan ditolak petugas", en="A possible match an officer rejected"),
    "unlinking": Words(id="Tautan diusulkan dilepas", en="Proposed to be taken apart"),
    "unlinked": Words(id="Tautan dilepas", en="Taken apart"),
}


def _settled(conn: Connection, city: City, places: Mapping[str, list[str]]) -> Iterator[TraceEntry]:
    cases = conn.execute(text(query("trace_cases")), places).all()
    for row in cases:
        kind = casewords.kind(row.kind)
        detail = {"case": str(row.id), "field": row.field, "state": row.state}
        detail |= {name: mask.value(row._mapping[name]) for name in ("authority_value", "follower_value")}
        yield _entry(city, "case", row, row.opened_at, kind, detail)
        if row.closed_at is not None:
            words = Words(id="Ketidaksesuaian selesai", en="Case closed")
            yield _entry(city, "case", row, row.closed_at, words, {**detail, "because": row.closed_because or ""})
    about = {row.id: row for row in cases}
    yield from _noted(conn, city, about)
    for row in conn.execute(text(query("trace_decisions")), {"cases": list(about)}):
        words = Words(id=f"Diputuskan oleh {row.actor}", en=f"Decided by {row.actor}")
        detail = {"case": str(row.case_id), "choice": row.choice, "reason": mask.scrub(row.reason)}
        yield _entry(city, "decision", about[row.case_id], row.at, words, detail)
        if row.undone_at is not None:
            words = Words(id=f"Keputusan dibatalkan oleh {row.undone_by}", en=f"Taken back by {row.undone_by}")
            yield _entry(city, "decision", about[row.case_id], row.undone_at, words, detail)


def _noted(conn: Connection, city: City, cases: Mapping[int, Row[Any]]) -> Iterator[TraceEntry]:
    """What else happened to the cases: assigned, put off, commented; letters to the office whose data is wrong."""
    for row in conn.execute(text(query("trace_notes")), {"cases": list(cases)}):
        words = Words(id=f"Catatan petugas {row.actor}: {row.act}", en=f"Note by {row.actor}: {row.act}")
        yield _entry(city, "note", cases[row.case_id], row.at, words, {"note": mask.scrub(row.body)})
    for row in conn.execute(text(query("trace_corrections")), {"cases": list(cases)}):
        words = Words(id=f"Permohonan perbaikan ke {row.office}", en=f"Correction request to {row.office}")
        detail = {"request": str(row.id), "letter": row.letter, "state": row.state, "answer": mask.scrub(row.answer)}
        yield _entry(city, "correction", cases[row.case_id], row.made_at, words, detail)


def _sent(conn: Connection, city: City, places: Mapping[str, list[str]]) -> Iterator[TraceEntry]:
    rows = conn.execute(text(query("trace_effects")), places).all()
    for row in rows:
        words = Words(id=f"Kiriman {row.kind} dibuat", en=f"Effect {row.kind} made")
        detail = {"effect": str(row.id), "state": row.state, "reason": mask.scrub(row.reason)}
        yield _entry(city, "effect", row, row.at, words, detail)
    about = {row.id: row for row in rows}
    for row in conn.execute(text(query("trace_receipts")), {"effects": list(about)}):
        words = Words(id=f"Tanda terima: {row.outcome}", en=f"Receipt: {row.outcome}")
        detail = {"effect": str(row.effect_id), "attempt": str(row.attempt), "reference": row.reference}
        yield _entry(city, "receipt", about[row.effect_id], row.at, words, detail)


def _entry(
    city: City, what: What, row: Row[Any], at: datetime, words: Words, detail: Mapping[str, str | None]
) -> TraceEntry:
    feed = city.feeds.get(row.feed)
    return TraceEntry(
        at=at,
        what=what,
        system=city.systems[feed.system].title if feed else "",
        feed=row.feed,
        key=mask.scrub(row.record_key or ""),
        words=words,
        detail={name: value for name, value in detail.items() if value},
    )
