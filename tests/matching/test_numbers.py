"""Numbers in free text are typed: system and kind, never the look alone."""

from __future__ import annotations

import polars as pl
import pytest

from simpul.matching import numbers
from simpul.values import extract

VECTORS = [
    ("Nomor 503/000123/KTP/2026", [("permohonan", "503/000123/KTP/2026")]),
    ("503 / 0112 / sipd / dpm-ptsp / 2024 belum", [("permohonan", "503/0112/SIPD/DPM-PTSP/2024")]),
    ("503/000123/KTP/2026 dan 503/000124/KK/2026",
     [("permohonan", "503/000123/KTP/2026"), ("permohonan", "503/000124/KK/2026")]),
    ("Sambungan LAPOR! 5010653 kemarin", [("pengaduan", "5010653")]),
    ("tracking id: #1916449", [("pengaduan", "1916449")]),
    ("Laporan nomor 1234567", [("pengaduan", "1234567")]),
    ("nomor pengaduan saya 1234567", [("pengaduan", "1234567")]),
    ("tiket 0012345 tidak ada kabar", [("tiket", "0012345")]),
    ("No. ticket: 0012345", [("tiket", "0012345")]),
    ("telepon rumah 5010653", []),
    ("biaya 5010653 rupiah", []),
    ("LAPOR 50106531", []),
    ("berkas bm-09-2026-000123", [("berkas", "BM-09-2026-000123")]),
    ("nomor pendaftaran 0003200001082017", [("pendaftaran", "0003200001082017")]),
    ("0003200001082017 tanpa kata", []),
    ("NIK saya 1271096902049001.", [("nik", "1271096902049001")]),
    ("1271096902049001 1271090508689002", [("nik", "1271090508689002"), ("nik", "1271096902049001")]),
    ("nomor registrasi 1271096902049001", [("pendaftaran", "1271096902049001")]),
    ("NIK 1271092902059001", []),
    ("NIK 1271093201909001", []),
    ("NIK 1271091013909001", []),
    ("NIK 1271096902040000", []),
    ("NIK 12710969020490011", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), VECTORS)
def test_a_number_is_what_its_form_and_the_words_before_it_say(words: str, expected: list[tuple[str, str]]) -> None:
    """Each text quotes exactly the typed numbers written beside it."""
    found = numbers.typed(pl.DataFrame({"key": ["1"], "words": [words]}))
    assert found.select("kind", "number").rows() == expected


@pytest.mark.parametrize(
    ("words", "born", "home"),
    [
        ("Saya lahir 05-10-1990. Alamat JL. GARU III NO. 12.", "1990-10-05", "JL. GARU III NO. 12"),
        ("lahir di Medan, 5 Oktober 1990", "1990-10-05", None),
        ("lahir 31-02-1990", None, None),
        ("Lampu padam di Jalan Garu III sejak 05-10-2020", None, None),
    ],
)
def test_only_what_is_told_as_the_reporters_is_taken_as_theirs(words: str, born: str | None, home: str | None) -> None:
    """A birth date or an address counts only beside a word that says whose it is, and only if it exists."""
    row = (
        pl.DataFrame({"words": [words]})
        .select(extract.born(pl.col("words")), home=extract.home(pl.col("words")))
        .row(0)
    )
    assert row[0] == born
    assert (row[1] or "").startswith(home or "") and bool(row[1]) == bool(home)
