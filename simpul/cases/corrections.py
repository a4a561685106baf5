"""Correction requests (surat pengantar): where the authority itself is wrong, its office is asked by letter.

Nobody's authoritative value is ever overwritten by the hub, and data balikan never carries a correction. The letter
lists the evidence; its status is kept until the next pull shows the corrected value.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, text

from simpul.config import schemas
from simpul.config.settings import City
from simpul.core import acting, i18n, offices
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.refusals import refusal
from simpul.core.texts import states
from simpul.store import audit
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import mask

Answer = Literal["received", "done", "refused"]
#: Who owns the values of a system; any other system's owner is the data steward.
OFFICE_OF = {"siak": "DK", "dukcapil": "DK", "apsp": "PT", "sp4": "SP", "loket": "KC"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """A correction request as a list shows it."""

    id: int
    case_id: int
    office: str
    #: Number of the letter, empty before it is sent.
    letter: str
    state: str
    field: str
    feed: str
    authority_feed: str
    kecamatan: str | None
    made_by: str
    made_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    answer: str

    @property
    def words(self) -> Words:
        """Where it stands."""
        return states.CORRECTION[self.state]


#: What may follow what.
_NEXT: Mapping[str, tuple[str, ...]] = {"sent": ("received", "done", "refused"), "received": ("done", "refused")}


def make(conn: Connection, city: City, case: Row[Any], decision: Row[Any]) -> int | None:
    """A request for a decision that stands, in the decision's transaction; None if it has one already."""
    office = OFFICE_OF.get(city.feeds[case.authority_feed].system, "WD")
    evidence = [line for feed in (case.authority_feed, case.feed) for line in _evidence(conn, city, case, feed)]
    values = {"decision": decision.id, "office": office, "evidence": json.dumps(evidence), "actor": decision.actor}
    found: int | None = conn.execute(text(query("correction_add")), values).scalar()
    return found


def _evidence(conn: Connection, city: City, case: Row[Any], name: str) -> list[str]:
    """Where one side's value came in: system, record, page, row, run, mapping version; values stay in the letter."""
    feed = city.feeds[name]
    subject = city.policy.subjects.get(case.subject_kind)
    ours = name != case.feed and subject is not None
    column, value = (subject.key, case.subject_key) if ours and subject else ("key", case.record_key)
    statement = shaped("cases_origin", {"entity": feed.entity, "column": column})
    row = conn.execute(text(statement), {"system": feed.system, "value": value}).one_or_none()
    if row is None:
        return []
    where = f"halaman {row.page_id} baris {row.row_no}, proses {row.run_id}, pemetaan {row.mapping_revision}"
    return [f"{city.systems[feed.system].title}: {where}, diterima {i18n.full(row.observed_at)}"]


def drop(conn: Connection, decision_id: int) -> None:
    """The decision was undone: a letter that has not left is not needed any more."""
    conn.execute(text(query("correction_drop")), {"decision": decision_id})


def listing(
    engine: Engine, *, state: str | None = None, office: str | None = None, limit: int = 50
) -> tuple[Request, ...]:
    """Requests, oldest first; without a state those not answered."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("correction_list")), {"state": state, "office": office, "limit": limit})
        return tuple(_request(row) for row in rows)


def of_case(engine: Engine, case_id: int) -> tuple[tuple[int, Words], ...]:
    """Number and state of each request made for a case."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("correction_of_case")), {"case": case_id})
        return tuple((row.id, states.CORRECTION[row.state]) for row in rows)


def letter(engine: Engine, city: City, request_id: int, file: Path, *, actor: str) -> Path:
    """Write the letter into ``file``: new, readable by its owner only.

    Raises:
        NotPossible: no such request, or the file is there already.
    """
    actor = acting.person(actor)
    with engine.begin() as conn:
        words = _told(conn, city, request_id, actor)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise _file_exists(file) from None
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(words)
    return file


def letter_words(engine: Engine, city: City, request_id: int, *, actor: str) -> str:
    """The letter, to be printed. NotPossible: no such request."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        return _told(conn, city, request_id, actor)


def _told(conn: Connection, city: City, request_id: int, actor: str) -> str:
    """The letter with the full numbers its office needs; who had it made is written down."""
    words = _letter(conn, city, _one(conn, request_id))
    audit.write(conn, audit.chain_of_actor(actor), actor, "correction_letter", {"request": request_id})
    return words


def one(engine: Engine, request_id: int) -> Request:
    """One request. NotPossible: there is none, or not for who asks."""
    with engine.connect() as conn:
        return _request(_one(conn, request_id))


def sent(engine: Engine, request_id: int, *, number: str, actor: str) -> Request:
    """The letter left, under this number."""
    actor = acting.person(actor)
    if not number.strip():
        raise _NO_NUMBER
    return _step(engine, request_id, ("draft",), "correction_send", actor, {"letter": number.strip()})


def answered(engine: Engine, request_id: int, answer: Answer, *, words: str, actor: str) -> Request:
    """What the office said. *done* is believed when a pull shows it: then the case closes by itself."""
    actor = acting.person(actor)
    allowed = tuple(state for state, following in _NEXT.items() if answer in following)
    if answer == "refused" and not words.strip():
        raise _NO_WORDS
    return _step(engine, request_id, allowed, "correction_answer", actor, {"state": answer, "answer": words.strip()})


def _step(
    engine: Engine, request_id: int, allowed: tuple[str, ...], statement: str, actor: str, values: Mapping[str, str]
) -> Request:
    with engine.begin() as conn:
        row = _one(conn, request_id, lock="for update of r")
        if row.state not in allowed:
            raise _not_now(row.state)
        conn.execute(text(query(statement)), {"id": request_id, **values})
        marked = {"subject_kind": row.subject_kind, "subject_key": row.subject_key, "reason": "koreksi", "run": None}
        conn.execute(text(query("dirty_add")), marked)
        detail = {"request": request_id, "was": row.state, "step": statement.partition("_")[2]}
        audit.write(conn, audit.chain_of_actor(actor), actor, "correction", detail)
        return _request(_one(conn, request_id))


def _request(row: Row[Any]) -> Request:
    return Request(**{name: row._mapping[name] for name in Request.__dataclass_fields__})


def _one(conn: Connection, request_id: int, lock: str = "") -> Row[Any]:
    row = conn.execute(text(shaped("correction_one", {"lock": lock})), {"id": request_id}).one_or_none()
    if row is None:
        raise NotPossible(
            Words(
                id=f"Permohonan perbaikan {request_id} tidak ada.", en=f"There is no correction request {request_id}."
            )
        )
    return row


def _letter(conn: Connection, city: City, row: Row[Any]) -> str:
    now = conn.execute(text("select clock_timestamp()")).scalar_one()
    office = offices.named(row.office).id
    judul = label(city, row.feed, row.field)
    proof = f"{row.evidence_kind} nomor {row.evidence_number} tanggal {_day(row.evidence_date)}"
    lines = [
        "SURAT PENGANTAR PERMOHONAN PERBAIKAN DATA",
        "",
        f"Nomor    : {row.letter or '(diisi saat dikirim)'}",
        f"Tanggal  : {i18n.full(now)}",
        f"Kepada   : {office}",
        f"Perihal  : Perbaikan {judul}, ketidaksesuaian Simpul nomor {row.case_id}",
        "",
        f"Data yang dimohon diperbaiki pada {city.systems[row.authority_feed.partition('.')[0]].title}:",
        f"  Catatan          : {row.subject_key}",
        f"  Isian            : {judul}",
        f"  Tertulis sekarang: {row.authority_value or '(kosong)'}",
        f"  Seharusnya       : {row.value or '(lihat bukti)'}",
        "",
        "Dasar:",
        f"  Keputusan        : {row.reason} ({row.actor}{', disetujui ' + row.approved_by if row.approved_by else ''})",
        f"  Dokumen          : {proof if row.evidence_number else '(tidak ada dokumen; lihat daftar bukti)'}",
        "",
        "Daftar bukti:",
        *(f"  {number}. {line}" for number, line in enumerate(row.evidence, start=1)),
        "",
        "Simpul tidak mengubah data di sistem Saudara. Mohon kabari kami setelah data diperbaiki atau bila ditolak.",
        "",
    ]
    return "\n".join(lines)


def label(city: City, feed: str, field: str) -> str:
    columns = {column.name: column.judul for column in schemas.columns(city.feeds[feed].entity)}
    return columns.get(field, field or "seluruh catatan")


def _day(day: date | None) -> str:
    return day.strftime("%d-%m-%Y") if day else "(tanpa tanggal)"


def _not_now(state: str) -> NotPossible:
    words = states.CORRECTION[state]
    return NotPossible(
        Words(id=f"Tidak dapat dilakukan sekarang: {words.id}.", en=f"Not possible now: {words.en.lower()}.")
    )


def _file_exists(file: Path) -> NotPossible:
    name = mask.scrub(file.name)
    return NotPossible(
        Words(id=f"Berkas {name} sudah ada. Pilih nama lain.", en=f"File {name} exists. Choose another name.")
    )


_NO_NUMBER = refusal(Words(id="Nomor surat wajib diisi.", en="The letter's number is needed."))
_NO_WORDS = refusal(Words(id="Alasan penolakan wajib diisi.", en="The reason of the refusal is needed."))
