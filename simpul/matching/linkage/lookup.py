"""Candidates: residents who share a rare name, a phone, a birth date, a home, or a common name and something more."""

from __future__ import annotations

import polars as pl

from simpul.matching.linkage.registry import Registry
from simpul.values.names import parts

#: So many people of the likeliest names are looked at without anything else in common.
OPEN = 40
_WIDE = 2**32
#: Cuts a phone number in two: one wrong digit leaves one half right.
_HALF = 10**5


def named(mentions: pl.DataFrame, candidates: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """mention, name (registered), how, chance, count, before: the names each mention may stand for, likeliest first.

    ``before``: people of likelier names, this one's included.
    """
    frame = mentions.select("mention", left="name").drop_nulls().join(candidates, on="left")
    frame = frame.join(registry.count, left_on="right", right_on="name")
    frame = frame.sort("mention", "chance", "right", descending=[False, True, False])
    return frame.select(
        "mention", "how", "chance", "count", name="right", before=pl.col("count").cum_sum().over("mention")
    )


def pairs(mentions: pl.DataFrame, names: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """``mention``, ``row``: whom to look at closely, each pair once."""
    people = registry.people
    common = names.filter(pl.col("before") > OPEN).join(mentions.drop("name"), on="mention")
    found = [
        names.filter(pl.col("before") <= OPEN).join(people, on="name").select("mention", "row"),
        *(_both(common, people, part) for part in _PARTS.values()),
        _same(mentions, people, pl.col("born")),
        _same(mentions.with_columns(born=parts.swapped(pl.col("born"))), people, pl.col("born")),
        _same(mentions, people, pl.col("phone")),
        _same(mentions, people, pl.col("phone") // _HALF),
        _same(mentions, people, pl.col("phone") % _HALF),
        _same(mentions, people, _home()),
    ]
    key = pl.concat(found).select(pl.col("mention").cast(pl.Int64) * _WIDE + pl.col("row"))
    # One number a pair: sorting and telling repeats apart is several times faster than by two columns.
    return (
        key.unique()
        .sort("mention")
        .select(mention=(pl.col("mention") // _WIDE).cast(pl.UInt32), row=(pl.col("mention") % _WIDE).cast(pl.UInt32))
    )


#: What a common name must share besides: the kelurahan, the street, or two of year, month and day.
_PARTS = {
    "kelurahan": pl.col("kelurahan"),
    "street": pl.when(pl.col("street") >= 0).then(pl.col("street").cast(pl.Int64)),
    "year_month": pl.col("born") // 100,
    "year_day": pl.col("born") // 10_000 * 100 + pl.col("born") % 100,
    "month_day": pl.col("born") % 10_000,
}


def _both(common: pl.DataFrame, people: pl.DataFrame, part: pl.Expr) -> pl.DataFrame:
    """Pairs of one name that also share a part; the part's value fits beside the name's number in 64 bits."""
    key = (part % _WIDE) * _WIDE + pl.col("name").cast(pl.Int64)
    left, right = common.select("mention", key=key), people.select("row", key=key)
    return left.drop_nulls().join(right.drop_nulls(), on="key").select("mention", "row")


def _same(mentions: pl.DataFrame, people: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    left, right = mentions.select("mention", key=key), people.select("row", key=key)
    return left.drop_nulls().join(right.drop_nulls(), on="key").select("mention", "row")


def _home() -> pl.Expr:
    """Street and house number."""
    return pl.when(pl.col("street") >= 0).then(pl.col("street").cast(pl.Int64)) * 2**12 + pl.col("house")
