"""The best anybody could do: an oracle that knows which parts of each mention are still right, and what they said.

It undoes every slip. Left to it are the residents who are the same in all that is left; among them it can only guess,
with odds by how likely each would have lost a word. No method can beat it, so the true ceiling lies at or below it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from benchmarks.parts.mentions import OUTSIDERS, RATES, Mentions

_PARTS = ("born", "phone", "kelurahan", "street", "lane", "house")
_CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """Shares of 1."""

    ten: float
    f1: float
    recall_at_99: float


def ceiling(known: pl.DataFrame, asked: Mentions) -> Ceiling:
    """What the oracle reaches on these mentions of residents; strangers it never confuses with anybody."""
    meant = asked.left.join(asked.truth.drop_nulls("resident"), on="mention")
    listed = known.select(resident="key", unlisted=pl.col("phone").is_null())
    meant, people = meant.join(listed, on="resident"), _keyed(known)
    chunks = [_judged(meant[start : start + _CHUNK], people) for start in range(0, meant.height, _CHUNK)]
    judged = pl.concat(chunks)
    best = np.sort(judged["best"].to_numpy())[::-1]
    right, linked = np.cumsum(best), np.arange(1, len(best) + 1)
    precise = np.flatnonzero(right / linked >= 0.99)
    at_99 = float(right[precise[-1]]) / meant.height if len(precise) else 0.0
    return Ceiling(
        ten=float(judged["ten"].sum()) / meant.height,
        f1=float((2 * right / (linked + meant.height)).max()),
        recall_at_99=at_99,
    )


def _keyed(known: pl.DataFrame) -> pl.DataFrame:
    """Every resident under the whole bag of their words, and under what is left when each word is lost, with odds."""
    words = known.select("key", *_PARTS, word=pl.col("name").str.split(" ")).with_columns(
        many=pl.col("word").list.len()
    )
    rate = RATES["lost_word"]
    whole = words.with_columns(
        words=pl.col("word").list.sort().list.join(" "),
        odds=pl.when(pl.col("many") > 1).then(1 - rate).otherwise(1.0),
    )
    lost = words.filter(pl.col("many") > 1).with_columns(at=pl.int_ranges(0, pl.col("many"))).explode("at")
    last = pl.col("at") == pl.col("many") - 1
    rest = pl.concat_list(pl.col("word").list.slice(0, pl.col("at")), pl.col("word").list.slice(pl.col("at") + 1))
    lost = lost.with_columns(
        words=rest.list.sort().list.join(" "),
        odds=rate * (0.3 / pl.col("many") + pl.when(last).then(0.7).otherwise(0.0)),
    )
    columns = ("key", *_PARTS, "words", "odds")
    return pl.concat([whole.select(columns), lost.select(columns)])


def _judged(meant: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """mention, best (probability of the likeliest resident), ten (of the ten likeliest together)."""
    pairs = meant.join(people, on="words", suffix="_theirs")
    kept = pl.all_horizontal(
        pl.col(part).is_null() | (pl.col(part) == pl.col(f"{part}_theirs")).fill_null(value=True) for part in _PARTS
    )
    # Whose phone is on record must show it; who has none on record stands beside all others who have none.
    told = pl.col("phone").is_null() | (pl.col("phone_theirs").is_null() == pl.col("unlisted"))
    same = pairs.filter(kept & told).group_by("mention", "key").agg(pl.col("odds").max())
    strangers = OUTSIDERS / (1 - OUTSIDERS)
    return same.group_by("mention").agg(
        best=pl.col("odds").max() / (pl.col("odds").sum() + strangers * (pl.col("odds").sum() - pl.col("odds").max())),
        ten=pl.col("odds").top_k(10).sum() / pl.col("odds").sum(),
    )
