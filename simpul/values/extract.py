"""What a complaint's text says about its reporter: a birth date, an address; and about the matter: a place."""

from __future__ import annotations

import polars as pl

_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_NUMBERS = {name: f"{number:02}" for number, name in enumerate(_MONTHS, start=1)}
_BORN = r"(?i)\b(?:lahir|kelahiran|ttl)\b[^\d]{0,30}(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})[-/. ](\d{4})\b"
_HOME = (
    r"(?i)\b(?:alamat|beralamat|tinggal\s+di|domisili|rumah\s+saya|rumah\s+kami)\b"
    r"[\s:,]*(?:saya|kami|di)?[\s:,]*(.{5,90})"
)
#: A street's name begins with a capital: ``jalan padam`` is none.
_PLACE = r"\b((?:[Jj]alan|JALAN|[Jj]ln|JLN|[Jj]l|JL)\b[.\s]*[A-Z0-9].{2,70})"
#: A full stop after a longer word ends a sentence; after a shorter one it is an abbreviation.
_SENTENCE = r"([A-Za-z]{4,}|\d)\.(?:\s|$)"


def born(words: pl.Expr) -> pl.Expr:
    """``1990-10-05`` from ``lahir 05-10-1990`` or ``lahir di Medan, 5 Oktober 1990``; null where none is told."""
    day, month, year = (words.str.extract(_BORN, part) for part in (1, 2, 3))
    number = month.str.to_lowercase().str.slice(0, 3).replace(_NUMBERS).str.zfill(2)
    told = pl.concat_str(year, number, day.str.zfill(2), separator="-")
    return pl.when(told.str.to_date(strict=False).is_not_null()).then(told)


def home(words: pl.Expr) -> pl.Expr:
    """The reporter's own address, told as such."""
    return words.str.replace_all(_SENTENCE, "${1}; ").str.extract(_HOME, 1)


def place(words: pl.Expr) -> pl.Expr:
    """The first street the text names, with what follows it."""
    return words.str.replace_all(_SENTENCE, "${1}; ").str.extract(_PLACE, 1)
