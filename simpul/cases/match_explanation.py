"""Why two records are held to be about one person, in words and as a number between 0 and 1."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, text

from simpul.cases import labels
from simpul.config import schemas
from simpul.core.i18n import Words
from simpul.core.model import NOTHING
from simpul.core.texts.differences import SHAPES
from simpul.store.queries import query
from simpul.values import comparators

#: Of numbers typed at a counter one in a hundred is somebody else's: what the same NIK alone says, in bits.
SAME_NUMBER = math.log2(99)
#: Field → how much it says when it is the same, and when it differs in a way not named in :data:`DIFFERING`.
#: Rounded from what matching uses (:mod:`simpul.compare.people.scoring`): a birth date is shared by few, a sex by half.
SAME: Mapping[str, tuple[float, float]] = {
    "nama_lengkap": (10, -8),
    "tanggal_lahir": (10, -5.6),
    "jenis_kelamin": (1, -4),
    "nama_ibu": (8, -2),
    "kode_kelurahan": (4, -0.5),
    "alamat": (4, -0.5),
    "no_hp": (8, -1),
}
#: How a value differs → what that still says.
DIFFERING: Mapping[str, float] = {
    "satu_huruf": 6,
    "singkatan": 5,
    "kata_kurang": 6,
    "urutan_kata": 8,
    "kata_lain": -1,
    "nama_lain": -8,
    "hari_bulan_tertukar": 8,
    "tahun_beda": 3.6,
    "tanggal_penanda": 0,
}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing that speaks for or against it; ``bits`` above 0 speak for it."""

    words: Words
    bits: float | None = None


@dataclass(frozen=True, kw_only=True)
class Sameness:
    """Why two records are held to be about one person."""

    #: 0 to 1.
    score: float
    reasons: tuple[Reason, ...]
    #: The link that says so, where an officer may look at it; None: they name the same number.
    link_id: int | None = None
    state: str = ""


def linked(conn: Connection, feed: str, record_key: str) -> Sameness | None:
    """What matching found about a record without a number; None: it was not needed."""
    row = conn.execute(text(query("casepages_match")), {"feed": feed, "record_key": record_key}).one_or_none()
    if row is None:
        return None
    told = tuple(Reason(words=Words(id=one["id"], en=one["en"])) for one in row.reasons)
    return Sameness(score=row.score, reasons=told, link_id=row.id, state=row.state)


def compared(
    entity: str, left: Mapping[str, Any], right: Mapping[str, Any], shapes: Mapping[str, str] = NOTHING
) -> Sameness:
    """Two records that name the same NIK: what else speaks for it, and what against.

    ``shapes``: fields known to differ, and how.
    """
    reasons = [Reason(words=_NUMBER, bits=SAME_NUMBER)]
    known = {column.name: column.comparator for column in schemas.columns(entity)}
    for field, (same, different) in SAME.items():
        one, other = left.get(field), right.get(field)
        if one is None or other is None or field not in known:
            continue
        how = "different" if field in shapes else verdict(known[field], str(one), str(other))
        name = labels.label(entity, field)
        if how == "different":
            shape = shapes.get(field) or shape_of(known[field], str(one), str(other))
            told = SHAPES[shape].words if shape in SHAPES else _DIFFERENT
            reasons.append(Reason(words=_said(name, told), bits=DIFFERING.get(shape, different)))
        else:
            reasons.append(Reason(words=_said(name, _SAME if how == "same" else _WRITTEN), bits=same))
    total = sum(reason.bits or 0.0 for reason in reasons)
    return Sameness(score=1 / (1 + 2 ** -min(total, 60.0)), reasons=tuple(reasons))


def verdict(comparator: str, left: str | None, right: str | None) -> str:
    """``same``, ``written`` or ``different``."""
    if left == right:
        return "same"
    return str(_pair(left, right).select(comparators.verdict(comparator, pl.col("left"), pl.col("right"))).item())


def shape_of(comparator: str, left: str | None, right: str | None) -> str:
    """How two values differ; empty if they do not."""
    found = _pair(left, right).select(comparators.shape(comparator, pl.col("left"), pl.col("right"))).item()
    return str(found or "")


def _pair(left: str | None, right: str | None) -> pl.DataFrame:
    return pl.DataFrame({"left": [left], "right": [right]}, schema={"left": pl.String, "right": pl.String})


def _said(name: Words, told: Words) -> Words:
    return Words(id=f"{name.id}: {_small(told.id)}", en=f"{name.en}: {_small(told.en)}")


def _small(told: str) -> str:
    return told[:1].lower() + told[1:]


_NUMBER = Words(id="NIK sama di kedua sistem", en="The same NIK in both systems")
_SAME = Words(id="Sama", en="The same")
_WRITTEN = Words(id="Sama, ditulis lain", en="The same, written otherwise")
_DIFFERENT = Words(id="Berbeda", en="Different")
