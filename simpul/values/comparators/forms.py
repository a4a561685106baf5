"""Normal forms of plain text, dates, codes and numbers."""

from __future__ import annotations

import polars as pl

#: Blanks of every kind, those that cannot be seen included.
_BLANKS = r"[\s\u00a0\u200b-\u200d\u2060\ufeff]+"
#: Year first as the hub keeps it, or day first with any of the separators met (domain.md §3.2, mismatch 23).
_YEAR_FIRST = r"^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?$"
_DAY_FIRST = r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?:[T ].*)?$"
_NUMBER = r"(\d+)"
#: A neighbourhood counted in Roman numbers: ``LK. IV``, ``LINGKUNGAN IV``.
_ROMAN = r"^(?:LK|LINGK|LINGKUNGAN|RT|RW)?[. ]*([IVX]+)$"
_COUNTED = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
)
ROMANS = {roman: str(number) for number, roman in enumerate((*_COUNTED, "XVIII", "XIX", "XX"), start=1)}


def exact(text: pl.Expr) -> pl.Expr:
    """The value as it is."""
    return text


# Every form below uses its text once: an expression used twice is worked out twice.


def some(text: pl.Expr) -> pl.Expr:
    """The text; the empty one is no value."""
    return text.replace("", None)


def plain(value: pl.Expr) -> pl.Expr:
    """Upper case, runs of blanks as one, none at the ends."""
    return value.str.replace_all(_BLANKS, " ").str.strip_chars(" ").str.to_uppercase()


def text(value: pl.Expr) -> pl.Expr:
    """Upper case, blanks at the ends cut, runs of blanks as one; nothing but blanks is no value."""
    return some(plain(value))


def date(value: pl.Expr) -> pl.Expr:
    """``1990-10-05`` from ``1990-10-05``, ``5/10/1990`` or ``05.10.1990``; anything else as text."""
    dashed = text(value).str.replace(_DAY_FIRST, "$3-$2-$1").str.replace(_YEAR_FIRST, "$1-$2-$3")
    return dashed.str.replace(r"^(\d{4})-(\d)-", "$1-0$2-").str.replace(r"^(\d{4}-\d\d)-(\d)$", "$1-0$2")


def code(value: pl.Expr) -> pl.Expr:
    """A code: letters and digits only, upper case (``12.71.09`` = ``127109``, ``belum rekam`` = ``BELUM_REKAM``)."""
    return some(value.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", ""))


def number(value: pl.Expr) -> pl.Expr:
    """A long number: dots, dashes and blanks between its digits say nothing, its zeros do."""
    return some(plain(value).str.replace_all(r"[.\- ]", ""))


def rt_rw(value: pl.Expr) -> pl.Expr:
    """The number of an RT or RW without zeros and words: ``002`` = ``2`` = ``RT 2``, ``LK. IV`` = ``4``."""
    digits = value.str.extract(_NUMBER, 1).str.replace(r"^0+(\d)", "$1")
    roman = plain(value).str.extract(_ROMAN, 1).replace_strict(ROMANS, default=None)
    return pl.coalesce(digits, roman, text(value))
