"""The kinds of column a canonical entity is made of: each with privacy class, comparator and labels in two languages.

Privacy: P0 public, P1 internal, P2 personal, P3 sensitive personal data (UU 27/2022).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import dataframely as dy
import polars as pl

_DAY_31 = "0[1-9]|[12][0-9]|3[01]"
_DAY_30 = "0[1-9]|[12][0-9]|30"
_DAY_28 = "0[1-9]|1[0-9]|2[0-8]"
#: Days of women carry +40.
_PLUS_31 = "4[1-9]|[56][0-9]|7[01]"
_PLUS_30 = "4[1-9]|[56][0-9]|70"
_PLUS_28 = "4[1-9]|5[0-9]|6[0-8]"
_SERIAL = "(?:[1-9][0-9]{3}|[0-9][1-9][0-9]{2}|[0-9]{2}[1-9][0-9]|[0-9]{3}[1-9])"


def _dated(day31: str, day30: str, day28: str, day29: str) -> str:
    """Region (no province begins with 0: temporary numbers do), a date that exists, a serial other than 0000."""
    dates = (
        f"(?:{day31})(?:0[13578]|1[02])[0-9]{{2}}|(?:{day30})(?:0[469]|11)[0-9]{{2}}"
        f"|(?:{day28})02[0-9]{{2}}|(?:{day29})02(?:[02468][048]|[13579][26])"
    )
    return f"^[1-9][0-9]{{5}}(?:{dates}){_SERIAL}$"


NIK = _dated(f"{_DAY_31}|{_PLUS_31}", f"{_DAY_30}|{_PLUS_30}", f"{_DAY_28}|{_PLUS_28}", "29|69")
KK = _dated(_DAY_31, _DAY_30, _DAY_28, "29")
KELURAHAN = "^[0-9]{6}[123][0-9]{3}$"
KECAMATAN = "^[0-9]{6}$"


def _told(privacy: str, comparator: str, judul: str, label: str, sql: str = "", key: bool = False) -> dict[str, object]:
    return {"privacy": privacy, "comparator": comparator, "judul": judul, "label": label, "sql": sql, "key": key}


def text(privacy: str, judul: str, label: str, *, comparator: str = "text", key: bool = False) -> dy.String:
    """Free text; two writings that differ in case and blanks only are the same."""
    return dy.String(nullable=not key, metadata=_told(privacy, comparator, judul, label, key=key))


def digits(count: int) -> str:
    """The database's check of ``count`` digits; five times as fast as one regular expression that says it all."""
    return f"octet_length({{name}}) = {count} and {{name}} !~ '[^0-9]'"


def shaped(
    privacy: str, judul: str, label: str, *, rule: str, regex: str, sql: str, comparator: str = "exact"
) -> dy.String:
    """Text of one shape, which the database holds too."""
    told = _told(privacy, comparator, judul, label, sql=sql)
    return dy.String(nullable=True, check={rule: lambda column: column.str.contains(regex)}, metadata=told)


def nik(judul: str = "NIK", label: str = "NIK", *, key: bool = False) -> dy.String:
    """Population number: sixteen digits as text, its date and serial possible."""
    told = _told("P2", "exact", judul, label, sql=digits(16), key=key)
    return dy.String(nullable=not key, check={"nik_rusak": lambda column: column.str.contains(NIK)}, metadata=told)


def kk(judul: str = "Nomor KK", label: str = "Family card number", *, key: bool = False) -> dy.String:
    """Family card number: sixteen digits as text, date of recording and serial possible."""
    told = _told("P2", "kk", judul, label, sql=digits(16), key=key)
    return dy.String(nullable=not key, check={"kk_rusak": lambda column: column.str.contains(KK)}, metadata=told)


def code(name: str, privacy: str, judul: str, label: str) -> dy.String:
    """A canonical code of ``schemas/kode/<name>.csv``."""
    known = list(codes(name))
    return dy.String(
        nullable=True,
        check={"kode_tidak_dikenal": lambda column: column.is_in(known)},
        metadata=_told(privacy, "code", judul, label) | {"codes": name},
    )


@cache
def codes(name: str) -> tuple[str, ...]:
    """Canonical codes of a list, in its order."""
    path = Path(__file__).parent / "kode" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row["kode"] for row in csv.DictReader(file))


def day(privacy: str, judul: str, label: str, *, key: bool = False) -> dy.Date:
    """A calendar day."""
    return dy.Date(nullable=not key, metadata=_told(privacy, "date", judul, label, key=key))


def moment(judul: str, label: str, privacy: str = "P1") -> dy.Datetime:
    """A point in time, stored in UTC."""
    told = _told(privacy, "exact", judul, label)
    return dy.Datetime(nullable=True, time_zone="UTC", time_unit="us", metadata=told)


def number(privacy: str, judul: str, label: str) -> dy.Int64:
    """A whole number not below zero."""
    told = _told(privacy, "exact", judul, label, sql="{name} >= 0")
    return dy.Int64(nullable=True, check={"bilangan_negatif": lambda column: column >= pl.lit(0)}, metadata=told)


def flag(privacy: str, judul: str, label: str) -> dy.Bool:
    """Yes or no."""
    return dy.Bool(nullable=True, metadata=_told(privacy, "exact", judul, label))


def rt_rw(judul: str, label: str) -> dy.String:
    """Neighbourhood number of three digits."""
    return shaped("P2", judul, label, rule="rt_rw_rusak", regex="^[0-9]{3}$", sql=digits(3), comparator="rt_rw")


def kelurahan() -> dy.String:
    """Kemendagri code of a kelurahan, ten digits."""
    sql = digits(10) + " and substr({name}, 7, 1) in ('1', '2', '3')"
    return _region("P2", "Kode kelurahan", "Village code", regex=KELURAHAN, sql=sql)


def kecamatan() -> dy.String:
    """Kemendagri code of a kecamatan, six digits."""
    return _region("P1", "Kode kecamatan", "District code", regex=KECAMATAN, sql=digits(6))


def _region(privacy: str, judul: str, label: str, *, regex: str, sql: str) -> dy.String:
    return shaped(privacy, judul, label, rule="kode_wilayah_rusak", regex=regex, sql=sql, comparator="region")
