"""Entities and code lists: one source of truth for types, privacy, labels and checks."""

from __future__ import annotations

import csv
import re
from datetime import date

import dataframely as dy
import polars as pl
import pytest

from simpul.config import schemas
from simpul.core.texts import quarantine_reasons
from simpul.mapping import identity
from simpul.mapping.compiled import POLARS_TYPES
from simpul.values import codes, comparators

KODE = schemas.schema_folder() / "kode"
LISTS = sorted(path.stem for path in KODE.glob("*.csv"))


@pytest.mark.parametrize("entity", schemas.entities())
def test_every_column_is_described(entity: str) -> None:
    """Every column has a privacy class, a known comparator, an Indonesian and an English label and a SQL type."""
    for column in schemas.columns(entity):
        assert column.privacy in ("P0", "P1", "P2", "P3"), column.name
        assert column.comparator in comparators.COMPARATORS, column.name
        assert column.judul, column.name
        assert column.label, column.name
        assert column.sql_type in POLARS_TYPES
        assert not column.check or column.name in column.check


@pytest.mark.parametrize("entity", schemas.entities())
def test_names_read_without_importing_are_the_schema_s(entity: str) -> None:
    """The light reading of a schema file gives exactly the columns of the class."""
    assert schemas.field_names(entity) == tuple(schemas.schema(entity).columns())
    assert issubclass(schemas.schema(entity), dy.Schema)


@pytest.mark.parametrize("name", LISTS)
def test_code_lists_are_whole(name: str) -> None:
    """Codes are unique, labelled in both languages and dated."""
    with (KODE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["kode"] for row in rows}) == len(rows)
    for row in rows:
        assert row["judul"]
        assert row["label"]
        assert date.fromisoformat(row["valid_from"])


def test_code_lists_read_what_they_write() -> None:
    """In every list and column, the form written for a code reads as that code."""
    for name in LISTS:
        columns = [
            key
            for key in codes.rows(name)[0]
            if key not in ("kode", "judul", "label", "valid_from", "valid_until", "successor")
        ]
        for column in columns:
            listed = codes.load(f"{name}/{column}")
            assert all(listed.read[form] == code for code, form in listed.write.items())


def test_expired_code_is_known_but_not_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code is read and written between its two dates and is called expired outside."""
    listed = codes._load.__wrapped__("agama/siak", date(1999, 12, 31))
    assert (listed.read, listed.write) == ({}, {})
    assert "1" in listed.expired


#: The vectors of domain.md 1.5 and their kin.
NUMBERS = [
    ("1271096902049001", ""),  # a woman born 29 Feb 2004
    ("1271090508689002", ""),
    ("1271205010909003", ""),
    ("1271092902059001", "nik_tanggal"),  # 29 Feb 2005
    ("1271093201909001", "nik_tanggal"),  # day 32
    ("1271094001909001", "nik_tanggal"),  # day 40
    ("1271097201909001", "nik_tanggal"),  # day 72
    ("1271093104909001", "nik_tanggal"),  # 31 April
    ("1271097104909001", "nik_tanggal"),  # 31 April, a woman
    ("1271091013909001", "nik_tanggal"),  # month 13
    ("1271090000909001", "nik_tanggal"),  # month 0
    ("1271092902040000", "nik_serial_nol"),
    ("1275032902049001", ""),  # a Binjai prefix is possible, not an error
    ("1,27109E+15", "nik_notasi_ilmiah"),
    ("1.27109E+15", "nik_notasi_ilmiah"),
    ("127109690204900", "nik_panjang"),
    ("12710969020490011", "nik_panjang"),
    ("12.7109.690204.9001", "nik_bukan_angka"),
    ("1271O96902049001", "nik_bukan_angka"),
    ("0", "nik_belum_ada"),
    ("0000000000000000", "nik_belum_ada"),
]


@pytest.mark.parametrize(("text", "rule"), NUMBERS)
def test_nik_rule(text: str, rule: str) -> None:
    """The schema and the reason agree on every vector: a NIK is sound exactly if no reason is found."""
    (test,) = schemas.schema("penduduk").columns()["nik"].check.values()  # type: ignore[union-attr]
    assert identity.number_rule(text, "nik") == rule
    assert pl.select(test(pl.lit(text))).item() is (rule == "")


@pytest.mark.parametrize(
    ("text", "rule"),
    [("1271090508149001", ""), ("1271094508149001", "kk_tanggal"), ("1271092902149001", "kk_tanggal")],
)
def test_kk_rule(text: str, rule: str) -> None:
    """A family card number holds the date of recording, never with +40."""
    (test,) = schemas.schema("keluarga").columns()["no_kk"].check.values()  # type: ignore[union-attr]
    assert identity.number_rule(text, "kk") == rule
    assert pl.select(test(pl.lit(text))).item() is (rule == "")


def test_every_rule_is_explained() -> None:
    """Every rule that the engine or a schema can name has meaning and advice in both languages."""
    used = {rule for entity in schemas.entities() for column in schemas.schema(entity).columns().values()
            if isinstance(column.check, dict) for rule in column.check}  # fmt: skip
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (schemas.schema_folder().parent / "simpul").rglob("*.py")
        if path.parent.name in ("mapping", "decode") or path.name == "text_checks.py"
    )
    literal = {rule for rule in quarantine_reasons.RULES if f'"{rule}"' in source}
    assert used <= set(quarantine_reasons.RULES)
    assert {"kode_bps", "kunci_kosong", "versi_rusak", "karakter_nul", "kunci_json_ganda"} <= literal
    for told in quarantine_reasons.RULES.values():
        assert all((told.arti, told.langkah, told.meaning, told.advice))
    assert quarantine_reasons.told("aneh").arti == "aneh"


def test_decoder_and_mapping_name_known_rules_only() -> None:
    """Every rule name written in the decoder and the mapping stands in the book."""
    folder = schemas.schema_folder().parent / "simpul"
    read = (folder / "ingest" / "decode").glob("*.py")
    files = [*read, folder / "values" / "text_checks.py", *(folder / "mapping").glob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    named = set(re.findall(r'rule="([a-z_]+)"', text)) | set(
        re.findall(r'return "((?:kode|baris|teks|nilai)_[a-z_]+)"', text)
    )
    assert named
    assert named <= set(quarantine_reasons.RULES)
