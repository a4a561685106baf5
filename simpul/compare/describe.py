"""What a case is about: how its values differ, the cause shared with others, how bad it is, whose, what is proposed."""

from __future__ import annotations

import polars as pl

from simpul.compare import catalogue
from simpul.compare.pairs import Pair
from simpul.values import comparators

#: What the record as a whole lacks, by kind.
_WHOLE = {"absent": "tidak_ada", "tombstoned": "sudah_dihapus"}


def described(pair: Pair, verdicts: pl.DataFrame) -> pl.DataFrame:
    """The verdicts with shape, cause, severity, owner, proposed_value and proposed_by; null where there is no case."""
    is_case = pl.col("outcome") == "case"
    cases = _shaped(pair, verdicts.filter(is_case)).with_columns(cause=catalogue.cause(pair.follower.name))
    told = catalogue.catalogued(cases, {spec.name: spec.comparator for spec in pair.fields})
    return pl.concat([told, verdicts.filter(~is_case)], how="diagonal")


def _shaped(pair: Pair, cases: pl.DataFrame) -> pl.DataFrame:
    whole = cases.filter(pl.col("field") == "").with_columns(
        shape=pl.col("kind").replace_strict(_WHOLE, default="", return_dtype=pl.String)
    )
    parts = [whole]
    for spec in pair.fields:
        shape = comparators.shape(spec.comparator, pl.col("authority_value"), pl.col("follower_value"))
        if spec.comparator == "kk":
            # Only history tells an old number from a wrong one.
            old = pl.col("in_history") | (pl.col("kind") == "stale")
            shape = pl.when(old).then(pl.lit("kk_lama")).otherwise(shape)
        parts.append(cases.filter(pl.col("field") == spec.name).with_columns(shape=shape.fill_null("")))
    return pl.concat(parts)
