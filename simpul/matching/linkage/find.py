"""Many noisy mentions of people against the residents: the likeliest candidates of each, with a probability."""

from __future__ import annotations

import polars as pl

from simpul.matching.linkage import lookup, registry, scoring
from simpul.matching.linkage.registry import Registry
from simpul.values.names import forms

#: Mentions looked up together: bounds memory at about 400 bytes a pair and some hundred pairs a mention.
CHUNK = 10_000
#: Less likely candidates are nobody's.
LEAST = 1e-7


def find(known: Registry, mentions: pl.DataFrame, *, most: int = 10) -> pl.DataFrame:
    """The ``most`` likeliest residents of each mention.

    ``mentions``: columns :data:`registry.COLUMNS`. Returns mention (its key), resident (key), place (from 1), score
    (probability that this resident is meant), weight (bits), and how each part stands: name, born, phone, kelurahan,
    street, lane, house (codes of :mod:`scoring`).
    """
    chunks = [_chunk(known, mentions[start : start + CHUNK], most) for start in range(0, mentions.height, CHUNK)]
    return pl.concat(chunks) if chunks else _chunk(known, mentions, most)


def _chunk(known: Registry, mentions: pl.DataFrame, most: int) -> pl.DataFrame:
    written, table = registry.mentions(mentions, known)
    names = lookup.named(table, forms.candidates(written, known.names), known)
    pairs = lookup.pairs(table, names, known)
    scored = scoring.scored(table, names, pairs, known, written.table["bag"])
    best = scored.filter(pl.col("score") > LEAST).sort("mention", "score", "row", descending=[False, True, False])
    best = best.with_columns(place=pl.int_range(1, pl.len() + 1).over("mention")).filter(pl.col("place") <= most)
    return best.select(
        mentions["key"].gather(best["mention"]).alias("mention"),
        known.keys.gather(best["row"]).alias("resident"),
        "place", "score", "weight", "name", *scoring.COMPARED,
    )  # fmt: skip
