"""Units: which offices there are and which kecamatan each answers for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Engine, text

from simpul.core import acting
from simpul.core.i18n import Words
from simpul.core.offices import OFFICES
from simpul.core.refusals import refusal
from simpul.people.model import Unit
from simpul.store import audit
from simpul.store.queries import query

_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
_KECAMATAN = re.compile(r"\d{6}")


def put(engine: Engine, *, code: str, name: str, office: str, kecamatan: Iterable[str], actor: str) -> Unit:
    """Add a unit, or change it: its people see other rows from their next page on.

    Raises:
        NotPossible: nobody named, no code, name, office or kecamatan that could be one; a kecamatan office without any.
    """
    actor = acting.person(actor)
    places = tuple(sorted({place.strip() for place in kecamatan if place.strip()}))
    unit = Unit(code=code.strip().upper(), name=name.strip()[:120], office=office.strip().upper(), kecamatan=places)
    _check(unit)
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        values = {"code": unit.code, "name": unit.name, "office": unit.office, "kecamatan": list(places)}
        conn.execute(text(query("people_unit_put")), values)
        audit.write(conn, audit.chain_of_actor(actor), actor, "unit_put", values)
    return unit


def _check(unit: Unit) -> None:
    if not _CODE.fullmatch(unit.code) or not unit.name:
        raise BAD_CODE
    if unit.office not in OFFICES:
        raise BAD_OFFICE
    if not all(_KECAMATAN.fullmatch(place) for place in unit.kecamatan) or (unit.office == "KC" and not unit.kecamatan):
        raise BAD_KECAMATAN


BAD_CODE = refusal(
    Words(
        id="Kode unit: huruf besar, angka dan garis, misalnya KC-127122; nama unit wajib.",
        en="Unit code: capital letters, digits and dashes, such as KC-127122; a name is required.",
    )
)
BAD_OFFICE = refusal(
    Words(id="Kantor: WD, DK, PT, SP, IN atau KC.", en="The office is one of WD, DK, PT, SP, IN and KC.")
)
BAD_KECAMATAN = refusal(
    Words(
        id="Kode kecamatan terdiri dari enam angka; kantor kecamatan memerlukan sedikitnya satu.",
        en="A kecamatan code is six digits; a kecamatan office needs at least one.",
    )
)
