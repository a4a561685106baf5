"""Telusur Data Warga: everything the hub knows of one citizen, across systems and time, in one time line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, text

from simpul import audit, mask, registry
from simpul.cases import words as casewords
from simpul.compare.frames import shaped
from simpul.config import City
from simpul.errors import SimpulError
from simpul.model import NOTHING
from simpul.registry import ColumnSpec
from simpul.store.db import query
from simpul.wording import Words

What = Literal["record", "former", "quarantine", "match", "case", "note", "decision", "correction", "effect", "receipt"]

#: Canonical field that names a subject → what :class:`_Found` calls it.
_NAMED = {"nik": "niks", "nomor_permohonan": "applications", "id_pengaduan": "complaints"}
#: Steps from one subject to the next: complaint → application → NIK → the person's other applications.
_STEPS = 3
#: What a trace is opened by, and a kind of subject → what :class:`_Found` calls it.
_OPENS = {"nik": "niks", "permohonan": "applications", "pengaduan": "complaints"}
_KINDS = {"penduduk": "niks", "permohonan": "applications", "pengaduan": "complaints"}


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
class _Found:
    """The subjects a trace is about."""

    niks: frozenset[str] = frozenset()
    applications: frozenset[str] = frozenset()
    complaints: frozenset[str] = frozenset()

    @property
    def lists(self) -> dict[str, list[str]]:
        return {name: sorted(getattr(self, name)) for name in self.__dataclass_fields__}

    @property
    def subjects(self) -> list[str]:
        kinds = {"penduduk": self.niks, "permohonan": self.applications, "pengaduan": self.complaints}
        return [f"{kind} {key}" for kind, keys in kinds.items() for key in sorted(keys)]


def trace(
    engine: Engine,
    city: City,
    *,
    nik: str | None = None,
    application: str | None = None,
    complaint: str | None = None,
    receipt: str | None = None,
    actor: str = "simpul",
    purpose: str = "",
) -> tuple[TraceEntry, ...]:
    """Oldest first. Looking is itself written down, with its purpose, in the actor's chain.

    ``receipt``: the reference of a sending (``SMP-…`` or the target's own), or a number a paper counter gave out.
    A complaint leads to a citizen only where the match is sure or confirmed: quoting a number is not being its owner.

    Raises:
        SimpulError: none or more than one of nik, application, complaint and receipt was given.
    """
    given = {"nik": nik, "permohonan": application, "pengaduan": complaint, "tanda_terima": receipt}
    opened = [(name, value.strip()) for name, value in given.items() if value is not None]
    if len(opened) != 1:
        raise SimpulError("give exactly one of NIK, application number, complaint number and receipt number")
    with engine.begin() as conn:
        ((opened_by, value),) = opened
        found = _follow(conn, city, _start(conn, opened_by, value))
        entries = sorted(_entries(conn, city, found), key=lambda entry: entry.at)
        detail = {"opened_by": opened_by, "purpose": purpose, "entries": len(entries)}
        # Whom it was about, without saying it to who reads the chain: the ids of what was shown would.
        audit.write(conn, audit.chain_of_actor(actor), actor, "trace", detail)
    return tuple(entries)


def _start(conn: Connection, opened_by: str, value: str) -> _Found:
    if opened_by != "tanda_terima":
        return _Found(**{_OPENS[opened_by]: frozenset({value})})
    rows = conn.execute(text(query("trace_receipt")), {"reference": value, "code": value.upper().removeprefix("SMP-")})
    named: dict[str, set[str]] = {}
    for row in rows:
        if row.subject_kind in _KINDS and row.subject_key:
            named.setdefault(_KINDS[row.subject_kind], set()).add(row.subject_key)
    return _Found(**{name: frozenset(keys) for name, keys in named.items()})


def _follow(conn: Connection, city: City, found: _Found) -> _Found:
    for _ in range(_STEPS):
        quotes = conn.execute(text(query("trace_quotes")), found.lists).all()
        meant = _matched(conn, city, found)
        widened = _Found(
            niks=found.niks | meant.niks,
            applications=found.applications | {row.application_key for row in quotes} | meant.applications,
            complaints=found.complaints | {row.complaint_key for row in quotes} | meant.complaints,
        )
        rows = conn.execute(text(query("trace_applications")), widened.lists).all()
        found = _Found(
            niks=widened.niks | {row.nik for row in rows if row.nik},
            applications=widened.applications | {row.nomor_permohonan for row in rows},
            complaints=widened.complaints,
        )
    return found


def _matched(conn: Connection, city: City, found: _Found) -> _Found:
    """Who else is meant, by matches that are sure or that somebody confirmed."""
    feeds = _feeds_by_name(city)
    rows = conn.execute(text(query("trace_matches")), {**found.lists, **feeds, "states": ["sure", "confirmed"]})
    names = {feed: name for name, listed in feeds.items() for feed in listed}
    sides = [(names.get(feed), key) for row in rows for feed, key in
             ((row.left_feed, row.left_key), (row.right_feed, row.right_key))]  # fmt: skip
    return _Found(
        niks=frozenset(key for name, key in sides if name == "person_feeds"),
        applications=frozenset(key for name, key in sides if name == "application_feeds"),
        complaints=frozenset(key for name, key in sides if name == "complaint_feeds"),
    )


def _feeds_by_name(city: City) -> dict[str, list[str]]:
    """Feeds whose keys name a citizen, an application or a complaint."""
    person = city.policy.subjects.get("penduduk")
    return {
        "person_feeds": [person.authority] if person else [],
        "application_feeds": [feed.name for feed in city.feeds.values() if feed.entity == "permohonan"],
        "complaint_feeds": [feed.name for feed in city.feeds.values() if feed.entity == "pengaduan"],
    }


def _entries(conn: Connection, city: City, found: _Found) -> Iterator[TraceEntry]:
    records = list(_records(conn, city, found))
    yield from (entry for _, entry in records)
    places = {"records": sorted({place for place, _ in records}), "subjects": found.subjects}
    yield from _quarantined(conn, city, places)
    yield from _meant(conn, city, found)
    yield from _settled(conn, city, places)
    yield from _sent(conn, city, places)


def _records(conn: Connection, city: City, found: _Found) -> Iterator[tuple[str, TraceEntry]]:
    """Records of every mirror that speaks of the subjects, as they are and as they were, each with its place."""
    for entity in registry.entities():
        columns = {spec.name: spec for spec in registry.columns(entity)}
        named = [name for name in _NAMED if name in columns]
        if not named:
            continue
        condition = " or ".join(f"m.{name} = any(:{_NAMED[name]})" for name in named)
        parts = {"entity": entity, "condition": condition}
        for statement, what in (("trace_current", "record"), ("trace_former", "former")):
            for row in conn.execute(text(shaped(statement, parts)), found.lists):
                feed = _feed(city, row.system, entity)
                yield f"{feed} {row.key}", _record(city, row, feed, what, columns)  # type: ignore[arg-type]


def _feed(city: City, system: str, entity: str) -> str:
    feeds = [feed.name for feed in city.feeds.values() if feed.system == system and feed.entity == entity]
    return feeds[0] if feeds else f"{system}.{entity}"


def _record(city: City, row: Row[Any], feed: str, what: What, columns: Mapping[str, ColumnSpec]) -> TraceEntry:
    system = city.systems[row.system].title if row.system in city.systems else row.system
    if row.tombstoned_at is not None:
        words = Words(id=f"Dihapus di {system}", en=f"Removed in {system}")
    elif what == "former":
        words = Words(id=f"Nilai lama di {system}", en=f"Former values in {system}")
    else:
        words = Words(id=f"Tercatat di {system}", en=f"On record in {system}")
    shown = {
        name: _veiled(spec, row.record[name]) for name, spec in columns.items() if row.record.get(name) is not None
    }
    from_where = {"page": str(row.page_id), "run": str(row.run_id)}
    return TraceEntry(
        at=row.at, what=what, system=system, feed=feed, key=mask.scrub(row.key), words=words, detail=shown | from_where
    )


def _veiled(spec: ColumnSpec, value: object) -> str:
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


def _meant(conn: Connection, city: City, found: _Found) -> Iterator[TraceEntry]:
    """Matches of these records, those taken apart again among them."""
    values = {**found.lists, **_feeds_by_name(city), "states": list(_MEANT)}
    for row in conn.execute(text(query("trace_matches")), values):
        detail = {"match": str(row.id), "other": f"{row.right_feed} {mask.scrub(row.right_key)}"}
        detail |= {"score": f"{row.score:.2f}", "how": row.how}
        yield _entry(city, "match", row, row.found_at, _MEANT[row.state], detail)
        if row.decided_at is not None:
            words = Words(id=f"Tautan diputuskan oleh {row.decided_by}", en=f"Match settled by {row.decided_by}")
            yield _entry(city, "match", row, row.decided_at, words, {**detail, "reason": row.decided_reason or ""})


_MEANT = {
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
        kind = casewords.KINDS.get(row.kind, Words(id=row.kind, en=row.kind))
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
