"""How two values differ, said without the values: the shapes cases are grouped by.

Frames here hold pairs that differ: ``left`` (the authority's value), ``right``, and their normal forms ``left_form``,
``right_form``.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from simpul.values import codes
from simpul.values.comparators import names, places

#: Dates that stand for "unknown"; the first of January and the last of December do so in any year.
_NEVER = ("1970-01-01", "1900-01-01", "0001-01-01", "9999-12-31")
_UNKNOWN_DAY = r"^0000|-(?:01-01|12-31|00-\d\d|\d\d-00)$"
#: Canonical codes that one number means in two lists that are about (domain.md §2.3): 3 is divorced here and married
#: without record there, 9 and 10 of education carry the label of 8 in a product much in use.
LISTS_IN_CONFLICT = (
    ("cerai_hidup", "kawin_belum_tercatat"),
    ("cerai_hidup", "cerai_mati"),
    ("strata_2", "strata_1"),
    ("strata_3", "strata_1"),
)

_LEFT, _RIGHT = pl.col("left_form"), pl.col("right_form")


def shaped(comparator: str, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with a column ``shape``; none is left without one."""
    told = _TOLD.get(comparator, _text)(pairs)
    empty = (
        pl.when(_RIGHT.is_null())
        .then(pl.lit("kosong_di_sana"))
        .when(_LEFT.is_null())
        .then(pl.lit("kosong_di_acuan"))
        .otherwise(pl.col("shape"))
    )
    return told.with_columns(shape=empty)


def placeholder(form: pl.Expr) -> pl.Expr:
    """Boolean: a date, in its normal form, that stands for one nobody knew."""
    return form.is_in(_NEVER) | form.str.contains(_UNKNOWN_DAY)


def _with_words(pairs: pl.DataFrame, words: Callable[[pl.Expr], pl.Expr]) -> pl.DataFrame:
    """Adds the words of both sides, what only one of them has, and whether one letter makes the difference."""
    split = pairs.with_columns(
        ours=words(pl.col("left")).str.split(" "), theirs=words(pl.col("right")).str.split(" "), near=_near(pairs)
    )
    ours, theirs = pl.col("ours"), pl.col("theirs")
    return split.with_columns(
        only_ours=ours.list.set_difference(theirs),
        only_theirs=theirs.list.set_difference(ours),
        shared=ours.list.set_intersection(theirs).list.len(),
    )


def _near(pairs: pl.DataFrame) -> pl.Series:
    """Boolean: one letter more, less or other, or two neighbours changed places."""
    if pairs.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    one, other = (pairs[side].fill_null("").to_list() for side in ("left_form", "right_form"))
    return pl.Series(cpdist(one, other, scorer=OSA.distance, score_cutoff=1) == 1)


def _subset() -> pl.Expr:
    """Boolean: every word of one side stands on the other as well."""
    return (pl.col("only_ours").list.len() == 0) | (pl.col("only_theirs").list.len() == 0)


def _name(pairs: pl.DataFrame) -> pl.DataFrame:
    worded = _with_words(pairs, names.words)
    return worded.with_columns(
        shape=pl.when(pl.col("ours").list.sort() == pl.col("theirs").list.sort())
        .then(pl.lit("urutan_kata"))
        .when(_subset())
        .then(pl.lit("kata_kurang"))
        .when(_initials())
        .then(pl.lit("singkatan"))
        .when(pl.col("near"))
        .then(pl.lit("satu_huruf"))
        .when(pl.col("shared") > 0)
        .then(pl.lit("kata_lain"))
        .otherwise(pl.lit("nama_lain"))
    )


def _initials() -> pl.Expr:
    """Boolean: word by word the same first letters, and what differs is nothing but initials on one side."""

    def first(words: str) -> pl.Expr:
        return pl.col(words).list.eval(pl.element().str.head(1)).list.join("")

    def short(words: str) -> pl.Expr:
        return pl.col(words).list.eval(pl.element().str.len_chars() == 1).list.all()

    return (first("ours") == first("theirs")) & (short("only_ours") | short("only_theirs"))


def _address(pairs: pl.DataFrame) -> pl.DataFrame:
    letters = [form.str.replace_all(r"[^\p{L}]", "") for form in (_LEFT, _RIGHT)]
    return _with_words(pairs, places.words).with_columns(
        shape=pl.when((letters[0] == letters[1]) & (letters[0] != ""))
        .then(pl.lit("nomor_lain"))
        .when(_subset())
        .then(pl.lit("kata_kurang"))
        .when(pl.col("near"))
        .then(pl.lit("satu_huruf"))
        .otherwise(pl.lit("teks_lain"))
    )


def _date(pairs: pl.DataFrame) -> pl.DataFrame:
    swapped = pl.concat_str(_LEFT.str.head(5), _LEFT.str.slice(8, 2), pl.lit("-"), _LEFT.str.slice(5, 2)) == _RIGHT
    never = _LEFT.is_in(_NEVER) != _RIGHT.is_in(_NEVER)
    return pairs.with_columns(
        shape=pl.when(swapped)
        .then(pl.lit("hari_bulan_tertukar"))
        .when(never | (placeholder(_LEFT) != placeholder(_RIGHT)))
        .then(pl.lit("tanggal_penanda"))
        .when(_LEFT.str.slice(4) == _RIGHT.str.slice(4))
        .then(pl.lit("tahun_beda"))
        .otherwise(pl.lit("tanggal_lain"))
    )


def _damaged(otherwise: pl.Expr) -> pl.Expr:
    """Numbers a spreadsheet or a narrow column has spoilt (domain.md §1.2), else what is told otherwise."""
    digits = _LEFT.str.contains(r"^\d{5,}$") & _RIGHT.str.contains(r"^\d+$")
    longer, shorter = _LEFT.str.len_chars(), _RIGHT.str.len_chars()
    cut = (shorter < longer) & (_LEFT.str.starts_with(_RIGHT) | _LEFT.str.ends_with(_RIGHT))
    zeroed = (longer == shorter) & _RIGHT.str.ends_with("0") & (_LEFT.str.head(-1) == _RIGHT.str.head(-1))
    return (
        pl.when(digits & zeroed)
        .then(pl.lit("digit_terakhir_nol"))
        .when((digits & cut) | _RIGHT.str.contains(r"(?i)^\d[.,]?\d*E\+\d+$"))
        .then(pl.lit("angka_terpotong"))
        .otherwise(otherwise)
    )


def _kk(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.with_columns(shape=_damaged(pl.lit("kk_tidak_dikenal")))


def _text(pairs: pl.DataFrame) -> pl.DataFrame:
    other = pl.when(_near(pairs)).then(pl.lit("satu_huruf")).otherwise(pl.lit("teks_lain"))
    return pairs.with_columns(shape=_damaged(other))


def _code(pairs: pl.DataFrame) -> pl.DataFrame:
    both = [f"{a}>{b}" for one, two in LISTS_IN_CONFLICT for a, b in ((one, two), (two, one))]
    conflict = pl.concat_str(pl.col("left"), pl.lit(">"), pl.col("right")).str.to_lowercase().is_in(both)
    return pairs.with_columns(shape=pl.when(conflict).then(pl.lit("daftar_kode_lain")).otherwise(pl.lit("kode_lain")))


def _region(pairs: pl.DataFrame) -> pl.DataFrame:
    ours = list({code[:4] for code in codes.kecamatan()})
    names_of = places.shared_names()
    named = [form.replace_strict(names_of, default=None, return_dtype=pl.String) for form in (_LEFT, _RIGHT)]
    is_code = _LEFT.str.contains(r"^\d") & _RIGHT.str.contains(r"^\d")
    return pairs.with_columns(
        shape=pl.when(~is_code)
        .then(pl.lit("kelurahan_lain"))
        .when(_LEFT.str.contains(codes.STATISTICS) | _RIGHT.str.contains(codes.STATISTICS))
        .then(pl.lit("kode_bps"))
        .when(~(_LEFT.str.head(4).is_in(ours) & _RIGHT.str.head(4).is_in(ours)))
        .then(pl.lit("luar_medan"))
        .when(named[0] == named[1])
        .then(pl.lit("nama_kelurahan_kembar"))
        .when(_LEFT.str.head(6) != _RIGHT.str.head(6))
        .then(pl.lit("kecamatan_lain"))
        .otherwise(pl.lit("kelurahan_lain"))
    )


def _number(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.with_columns(shape=pl.lit("nomor_lain"))


_TOLD: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "name": _name,
    "address": _address,
    "date": _date,
    "kk": _kk,
    "code": _code,
    "region": _region,
    "rt_rw": _number,
}
