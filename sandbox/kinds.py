"""What can be planted in one record: each kind names the field it touches and what the hub is expected to make of it.

A row is seen here as canonical field → text as its system writes it, with ``dates`` (the system's date style) beside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from sandbox import regions
from sandbox.agencies import MARITAL, RELIGIONS

Row = dict[str, str]
Change = Callable[[Row, np.random.Generator], Row]

#: A real kecamatan (Deli Serdang) in which nobody of this city was ever registered.
_NOBODY_FROM = "120703"
#: Consonants that no spelling habit exchanges for one another.
_LETTERS = "BDGKLMNPRST"
_OTHER_WORDS = ("BELLA", "GUNTUR", "HANDOKO", "KURNIA", "MARDIANA", "PERMATA", "TEGAR", "WINARTI")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is done to one row; ``change`` gets the row's columns as text and returns those that become different."""

    name: str
    field: str
    expect: str
    note: str
    change: Callable[[Row, np.random.Generator], Row]
    #: Which rows it can be done to.
    suits: Callable[[Row], bool]


def _plain_name(row: Row) -> str:
    return " ".join(row["nama_lengkap"].upper().split())


def one_letter(row: Row, rng: np.random.Generator) -> Row:
    name = _plain_name(row)
    places = [at for at, letter in enumerate(name) if letter in _LETTERS]
    at = int(rng.choice(places))
    letter = _LETTERS[(_LETTERS.index(name[at]) + int(rng.integers(1, len(_LETTERS)))) % len(_LETTERS)]
    return {"nama_lengkap": name[:at] + letter + name[at + 1 :]}


def _other_word(row: Row, rng: np.random.Generator) -> Row:
    words = _plain_name(row).split()
    return {"nama_lengkap": " ".join([str(rng.choice(_OTHER_WORDS)), *words[1:]])}


def _born(row: Row) -> datetime:
    return datetime.strptime(row["tanggal_lahir"], row["dates"])  # noqa: DTZ007 - a day, not a moment


def _other_birth(row: Row, rng: np.random.Generator) -> Row:
    day = _born(row) + timedelta(days=int(rng.integers(400, 1_200)))
    return {"tanggal_lahir": day.strftime(row["dates"])}


def _swapped_birth(row: Row, rng: np.random.Generator) -> Row:
    born = _born(row)
    return {"tanggal_lahir": born.replace(day=born.month, month=born.day).strftime(row["dates"])}


def _can_swap(row: Row) -> bool:
    born = _born(row)
    return born.day <= 12 and born.day != born.month


def _one_other(name: str, values: tuple[str, ...]) -> Change:
    """The field gets another of its known values."""

    def change(row: Row, rng: np.random.Generator) -> Row:
        return {name: str(rng.choice([value for value in values if value != row[name]]))}

    return change


def _other_family(row: Row, rng: np.random.Generator) -> Row:
    number = row["no_kk"]
    serial = 9001 + (int(number[12:]) - 9001 + int(rng.integers(1, 998))) % 999
    return {"no_kk": f"{number[:12]}{serial}"}


def _other_place(row: Row, rng: np.random.Generator) -> Row:
    codes = [f"12.71.{kec}.{1001 + at}" for kec, names in regions.KELURAHAN.items() for at in range(len(names))]
    return {"kode_kelurahan": str(rng.choice([code for code in codes if code != row["kode_kelurahan"]]))}


def _other_number(text: str, rng: np.random.Generator) -> str:
    return f"{(int(text) + int(rng.integers(1, 14))) % 16:03}"


def _other_rt(row: Row, rng: np.random.Generator) -> Row:
    if "rt" in row:
        return {"rt": _other_number(row["rt"], rng)}
    rt, rw = row["rt_rw"].split("/")
    return {"rt_rw": f"{_other_number(rt, rng)}/{rw}"}


def _other_rw(row: Row, rng: np.random.Generator) -> Row:
    if "rw" in row:
        return {"rw": _other_number(row["rw"], rng)}
    rt, rw = row["rt_rw"].split("/")
    return {"rt_rw": f"{rt}/{_other_number(rw, rng)}"}


def _without_zeros(row: Row, rng: np.random.Generator) -> Row:
    if "rt" in row:
        return {"rt": str(int(row["rt"])), "rw": f"{int(row['rw']):03}"}
    rt, rw = row["rt_rw"].split("/")
    return {"rt_rw": f"{int(rt)}/{int(rw)}"}


def _day_32(row: Row, rng: np.random.Generator) -> Row:
    return {"nik": row["nik"][:6] + "32" + row["nik"][8:]}


def _in_double(row: Row, rng: np.random.Generator) -> Row:
    return {"nama_lengkap": "  ".join(_plain_name(row).split())}


def _bad_date(row: Row, rng: np.random.Generator) -> Row:
    return {"tanggal_lahir": row["dates"].replace("%d", "31").replace("%m", "02").replace("%Y", "1990")}


def _same(row: Row, rng: np.random.Generator) -> Row:
    return {}


def _set(**values: Callable[[Row], str]) -> Change:
    """The named fields become what their functions make of the row."""

    def change(row: Row, rng: np.random.Generator) -> Row:
        return {name: make(row) for name, make in values.items()}

    return change


def _kind(name: str, touched: str, expect: str, change: Change, note: str, suits: Callable[[Row], bool] = bool) -> Kind:
    return Kind(name=name, field=touched, expect=expect, note=note, change=change, suits=suits)


def _bps(row: Row, rng: np.random.Generator) -> Row:
    return {"kode_kelurahan": str(rng.choice(regions.STATISTICS_CODES))}


def _leap(row: Row) -> bool:
    return _born(row).strftime("%d%m") == "2902"


GONE = _kind(
    "siak_terhapus", "", "case", _same, "the registry's record is flagged deleted", lambda row: row["head"] == "0"
)
TWICE_SAME = _kind("baris_ganda_sama", "", "none", _same, "typed twice, all the same")
TWICE_OTHER = _kind("kunci_ganda_beda", "", "quarantine", _same, "one number, two different names in one file")

#: Both at the one-door service and at the counters.
_BOTH: tuple[Kind, ...] = (
    _kind("nama_satu_huruf", "nama_lengkap", "case", one_letter, "one letter differs"),
    _kind("nama_kata_lain", "nama_lengkap", "case", _other_word, "the first word is another"),
    _kind("tanggal_lahir_beda", "tanggal_lahir", "case", _other_birth, "another birth date"),
    _kind("tanggal_lahir_tertukar", "tanggal_lahir", "case", _swapped_birth, "day and month changed places", _can_swap),
    _kind("jenis_kelamin_beda", "jenis_kelamin", "case", _one_other("jenis_kelamin", ("L", "P")), "the other sex"),
    _kind("no_kk_beda", "no_kk", "case", _other_family, "a family number the registry does not hold for this person"),
    _kind("kelurahan_beda", "kode_kelurahan", "case", _other_place, "another kelurahan of the city"),
    _kind("rt_beda", "rt", "case", _other_rt, "another RT"),
    _kind("rw_beda", "rw", "case", _other_rw, "another RW"),
    _kind(
        "nik_tidak_ada", "", "case", _set(nik=lambda row: _NOBODY_FROM + row["nik"][6:]), "the registry lacks this NIK"
    ),
    _kind("nik_hari_32", "nik", "quarantine", _day_32, "no day 32"),
    _kind(
        "nik_seri_0000",
        "nik",
        "quarantine",
        _set(nik=lambda row: row["nik"][:12] + "0000"),
        "serial 0000 is never issued",
    ),
    _kind("nik_15_digit", "nik", "quarantine", _set(nik=lambda row: row["nik"][:-1]), "one digit missing"),
    _kind(
        "nik_e15",
        "nik",
        "quarantine",
        _set(nik=lambda row: f"{row['nik'][0]},{row['nik'][1:6]}E+15"),
        "what a spreadsheet makes of it",
    ),
    _kind("kode_bps", "kode_kelurahan", "quarantine", _bps, "the statistics office's code"),
    _kind("tanggal_rusak", "tanggal_lahir", "quarantine", _bad_date, "31 February"),
    _kind(
        "mirip_huruf_kecil",
        "nama_lengkap",
        "none",
        _set(nama_lengkap=lambda row: _plain_name(row).lower()),
        "small letters",
    ),
    _kind("mirip_blank_ganda", "nama_lengkap", "none", _in_double, "two blanks", lambda row: " " in _plain_name(row)),
    _kind(
        "mirip_blank_tepi",
        "nama_lengkap",
        "none",
        _set(nama_lengkap=lambda row: f"  {_plain_name(row)} "),
        "blanks around",
    ),
    _kind("mirip_rt_tanpa_nol", "rt", "none", _without_zeros, "RT and RW without zeros in front"),
    _kind("mirip_29_februari", "tanggal_lahir", "none", _same, "born on 29 February of a leap year", _leap),
    _kind(
        "mirip_nik_perempuan",
        "nik",
        "none",
        _same,
        "a woman's day in the NIK is 41 to 71",
        lambda row: row["nik"][6] > "3",
    ),
    _kind(
        "mirip_awalan_lain", "nik", "none", _same, "registered elsewhere", lambda row: not row["nik"].startswith("1271")
    ),
)
APPLICANT_KINDS: tuple[Kind, ...] = (
    GONE,
    *_BOTH,
    _kind("agama_beda", "agama", "case", _one_other("agama", RELIGIONS), "another religion"),
    _kind("status_kawin_beda", "status_kawin", "case", _one_other("status_kawin", MARITAL), "another marital state"),
    _kind("kode_tak_dikenal", "agama", "quarantine", _set(agama=lambda row: "X9"), "no such code"),
    _kind(
        "mirip_alamat_huruf",
        "alamat",
        "none",
        _set(alamat=lambda row: row["alamat"].lower()),
        "address in small letters",
    ),
)
COUNTER_KINDS: tuple[Kind, ...] = (*_BOTH, TWICE_SAME, TWICE_OTHER)
