"""How bad a disagreement is, whose it is to settle and what is proposed: the catalogue of domain.md §9 as one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from simpul.values import comparators
from simpul.values.comparators.classify import placeholder

Severity = Literal["critical", "high", "medium", "low"]
#: DK Disdukcapil, KC kecamatan, PT DPMPTSP, SP complaints office, WD data steward, IN inspectorate.
Owner = Literal["DK", "KC", "PT", "SP", "WD", "IN"]

#: The rule that proposed a value: whoever owns the data is right.
BY_OWNER = "pemilik_data"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is known about one sort of disagreement."""

    severity: Severity
    owner: Owner
    #: Number in domain.md §9; 0: it has none.
    number: int
    #: Whether the authority's value is proposed; not where the authority may be the one that is wrong.
    proposes: bool = True


def _entry(severity: Severity, owner: Owner, number: int, *, proposes: bool = True) -> Entry:
    return Entry(severity=severity, owner=owner, number=number, proposes=proposes)


ANY = "*"
#: (kind, field, shape) → entry; the first line that fits counts.
TABLE: tuple[tuple[str, str, str, Entry], ...] = (
    # The record as a whole.
    ("absent", ANY, ANY, _entry("high", "DK", 9, proposes=False)),
    ("tombstoned", ANY, ANY, _entry("high", "WD", 45, proposes=False)),
    # Whatever the field: one side says nothing, or was damaged on its way.
    (ANY, ANY, "kosong_di_sana", _entry("low", "KC", 0)),
    (ANY, ANY, "kosong_di_acuan", _entry("medium", "DK", 0, proposes=False)),
    (ANY, ANY, "digit_terakhir_nol", _entry("high", "KC", 56)),
    (ANY, ANY, "angka_terpotong", _entry("high", "KC", 56)),
    # Family card: old or never known.
    (ANY, "no_kk", "kk_lama", _entry("medium", "KC", 15)),
    (ANY, "no_kk", "kk_tidak_dikenal", _entry("high", "DK", 16)),
    # Who somebody is.
    (ANY, "nama_lengkap", "nama_lain", _entry("high", "DK", 20, proposes=False)),
    (ANY, "nama_lengkap", "kata_lain", _entry("high", "DK", 20)),
    (ANY, "nama_lengkap", "satu_huruf", _entry("medium", "KC", 20)),
    (ANY, "nama_lengkap", "kata_kurang", _entry("low", "KC", 21)),
    (ANY, "nama_lengkap", "urutan_kata", _entry("low", "KC", 21)),
    (ANY, "nama_lengkap", "singkatan", _entry("low", "KC", 19)),
    (ANY, "nama_ibu", ANY, _entry("medium", "DK", 22)),
    (ANY, "tanggal_lahir", "hari_bulan_tertukar", _entry("medium", "KC", 23)),
    (ANY, "tanggal_lahir", "tanggal_penanda", _entry("medium", "DK", 24)),
    (ANY, "tanggal_lahir", "tahun_beda", _entry("high", "DK", 23, proposes=False)),
    (ANY, "tanggal_lahir", "tanggal_lain", _entry("high", "DK", 23, proposes=False)),
    (ANY, "jenis_kelamin", ANY, _entry("high", "DK", 13)),
    (ANY, "status_hidup", ANY, _entry("high", "DK", 5)),
    # Codes.
    (ANY, ANY, "daftar_kode_lain", _entry("medium", "WD", 26, proposes=False)),
    (ANY, ANY, "kode_lain", _entry("medium", "KC", 0)),
    # Where somebody lives.
    (ANY, ANY, "kode_bps", _entry("high", "WD", 30)),
    (ANY, ANY, "nama_kelurahan_kembar", _entry("medium", "KC", 31)),
    (ANY, ANY, "luar_medan", _entry("medium", "KC", 54)),
    (ANY, ANY, "kelurahan_lain", _entry("medium", "KC", 29)),
    (ANY, ANY, "kecamatan_lain", _entry("medium", "KC", 29)),
    (ANY, "rt", ANY, _entry("low", "KC", 28)),
    (ANY, "rw", ANY, _entry("low", "KC", 28)),
    (ANY, "alamat", ANY, _entry("low", "KC", 29)),
    (ANY, "tempat_lahir", ANY, _entry("low", "KC", 0)),
    (ANY, ANY, ANY, _entry("medium", "WD", 0)),
)


def entry(kind: str, field: str, shape: str) -> Entry:
    """The first line of the table that fits; the last one fits all."""
    return next(
        found
        for line_kind, line_field, line_shape, found in TABLE
        if line_kind in (ANY, kind) and line_field in (ANY, field) and line_shape in (ANY, shape)
    )


def catalogued(cases: pl.DataFrame, comparators_of: Mapping[str, str]) -> pl.DataFrame:
    """The frame (kind, field, shape, authority_value, …) with severity, owner, proposed_value and proposed_by.

    ``comparators_of``: field → comparator. A placeholder is never proposed, whoever holds it.
    """
    sorts = cases.select("kind", "field", "shape").unique()
    found = [entry(kind, field, shape) for kind, field, shape in sorts.fill_null("").iter_rows()]
    known = sorts.with_columns(
        pl.Series("severity", [one.severity for one in found], dtype=pl.String),
        pl.Series("owner", [one.owner for one in found], dtype=pl.String),
        pl.Series("proposes", [one.proposes for one in found], dtype=pl.Boolean),
    )
    dates = [name for name, comparator in comparators_of.items() if comparator == "date"]
    unknown = pl.col("field").is_in(dates) & placeholder(comparators.normal("date", pl.col("authority_value")))
    proposes = pl.col("proposes") & pl.col("authority_value").is_not_null() & ~unknown.fill_null(False)
    return cases.join(known, on=["kind", "field", "shape"], how="left", nulls_equal=True, maintain_order="left").select(
        *cases.columns,
        "severity",
        "owner",
        pl.when(proposes).then(pl.col("authority_value")).alias("proposed_value"),
        pl.when(proposes).then(pl.lit(BY_OWNER)).otherwise(pl.lit("")).alias("proposed_by"),
    )


def cause(feed: str) -> pl.Expr:
    """Fingerprint of a cause over field, kind and shape: ``apsp.pemohon no_kk stale kk_lama``."""
    parts = [pl.col(name).fill_null("").replace("", None) for name in ("field", "kind", "shape")]
    return pl.concat_str(pl.lit(feed), *parts, separator=" ", ignore_nulls=True)
