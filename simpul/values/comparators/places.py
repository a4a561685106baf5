"""Addresses and regions: abbreviations, Roman numbers and blanks aside (domain.md §6, §10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl

from simpul.core import clock
from simpul.values import codes
from simpul.values.comparators import rewriting
from simpul.values.comparators.forms import ROMANS, plain

_SHORT = {
    "JL": "JALAN JLN JLAN",
    "GG": "GANG",
    "LR": "LORONG LRG",
    "": "NO NOMOR NOMER NMR",
    "BLOK": "BLK",
    "KOMP": "KOMPLEK KOMPLEKS KOMPL KPLK",
    "PERUM": "PERUMAHAN PRUM PERUMH",
    "LK": "LINGKUNGAN LINGK LINK LKG LKGN",
    "PASAR": "PSR",
    "SIMPANG": "SIMP SP",
    "TANJUNG": "TJ TJG",
    "SEI": "S SUNGAI",
    "PULO": "P PULAU",
    "MEDAN": "MDN",
    "KEL": "KELURAHAN",
    "KEC": "KECAMATAN",
    "KAMPUNG": "KP KAMP KPG",
    "DUSUN": "DSN",
    "JEND": "JENDERAL JENDRAL",
    "LETJEND": "LETJEN",
    "BRIGJEND": "BRIGJEN",
    "KAPT": "KAPTEN",
    "BRAYAN": "BERAYAN",
    "RANTAI": "RANTE",
    "MASYHUR": "MANSUR MANSYUR",
    "NAMU": "NAMO",
    "MULIA": "MULYA",
}
_RUNS = {
    "SM RAJA": "SISINGAMANGARAJA",
    "S M RAJA": "SISINGAMANGARAJA",
    "P BULAN": "PADANG BULAN",
    "PB BENGKEL": "PULO BRAYAN BENGKEL",
    "TEGAL S MANDALA": "TEGAL SARI MANDALA",
    "BARU LADANG BAMBU": "LADANG BAMBU",
    "BELAWAN PULAU": "BELAWAN",
    "KOTA MEDAN": "MEDAN",
    "KODYA MEDAN": "MEDAN",
    "KOTAMADYA MEDAN": "MEDAN",
    # A block is called by a letter, not by a number.
    **{f"BLOK {letter}": f"BLOK {letter}" for letter in "IVX"},
    **{f"BLK {letter}": f"BLOK {letter}" for letter in "IVX"},
}
_WORDS = {word: long for long, short in _SHORT.items() for word in short.split()} | ROMANS | _RUNS
_CODE = r"^[0-9][0-9. -]*$"
_KELURAHAN = r"^(?:KEL|KELURAHAN)\b[. ]*"


def address(value: pl.Expr) -> pl.Expr:
    """Words run together, numbers apart: ``Jln. Sei Mati No. 05 Lingk. IV`` = ``JL SEIMATI 5 LK 4``."""
    form = words(value).str.replace_all(r" ?(\d+) ?", "~$1~")
    form = form.str.replace_all(" ", "", literal=True).str.replace_all(r"~+", " ").str.strip_chars(" ")
    return rewriting.joined(value, form)


def words(value: pl.Expr) -> pl.Expr:
    """The words and numbers of an address, abbreviations alike, numbers without zeros; single blanks between."""
    apart = plain(value).str.replace_all(r"[^\p{L}\p{N}]+", " ")
    apart = apart.str.replace_all(r"(\p{L})(\d)", "$1 $2").str.replace_all(r"(\d)(\p{L})", "$1 $2")
    apart = apart.str.replace_all(r"\b0+(\d)", "$1").str.strip_chars(" ")
    return rewriting.narrow(rewriting.modern(rewriting.words(rewriting.wide(apart), _WORDS)))


def region(value: pl.Expr) -> pl.Expr:
    """A code in digits, an old one as what took its place today; a name as an address writes it."""
    return renumbered(value, successors())


def renumbered(value: pl.Expr, heirs: Mapping[str, tuple[str, ...]]) -> pl.Expr:
    """:func:`region` by a given book: code → the codes in its place. A code with several heirs stays itself."""
    is_code = value.str.contains(_CODE)
    digits = value.str.replace_all(r"[^0-9]", "")
    instead = {old: new[0] for old, new in heirs.items() if len(new) == 1}
    # Codes are no names: what is null here costs nothing.
    named = address(pl.when(~is_code).then(plain(value).str.replace(_KELURAHAN, "")))
    return pl.when(is_code).then(digits.replace(instead) if instead else digits).otherwise(named)


def divided(old: pl.Expr, new: pl.Expr, heirs: Mapping[str, tuple[str, ...]]) -> pl.Expr:
    """Boolean: ``old`` is the code of a region that was divided, ``new`` that of one of its parts."""
    pairs = [f"{code}>{heir}" for code, found in heirs.items() if len(found) > 1 for heir in found]
    if not pairs:
        return pl.lit(False)
    left, right = (side.str.replace_all(r"[^0-9]", "") for side in (old, new))
    return pl.concat_str(left, pl.lit(">"), right).is_in(pairs).fill_null(False)


def successors() -> dict[str, tuple[str, ...]]:
    """Code no longer valid → the codes valid today in its place, kelurahan and kecamatan."""
    return _successors(clock.today())


@cache
def _successors(today: date) -> dict[str, tuple[str, ...]]:
    return {**codes.successors(codes.rows("kecamatan"), today), **codes.successors(codes.rows("kelurahan"), today)}


@cache
def shared_names() -> dict[str, str]:
    """Code of a kelurahan that shares its name with another one, such as Sei Mati → that name."""
    lines = codes.rows("kelurahan")
    names = [line["judul"] for line in lines]
    return {line["kode"]: line["judul"] for line in lines if names.count(line["judul"]) > 1}
