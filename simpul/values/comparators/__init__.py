"""When two values of a field are the same, the same but written differently, or different, and then how.

A comparator is a normal form: two values whose normal forms are equal differ in writing only. Schemas name the
comparator of each field in its metadata; the names are the keys of :data:`COMPARATORS`. A normal form only says
"written differently"; what is shown, kept and sent is always the value as it was received.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import polars as pl

from simpul.values.comparators import classify, forms, names, places

Verdict = Literal["same", "written", "different"]

#: Text of one field → its normal form, as an expression over a String column; null stays null.
NormalForm = Callable[[pl.Expr], pl.Expr]

COMPARATORS: dict[str, NormalForm] = {
    "exact": forms.exact,
    "text": forms.text,
    "date": forms.date,
    "code": forms.code,
    "rt_rw": forms.rt_rw,
    "kk": forms.number,
    "name": names.name,
    "address": places.address,
    "region": places.region,
}


def normal(comparator: str, value: pl.Expr) -> pl.Expr:
    """Normal form of a String expression under a named comparator. KeyError for a name that does not exist."""
    return COMPARATORS[comparator](value)


def equal(comparator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Boolean: the two differ in writing at most; two nulls are equal. An equivalence."""
    return normal(comparator, left).eq_missing(normal(comparator, right))


def verdict(comparator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """String: ``same``, ``written`` or ``different``."""
    alike = equal(comparator, left, right)
    if comparator == "name":
        # Letter for letter the same: where two words were joined, two letters may have met that spell another one.
        alike = alike | (forms.code(left) == forms.code(right)).fill_null(False)
    if comparator == "region":
        # A kelurahan that was divided: its old code stands for each of its heirs, which are not each other.
        heirs = places.successors()
        alike = alike | places.divided(left, right, heirs) | places.divided(right, left, heirs)
    return (
        pl.when(left.eq_missing(right))
        .then(pl.lit("same"))
        .when(alike)
        .then(pl.lit("written"))
        .otherwise(pl.lit("different"))
    )


def as_written(comparator: str) -> str:
    """The comparator that tells spellings apart: what is sent must arrive as it was written, case and blanks aside."""
    return "text" if comparator in ("name", "address") else comparator


def respelt(comparator: str, authority: pl.Expr, follower: pl.Expr, base: pl.Expr) -> pl.Expr:
    """Boolean: the authority spells its value otherwise than the base, and the follower spells it as the base does."""
    exact = as_written(comparator)
    if exact == comparator:
        return pl.lit(False)
    return base.is_not_null() & equal(exact, follower, base) & ~equal(exact, authority, base)


def shape(comparator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """String: why the two differ, a key of ``shapes.SHAPES``, no value in it; null where they do not.

    ``left`` is the authority's value. Only what differs is looked at closely.
    """

    def told(sides: pl.Series) -> pl.Series:
        frame = sides.struct.unnest().with_row_index("at")
        differ = frame.filter(verdict(comparator, pl.col("left"), pl.col("right")) == "different")
        forms_of = [normal(comparator, pl.col(side)).alias(f"{side}_form") for side in ("left", "right")]
        shaped = classify.shaped(comparator, differ.with_columns(forms_of)).select("at", "shape")
        return frame.join(shaped, on="at", how="left", maintain_order="left")["shape"]

    return pl.struct(left.alias("left"), right.alias("right")).map_batches(told, return_dtype=pl.String)
