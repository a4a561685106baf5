"""Find a citizen by name and birth date or by family card: a list to choose from, without a number in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Engine, Row, text

from simpul.config.settings import City
from simpul.core import clock
from simpul.core.i18n import Words
from simpul.core.refusals import refusal
from simpul.store import access_log
from simpul.store.access_log import Looking
from simpul.store.queries import query
from simpul.values import codes, mask
from simpul.views.trace import timeline

#: Citizens a list shows.
MOST = 30
NOT_ENOUGH = refusal(
    Words(
        id="Isi nama lengkap dan tanggal lahir, atau nomor KK.",
        en="Fill in the full name and the birth date, or the family card number.",
    )
)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One of the citizens a name and birth date may mean."""

    #: Opens this citizen's trace once, for the person who searched.
    handle: str
    nik: str
    name: str
    kelurahan: str
    age: int | None
    #: Officer's names of the systems that know them.
    systems: tuple[str, ...]


def plain(name: str) -> str:
    """A name as two are compared: letters and digits, in capitals, one blank between words."""
    return re.sub(r"[^A-Z0-9]+", " ", name.upper()).strip()


def search(
    engine: Engine, city: City, looking: Looking, *, name: str = "", born: date | None = None, kk: str = ""
) -> tuple[Candidate, ...]:
    """Citizens of exactly this name and birth date, or of this family card. Searching is written down too.

    Raises:
        NotPossible: neither is given in full, no purpose, or too many searches within the hour.
    """
    wanted = plain(name)
    if not kk.strip() and not (wanted and born):
        raise NOT_ENOUGH
    by_card = bool(kk.strip())
    values = {
        "name": None if by_card else wanted,
        "born": None if by_card else born,
        "kk": kk.strip() or None,
        "limit": MOST * 5,
    }
    with engine.begin() as conn:
        rows = conn.execute(text(query("trace_people")), values).all()
        by_nik: dict[str, list[Row[Any]]] = {}
        for row in rows:
            by_nik.setdefault(row.nik, []).append(row)
        shown = dict(list(by_nik.items())[:MOST])
        access_log.record(
            conn, looking, "search", subjects=[access_log.pseudonym(nik) for nik in shown],
            opened_by="keluarga" if by_card else "nama", more={"found": len(by_nik)},
        )  # fmt: skip
    return tuple(_candidate(city, looking, nik, known) for nik, known in shown.items())


def _candidate(city: City, looking: Looking, nik: str, known: list[Row[Any]]) -> Candidate:
    first = known[0]
    place = next((row.kode_kelurahan for row in known if row.kode_kelurahan), None)
    return Candidate(
        handle=access_log.handle(looking.actor, "candidate", {"nik": nik}),
        nik=mask.nik(nik),
        name=mask.name(first.nama_lengkap),
        kelurahan=_place(place),
        age=_age(first.tanggal_lahir),
        systems=tuple(dict.fromkeys(timeline.title(city, row.system) for row in known)),
    )


def _age(born: date | None) -> int | None:
    today = clock.today()
    return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _place(code: str | None) -> str:
    return _kelurahan().get(code, code) if code else ""


@cache
def _kelurahan() -> dict[str, str]:
    return {told["kode"]: told["judul"] for told in codes.rows("kelurahan")}
