"""Words rewritten all at once: one pass of an automaton over a column, whatever the number of words."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from simpul.values.comparators.forms import some

#: Stands before a form made by joining words. Such a form is not taken apart again: the letters that met where two
#: words were joined would be read as the spelling of one.
MARK = "≡"
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
_DOUBLED = {letter * times: letter for letter in _CONSONANTS for times in (4, 3, 2)}
#: Spelling before 1947 and 1972. N and S before J keep their sound in PANDJAITAN, which is PANJAITAN.
_OLD = {
    " NOOR": " NUR", "NDJ": "NY", "SDJ": "SY", "OE": "U", "DJ": "J", "TJ": "C", "SJ": "SY", "NJ": "NY",
    # Names with an O and an E of their own.
    " JOEL ": " JOEL ", " NOEL ": " NOEL ", " YOEL ": " YOEL ", " JOE ": " JOE ",
}  # fmt: skip


def listed(text: str) -> tuple[str, ...]:
    """The words of a list written as text."""
    return tuple(text.split())


def wide(text: pl.Expr) -> pl.Expr:
    """Single-spaced words, each with a blank of its own on both sides."""
    return pl.concat_str(pl.lit(" "), text.str.replace_all(" ", "  ", literal=True), pl.lit(" "))


def narrow(text: pl.Expr) -> pl.Expr:
    """The words single-spaced again."""
    return text.str.replace_all(r" +", " ").str.strip_chars(" ")


def words(text: pl.Expr, known: Mapping[str, str]) -> pl.Expr:
    """Wide text with whole words, or runs of words, exchanged; the longest run that fits counts."""
    patterns = {_padded(word): _padded(instead) for word, instead in known.items()}
    return swapped(text, patterns)


def _padded(phrase: str) -> str:
    return " " + phrase.replace(" ", "  ") + " "


def swapped(text: pl.Expr, patterns: Mapping[str, str]) -> pl.Expr:
    """Text with every pattern exchanged, left to right, the longest that fits first."""
    longest_first = sorted(patterns, key=len, reverse=True)
    return text.str.replace_many(longest_first, [patterns[key] for key in longest_first], leftmost=True)


def single(text: pl.Expr) -> pl.Expr:
    """Doubled consonants as one; vowels stay: AAN is not AN."""
    return swapped(text, _DOUBLED)


def modern(text: pl.Expr) -> pl.Expr:
    """Wide text in today's spelling: DJOKO is JOKO, SOETJIPTO is SUCIPTO."""
    return swapped(text, _OLD)


def joined(value: pl.Expr, form: pl.Expr) -> pl.Expr:
    """``form`` marked as joined; a value that is marked already stays, an empty form is no value."""
    return pl.when(value.str.starts_with(MARK)).then(value).otherwise(some(form.str.replace(r"^(.)", f"{MARK}$1")))
