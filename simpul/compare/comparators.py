"""When two values of a field are the same, the same but written differently, or different.

A comparator is a normal form: two values whose normal forms are equal differ in writing only. Schemas name the
comparator of each field in its metadata; the names are the keys of :data:`COMPARATORS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import polars as pl

Verdict = Literal["same", "written", "different"]

#: Text of one field → its normal form, as an expression over a String column; null stays null.
NormalForm = Callable[[pl.Expr], pl.Expr]

_BLANKS = r"[\s\u00a0]+"
#: Year first as the hub keeps it, or day first with any of the separators met (domain.md §3.2, mismatch 23).
_YEAR_FIRST = r"^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?$"
_DAY_FIRST = r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?:[T ].*)?$"
_NUMBER = r"(\d+)"


def exact(text: pl.Expr) -> pl.Expr:
    """The value as it is."""
    return text


def text(value: pl.Expr) -> pl.Expr:
    """Upper case, blanks at the ends cut, runs of blanks as one; nothing but blanks is no value."""
    form = value.str.replace_all(_BLANKS, " ").str.strip_chars().str.to_uppercase()
    return pl.when(form != "").then(form)


def date(value: pl.Expr) -> pl.Expr:
    """``1990-10-05`` from ``1990-10-05``, ``5/10/1990`` or ``05.10.1990``; anything else as text."""
    tidy = text(value)
    day_first, year_first = _iso(tidy, _DAY_FIRST, year=3, day=1), _iso(tidy, _YEAR_FIRST, year=1, day=3)
    return pl.coalesce(year_first, day_first, tidy)


def _iso(text: pl.Expr, form: str, *, year: int, day: int) -> pl.Expr:
    """``form``'s groups as ``1990-10-05``, the month being the second; null where the text has another form."""
    month, last = text.str.extract(form, 2).str.zfill(2), text.str.extract(form, day).str.zfill(2)
    return pl.concat_str(text.str.extract(form, year), month, last, separator="-")


def code(value: pl.Expr) -> pl.Expr:
    """A code: letters and digits only, upper case (``12.71.09`` = ``127109``, ``belum rekam`` = ``BELUM_REKAM``)."""
    form = value.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    return pl.when(form != "").then(form)


def rt_rw(value: pl.Expr) -> pl.Expr:
    """The number of an RT or RW without zeros and words: ``002`` = ``2`` = ``RT 2``; without a number as text."""
    number = value.str.extract(_NUMBER, 1).str.strip_chars_start("0")
    return pl.coalesce(pl.when(number == "").then(pl.lit("0")).otherwise(number), text(value))


COMPARATORS: dict[str, NormalForm] = {"exact": exact, "text": text, "date": date, "code": code, "rt_rw": rt_rw}


def normal(comparator: str, value: pl.Expr) -> pl.Expr:
    """Normal form of a String expression under a named comparator. KeyError for a name that does not exist."""
    return COMPARATORS[comparator](value)


def equal(comparator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Boolean: the two differ in writing at most; two nulls are equal."""
    return normal(comparator, left).eq_missing(normal(comparator, right))


def verdict(comparator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """String: ``same``, ``written`` or ``different``."""
    return (
        pl.when(left.eq_missing(right))
        .then(pl.lit("same"))
        .when(equal(comparator, left, right))
        .then(pl.lit("written"))
        .otherwise(pl.lit("different"))
    )
