"""Open a citizen's trace: for a purpose, within one's hourly limit, written down before anything is shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import get_args

from sqlalchemy import Connection, Engine

from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import SimpulError
from simpul.core.i18n import Words
from simpul.core.refusals import refusal
from simpul.people.rights import Right
from simpul.store import access_log
from simpul.store.access_log import Looking
from simpul.views.trace import current as present
from simpul.views.trace import timeline
from simpul.views.trace.current import Record
from simpul.views.trace.subjects import OpenedBy, Subjects, find
from simpul.views.trace.timeline import Kept, TraceEntry

NO_NUMBER = refusal(Words(id="Isi nomornya dulu.", en="Fill in the number first."))
NO_RIGHT = refusal(
    Words(
        id="Hak Anda tidak mencakup isian ini. Minta bantuan pejabat pelindungan data.",
        en="Your rights do not cover this field. Ask the data-protection officer for help.",
    )
)
NO_FIELD = refusal(
    Words(id="Isian ini tidak ada lagi. Muat ulang telusurnya.", en="This field is gone. Open the trace again.")
)


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A citizen across systems and time."""

    opening_id: int
    #: Who it is about, as the records of access call them.
    subjects: tuple[str, ...]
    #: A way back to this trace for the same person, for half an hour.
    handle: str
    now: tuple[Record, ...]
    #: Oldest first.
    entries: tuple[TraceEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """One field in full."""

    ref: str
    field: str
    label: Words
    system: str
    value: str
    #: How many more the person may ask for within the hour.
    left: int


def look(engine: Engine, city: City, looking: Looking, *, by: OpenedBy, number: str) -> Trace:
    """Open the trace a number leads to. A complaint leads to a citizen only where the match is sure or confirmed:
    quoting a number is not being its owner.

    Raises:
        NotPossible: no number or purpose, or more than one person may open within an hour.
    """
    if by not in get_args(OpenedBy) or not number.strip():
        raise NO_NUMBER
    return _open(engine, city, looking, by, number.strip(), None)


def choose(engine: Engine, city: City, looking: Looking, handle: str) -> Trace:
    """Open the trace of one of several citizens that were found. The handle opens once."""
    told = access_log.opened(handle, looking.actor, "candidate")
    return _open(engine, city, looking, "penduduk", told["nik"], told["nonce"])


def again(engine: Engine, city: City, actor: str, handle: str) -> Trace:
    """The same trace once more, for the person who opened it: another page of it, or after a field was shown."""
    told = access_log.opened(handle, acting.person(actor), "opening")
    with engine.connect() as conn:
        found, kept = _found(conn, city, told["by"], told["number"])
        return _trace(conn, city, int(told["opening"]), handle, found, kept)


def reveal(
    engine: Engine, city: City, looking: Looking, handle: str, *, ref: str, field: str, rights: Collection[Right]
) -> Revealed:
    """One field of one record in full, written down first.

    Raises:
        NotPossible: no reason or right, past the hourly limit, too late, or the field is gone.
    """
    told = access_log.opened(handle, looking.actor, "opening")
    with engine.begin() as conn:
        found, kept = _found(conn, city, told["by"], told["number"])
        record = next((one for one in present.now(city, kept) if one.ref == ref), None)
        cell = record.cell(field) if record else None
        if record is None or cell is None or cell.masked is None:
            raise NO_FIELD
        if ("bodies" if cell.body else "unmask") not in rights:
            raise NO_RIGHT
        act: access_log.Act = "body" if cell.body else "reveal"
        access_log.record(
            conn, looking, act, subjects=_pseudonyms(found), feed=record.feed, field=field,
            opening_id=int(told["opening"]),
        )  # fmt: skip
        row = next(one.row for one in kept if one.what == "record" and present.ref(one.feed, one.row.key) == ref)
        left = access_log.left(conn, looking.actor.strip(), act)
        return Revealed(
            ref=ref, field=field, label=cell.label, system=record.system, value=str(row.record[field]), left=left
        )


def trace(
    engine: Engine,
    city: City,
    *,
    nik: str | None = None,
    application: str | None = None,
    complaint: str | None = None,
    receipt: str | None = None,
    actor: str,
    purpose: str,
) -> tuple[TraceEntry, ...]:
    """The time line alone, oldest first, by exactly one number. See :func:`look`.

    Raises:
        SimpulError: none or more than one of nik, application, complaint and receipt was given.
    """
    actor = acting.person(actor)
    given: dict[OpenedBy, str | None] = {
        "penduduk": nik, "permohonan": application, "pengaduan": complaint, "tanda_terima": receipt,
    }  # fmt: skip
    opened = [(by, number) for by, number in given.items() if number is not None]
    if len(opened) != 1:
        raise SimpulError("give exactly one of NIK, application number, complaint number and receipt number")
    ((by, number),) = opened
    return look(engine, city, Looking(actor=actor, reason=purpose), by=by, number=number).entries


def _open(engine: Engine, city: City, looking: Looking, by: OpenedBy, number: str, nonce: str | None) -> Trace:
    with engine.begin() as conn:
        found, kept = _found(conn, city, by, number)
        opening = access_log.record(
            conn, looking, "trace", subjects=_pseudonyms(found), opened_by=by, handle=nonce, more={"records": len(kept)}
        )
        told = {"by": by, "number": number, "opening": str(opening)}
        handle = access_log.handle(looking.actor, "opening", told)
        return _trace(conn, city, opening, handle, found, kept)


def _found(conn: Connection, city: City, by: str, number: str) -> tuple[Subjects, list[Kept]]:
    found = find(conn, city, by, number)  # type: ignore[arg-type]
    return found, list(timeline.records(conn, city, found))


def _trace(conn: Connection, city: City, opening: int, handle: str, found: Subjects, kept: list[Kept]) -> Trace:
    entries = sorted(timeline.entries(conn, city, found, kept), key=lambda entry: entry.at)
    return Trace(
        opening_id=opening,
        subjects=_pseudonyms(found),
        handle=handle,
        now=present.now(city, kept),
        entries=tuple(entries),
    )


def _pseudonyms(found: Subjects) -> tuple[str, ...]:
    """The citizens it is about; where none is known, the applications and complaints."""
    keys = sorted(found.niks) or [key for _, key in found.pairs]
    return tuple(access_log.pseudonym(key) for key in keys)
