"""What can be planted in one record: each kind names the field it touches and what the hub is expected to make of it.

Kinds that suit few people stand first, so that what suits everybody does not take their places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sandbox import slips, writings
from sandbox.agencies import MARITAL, RELIGIONS
from sandbox.slips import Change, Row, Suits, one_letter

__all__ = ["APPLICANT_KINDS", "COUNTER_KINDS", "GONE", "TWICE_OTHER", "TWICE_SAME", "Kind", "Row", "one_letter"]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is done to one row; ``change`` gets the row's columns as text and returns those that become different."""

    name: str
    #: Its number in docs/domain.md §9; empty: it has none.
    number: str
    field: str
    #: ``case``, ``quarantine``, ``any`` of the two, or ``none``: a near-miss that must stay silent.
    expect: str
    note: str
    change: Change
    #: Which rows it can be done to.
    suits: Suits


def _same(row: Row, rng: np.random.Generator) -> Row:
    return {}


def _case(
    name: str, number: str, field: str, change: Change, note: str, suits: Suits = bool, *, expect: str = "case"
) -> Kind:
    return Kind(name=name, number=number, field=field, expect=expect, note=note, change=change, suits=suits)


def _held(name: str, number: str, field: str, change: Change, note: str, suits: Suits = bool) -> Kind:
    return _case(name, number, field, change, note, suits, expect="quarantine")


def _near(name: str, number: str, field: str, change: Change, note: str, suits: Suits = bool) -> Kind:
    return _case(name, number, field, change, note, suits, expect="none")


def _leap(row: Row) -> bool:
    return slips.born(row).strftime("%d%m") == "2902"


def _no_head(row: Row) -> bool:
    return row["head"] == "0"


def _unknown_code(row: Row, rng: np.random.Generator) -> Row:
    return {"agama": "X9"}


GONE = _case("siak_terhapus", "45", "", _same, "the registry's record is flagged deleted", _no_head)
TWICE_SAME = _near("baris_ganda_sama", "", "", _same, "typed twice, all the same")
TWICE_OTHER = _held("kunci_ganda_beda", "", "", _same, "one number, two different names in one file")

_NAME, _BORN, _KK, _KEL = "nama_lengkap", "tanggal_lahir", "no_kk", "kode_kelurahan"

#: Same name, otherwise written.
_WRITTEN: tuple[Kind, ...] = (
    _near("mirip_muhammad", "19", _NAME, writings.muhammad, "Mhd., Moh., M. …", writings.has_muhammad),
    _near("mirip_boru", "21", _NAME, writings.boru, "boru before the marga", writings.batak_woman),
    _near("mirip_marga_di_depan", "21", _NAME, writings.reordered, "marga first", writings.has_marga),
    _near("mirip_bin_binti", "21", _NAME, writings.bin_binti, "bin, binti", writings.two_muslim_words),
    _near("mirip_ejaan_lain", "19", _NAME, writings.spelt_otherwise, "Rizky, Achmad", writings.has_other_spelling),
    _near("mirip_ejaan_lama", "19", _NAME, writings.old_spelling, "spelling of 1947", writings.has_old_spelling),
    _near("mirip_gabung_pisah", "19", _NAME, writings.joined, "joined or split words", writings.can_join),
    _near("mirip_gelar", "21", _NAME, writings.titled, "titles and degrees"),
    _near("mirip_huruf_kecil", "56", _NAME, writings.small_letters, "small letters"),
    _near("mirip_blank_ganda", "56", _NAME, writings.double_blanks, "two blanks", writings.two_words),
    _near("mirip_blank_tepi", "56", _NAME, writings.blanks_around, "blanks around"),
)
#: Both at the one-door service and at the counters; rare ones first.
_BOTH: tuple[Kind, ...] = (
    _near("mirip_29_februari", "24", _BORN, _same, "born on 29 February of a leap year", _leap),
    *_WRITTEN,
    _near(
        "mirip_awalan_lain", "14", "nik", _same, "registered elsewhere", lambda row: not row["nik"].startswith("1271")
    ),
    _case("tanggal_lahir_tertukar", "23", _BORN, slips.swapped_birth, "day and month changed places", slips.can_swap),
    _case("nama_kata_kurang", "20", _NAME, slips.missing_word, "a given name is missing", slips.can_miss),
    _case(
        "nik_digit_akhir_nol",
        "56",
        "",
        slips.fifteen_kept,
        "a spreadsheet kept 15 digits",
        slips.loses_digit,
        expect="any",
    ),
    _near("mirip_nik_perempuan", "13", "nik", _same, "a woman's day is 41 to 71", lambda row: row["nik"][6] > "3"),
    _case("nama_satu_huruf", "20", _NAME, one_letter, "one letter differs"),
    _case("nama_kata_lain", "20", _NAME, slips.other_word, "the first word is another"),
    _case("nama_lain_sekali", "20", _NAME, slips.other_name, "somebody else's name"),
    _case("tanggal_lahir_beda", "23", _BORN, slips.other_birth, "another birth date"),
    _case("tanggal_1970", "24", _BORN, slips.epoch, "1 January 1970", slips.in_mid_year),
    _case("tanggal_awal_tahun", "24", _BORN, slips.new_year, "1 January of the year of birth", slips.in_mid_year),
    _case("tanggal_akhir_tahun", "24", _BORN, slips.year_end, "31 December of the year of birth", slips.in_mid_year),
    _case("tanggal_di_depan", "24", _BORN, slips.future_date, "a day to come", expect="any"),
    _case("jenis_kelamin_beda", "13", "jenis_kelamin", slips.one_other("jenis_kelamin", ("L", "P")), "the other sex"),
    _case("no_kk_beda", "16", _KK, slips.other_family, "a family number the registry never held for this person"),
    _case("kelurahan_beda", "29", _KEL, slips.other_place, "another kelurahan of the city"),
    _case("rt_beda", "28", "rt", slips.other_rt, "another RT"),
    _case("rw_beda", "28", "rw", slips.other_rw, "another RW"),
    _case("nik_tidak_ada", "9", "", slips.nobody, "the registry lacks this NIK"),
    _held("nik_hari_32", "11", "nik", slips.day_32, "no day 32"),
    _held("nik_seri_0000", "11", "nik", slips.serial_0000, "serial 0000 is never issued"),
    _held("nik_15_digit", "11", "nik", slips.digit_missing, "one digit missing"),
    _held("nik_e15", "56", "nik", slips.exponent, "what a spreadsheet shows"),
    _held("nik_titik", "56", "nik", slips.dotted, "dots between the parts"),
    _held("nik_huruf_o", "56", "nik", slips.letter_o, "the letter O for a zero", slips.has_zero),
    _held("nik_nol", "55", "nik", slips.nik_zero, "0: has none yet"),
    _held("nik_sementara", "55", "nik", slips.nik_temporary, "a temporary number of village software"),
    _held("kode_bps", "30", _KEL, slips.bps, "the statistics office's code"),
    _held("tanggal_rusak", "24", _BORN, slips.bad_date, "31 February"),
    _held("tanggal_nol", "24", _BORN, slips.zero_date, "00-00-0000"),
    _near("mirip_kelurahan_tanpa_titik", "29", _KEL, writings.without_dots, "a kelurahan's code without dots"),
    _near(
        "mirip_rt_tanpa_nol", "28", "rt", writings.without_zeros, "RT and RW without zeros in front", writings.has_rt
    ),
    _near(
        "mirip_rt_rw_bentuk", "28", "rt", writings.rt_rw_forms, "RT and RW with more zeros or blanks", writings.has_rt
    ),
)
APPLICANT_KINDS: tuple[Kind, ...] = (
    GONE,
    _near("mirip_agama_ejaan", "25", "agama", writings.religion_forms, "Katolik, Buddha", writings.has_religion_form),
    _case(
        "status_kawin_daftar_lain",
        "26",
        "status_kawin",
        slips.other_list,
        "the number of another list",
        slips.in_other_list,
    ),
    _near("mirip_lingkungan", "28", "alamat", writings.lingkungan_forms, "Lk. IV", writings.has_lingkungan),
    _case(
        "alamat_kelurahan_lain",
        "29",
        "alamat",
        writings.other_kelurahan_named,
        "another kelurahan named",
        writings.has_kelurahan,
    ),
    _near("mirip_kelurahan", "31", "alamat", writings.kelurahan_forms, "P. for Pulo …", writings.has_kelurahan),
    *_BOTH,
    _near("mirip_kawin_tercatat", "26", "status_kawin", writings.married_on_record, "on record", writings.married),
    _case("agama_beda", "26", "agama", slips.one_other("agama", RELIGIONS), "another religion"),
    _case("status_kawin_beda", "26", "status_kawin", slips.one_other("status_kawin", MARITAL), "another state"),
    _case("alamat_jalan_lain", "29", "alamat", slips.other_street, "another street"),
    _case("alamat_nomor_lain", "29", "alamat", slips.other_house, "another house number", slips.numbered),
    _held("kode_tak_dikenal", "27", "agama", _unknown_code, "no such code"),
    _near("mirip_alamat_huruf", "56", "alamat", writings.small_address, "address in small letters"),
    _near("mirip_alamat_singkatan", "28", "alamat", writings.street_forms, "Jln., Gg, Nomor"),
)
COUNTER_KINDS: tuple[Kind, ...] = (*_BOTH, TWICE_SAME, TWICE_OTHER)
