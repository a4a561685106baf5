"""How two values differ: a word for it, the same for every pair that differs so, and no value in it."""

from __future__ import annotations

import re
import string

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.core.texts.differences import SHAPES
from simpul.values import comparators

KK = "1271010101019001"

VECTORS = [
    # comparator, authority, follower, shape
    ("name", "SITI AMINAH", "SITI AMINAT", "satu_huruf"),
    ("name", "SITI AMINAH", "SITI AMNIAH", "satu_huruf"),
    ("name", "ROMAN NASUTION", "ROMA NASUTION", "satu_huruf"),
    ("name", "SITI AMINAH", "SITI ROHANI", "kata_lain"),
    ("name", "SITI AMINAH LUBIS", "AMINAH LUBIS", "kata_kurang"),
    ("name", "SITI AMINAH", "SITI AMINAH LUBIS", "kata_kurang"),
    ("name", "AMINAH SITI", "SITI AMINAH", "urutan_kata"),
    ("name", "BUDI SANTOSO", "ROTUA SITORUS", "nama_lain"),
    ("name", "BUDI SANTOSO", "B. SANTOSO", "singkatan"),
    ("name", "BUDI SANTOSO WIJAYA", "BUDI S. W.", "singkatan"),
    ("name", "BUDI SANTOSO", None, "kosong_di_sana"),
    ("name", None, "BUDI SANTOSO", "kosong_di_acuan"),
    ("name", "BUDI", "Drs. Budi", None),
    ("date", "1990-05-10", "1990-10-05", "hari_bulan_tertukar"),
    ("date", "1990-05-10", "05/10/1990", "hari_bulan_tertukar"),
    ("date", "1990-05-10", "1991-05-10", "tahun_beda"),
    ("date", "1990-01-01", "1991-01-01", "tahun_beda"),
    ("date", "1990-05-10", "1990-01-01", "tanggal_penanda"),
    ("date", "1990-12-31", "1990-05-10", "tanggal_penanda"),
    ("date", "1990-05-10", "1970-01-01", "tanggal_penanda"),
    ("date", "1990-01-01", "1970-01-01", "tanggal_penanda"),
    ("date", "1990-05-10", "00-00-0000", "tanggal_penanda"),
    ("date", "1990-05-10", "1990-05-00", "tanggal_penanda"),
    ("date", "1990-05-10", "1990-05-11", "tanggal_lain"),
    ("date", "1990-05-10", "10.05.1990", None),
    ("kk", KK, "1271010101019002", "kk_tidak_dikenal"),
    ("kk", KK, "1271010101019000", "digit_terakhir_nol"),
    ("kk", KK, "127101010101901", "kk_tidak_dikenal"),
    ("kk", KK, "127101010101900", "angka_terpotong"),
    ("kk", KK, "1,27101E+15", "angka_terpotong"),
    ("kk", "0312345678", "312345678", "angka_terpotong"),
    ("code", "cerai_hidup", "kawin_belum_tercatat", "daftar_kode_lain"),
    ("code", "cerai_mati", "cerai_hidup", "daftar_kode_lain"),
    ("code", "strata_1", "strata_2", "daftar_kode_lain"),
    ("code", "kawin", "belum_kawin", "kode_lain"),
    ("code", "L", "P", "kode_lain"),
    ("region", "1271091004", "1271091005", "kelurahan_lain"),
    ("region", "1271091004", "1271201001", "kecamatan_lain"),
    ("region", "1271091004", "1207261001", "luar_medan"),
    ("region", "1207261001", "1271091004", "luar_medan"),
    ("region", "1271131002", "1271151005", "nama_kelurahan_kembar"),
    ("region", "1271091004", "1275030003", "kode_bps"),
    ("region", "1271091004", "12.71.09.1004", None),
    ("rt_rw", "002", "003", "nomor_lain"),
    ("rt_rw", "002", None, "kosong_di_sana"),
    ("address", "JL SEI MATI NO 1", "Jl. Sei Mati No. 2", "nomor_lain"),
    ("address", "JL SEI MATI NO 1", "SEI MATI 1", "kata_kurang"),
    ("address", "JL SEI MATI NO 1", "JL SEI PUTIH NO 9", "teks_lain"),
    ("address", "JL KARYA", "JL KARYO", "satu_huruf"),
    ("text", "MEDAN", "MEDEN", "satu_huruf"),
    ("text", "MEDAN", "BINJAI", "teks_lain"),
    ("exact", "081260000011", "081260000010", "digit_terakhir_nol"),
]  # fmt: skip

#: Told by what else is known, not by the two values: history, and the record as a whole.
BESIDE = {"kk_lama", "tidak_ada", "sudah_dihapus"}


def _shape(name: str, left: str | None, right: str | None) -> str | None:
    frame = pl.DataFrame({"l": [left], "r": [right]}, schema={"l": pl.String, "r": pl.String})
    found: str | None = frame.select(s=comparators.shape(name, pl.col("l"), pl.col("r")))["s"][0]
    return found


@pytest.mark.parametrize(("name", "left", "right", "wanted"), VECTORS)
def test_each_way_to_differ_has_its_shape(name: str, left: str | None, right: str | None, wanted: str | None) -> None:
    """The shape of a pair, and none where the two are the same or only written differently."""
    assert _shape(name, left, right) == wanted


def test_every_shape_can_be_told() -> None:
    """No words without a pair that needs them, no shape without words."""
    assert {shape for *_, shape in VECTORS if shape} | BESIDE == set(SHAPES)


@pytest.mark.parametrize("name", list(SHAPES))
def test_words_name_field_and_systems_and_no_value(name: str) -> None:
    """One sentence in each language, slots for systems and at most the field, nothing that could be a value."""
    for sentence in (SHAPES[name].sentence.id, SHAPES[name].sentence.en):
        slots = {slot for _, slot, _, _ in string.Formatter().parse(sentence) if slot is not None}
        assert {"follower_system", "authority_system"} <= slots
        assert slots <= {"field", "follower_system", "authority_system"}
        assert not re.search(r"\d", sentence)
        assert sentence.endswith(".")
    assert SHAPES[name].words.id != SHAPES[name].words.en
    assert 0 <= SHAPES[name].number <= 56


@pytest.mark.parametrize("name", list(comparators.COMPARATORS))
@settings(max_examples=15, deadline=None)
@given(pairs=st.lists(st.tuples(st.none() | st.text(max_size=12), st.none() | st.text(max_size=12)), max_size=20))
def test_a_shape_stands_where_a_difference_does(name: str, pairs: list[tuple[str | None, str | None]]) -> None:
    """Exactly the different pairs have a shape, and it is one we have words for, whatever the values."""
    frame = pl.DataFrame(pairs, schema={"l": pl.String, "r": pl.String}, orient="row")
    told = frame.select(
        shape=comparators.shape(name, pl.col("l"), pl.col("r")),
        verdict=comparators.verdict(name, pl.col("l"), pl.col("r")),
    )
    assert told.filter((pl.col("verdict") == "different") != pl.col("shape").is_not_null()).is_empty()
    assert set(told["shape"].drop_nulls()) <= set(SHAPES)
