"""One letter wrong: which known words a word may stand for. A closed index of deletions, checked by edit distance."""

from __future__ import annotations

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

#: Shorter words have too many neighbours to mean anything.
LEAST = 2


def neighbours(written: pl.Series, known: pl.Series) -> pl.DataFrame:
    """``word`` (of ``written``) and ``other`` (of ``known``): pairs exactly one letter apart, turned pairs included.

    Two words one edit apart share the word itself or one of its forms with a letter taken out, so that a join of
    those forms finds every pair; what it finds beyond is dropped by the distance.
    """
    left, right = (_deleted(words.unique().drop_nulls()) for words in (written, known))
    pairs = (
        left.join(right.rename({"word": "other"}), on="key")
        .filter(pl.col("word") != pl.col("other"))
        .select("word", "other")
        .unique()
        .sort("word", "other")
    )
    if pairs.is_empty():
        return pairs
    distance = cpdist(
        pairs["word"].to_list(), pairs["other"].to_list(), scorer=OSA.distance, score_cutoff=1, dtype=np.uint8
    )
    return pairs.filter(pl.Series(distance == 1))


def _deleted(words: pl.Series) -> pl.DataFrame:
    """``word`` and ``key``: the hash of the word and of every form of it that lacks one letter."""
    frame = pl.DataFrame({"word": words}).filter(pl.col("word").str.len_chars() >= LEAST)
    places = frame.with_columns(at=pl.int_ranges(0, pl.col("word").str.len_chars())).explode("at")
    shorter = places.select(
        "word",
        key=pl.concat_str(pl.col("word").str.slice(0, pl.col("at")), pl.col("word").str.slice(pl.col("at") + 1)).hash(),
    )
    return pl.concat([frame.select("word", key=pl.col("word").hash()), shorter]).unique()
