"""The usual way to link people, the baseline: blocks of equal values, then rapidfuzz and a weighted mean."""

from __future__ import annotations

import numpy as np
import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

_WEIGHTS = {"name": 0.5, "born": 0.25, "phone": 0.25, "kelurahan": 0.1, "address": 0.15}


def link(residents: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """mention, resident, place, score: ten best by weighted mean of the likenesses of what both sides tell."""
    left, right = _tidy(asked).with_row_index("mention"), _tidy(residents).with_row_index("row")
    blocks = [
        ["born"], ["phone"], ["name", "kelurahan"], ["first", "last", "kelurahan"], ["first", "year"], ["address"],
    ]  # fmt: skip
    found = [
        left.drop_nulls(block).join(right.drop_nulls(block), on=block).select("mention", "row") for block in blocks
    ]
    pairs = pl.concat(found).unique()
    one, other = left[pairs["mention"]], right[pairs["row"]]
    score, weight = np.zeros(pairs.height), np.zeros(pairs.height)
    for part, worth in _WEIGHTS.items():
        told = (one[part].is_not_null() & other[part].is_not_null()).to_numpy()
        if part in ("name", "address"):
            alike = cpdist(
                one[part].fill_null("").to_list(),
                other[part].fill_null("").to_list(),
                scorer=fuzz.token_sort_ratio,
                workers=-1,
            )
            alike = np.maximum(alike / 100 - 0.5, 0) * 2
        else:
            alike = (one[part] == other[part]).fill_null(value=False).to_numpy()
        score += np.where(told, worth * alike, 0)
        weight += np.where(told, worth, 0)
    # What neither side tells must not make a pair certain: missing evidence counts half.
    total = score / (weight + 0.5 * (sum(_WEIGHTS.values()) - weight))
    best = pairs.with_columns(score=pl.Series(total)).sort("mention", "score", "row", descending=[False, True, False])
    best = best.with_columns(place=pl.int_range(1, pl.len() + 1).over("mention")).filter(pl.col("place") <= 10)
    return best.select(
        asked["key"].gather(best["mention"]).alias("mention"),
        residents["key"].gather(best["row"]).alias("resident"),
        "place",
        "score",
    )


def _tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """The usual cleaning: capitals, letters only, digits only."""
    name = (
        pl.col("name").str.to_uppercase().str.replace_all(r"[^A-Z ]", " ").str.replace_all(r" +", " ").str.strip_chars()
    )
    phone = pl.col("phone").str.replace_all(r"\D", "").str.tail(9)
    address = pl.col("address").str.to_uppercase().str.replace(r"^JA?LA?N?\.? ", "").str.replace_all(r"[^A-Z0-9 ]", " ")
    return frame.select(
        "born", "kelurahan", name=name, phone=phone, address=address.str.replace_all(r" +", " "),
        first=name.str.extract(r"^(\w{1,4})", 1), last=name.str.extract(r"(\w+)$", 1), year=pl.col("born").str.head(4),
    )  # fmt: skip
