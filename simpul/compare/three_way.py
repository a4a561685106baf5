"""What must happen to one field of one follower record, from three values: the authority's, the follower's, the base.

Nothing here reads or writes anything; every rule stands once, in the order in which it counts.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

#: ``known`` with a value (null included), ``absent`` the authority lacks the key after a full pass, ``tombstoned`` it
#: deleted the record, ``unavailable`` nobody can say now.
Agreement = Literal["known", "absent", "tombstoned", "unavailable"]

#: ``agree`` equal · ``effect`` send the authority's value · ``case`` somebody must settle it · ``hold`` wait, change
#: nothing · ``nothing`` there is nothing to compare; a case that stood here closes.
Outcome = Literal["agree", "effect", "case", "hold", "nothing"]

#: The kinds of cases this module finds.
KINDS = (
    "different",  # never seen equal
    "stale",  # never seen equal, and the follower holds a value the authority once had
    "follower_changed",
    "both_changed",
    "refused",  # the follower's system refused the authority's value, or took it and did not keep it
    "absent",
    "tombstoned",
)

#: Columns :func:`judge` reads; all String but the last six, which are Boolean and never null.
INPUTS = (
    "field",  # empty: the record as a whole
    "authority_state",
    "follower_state",
    "authority_value",
    "verdict",  # authority against follower: same, written, different
    "has_base",
    "authority_moved",  # against the base; meaningless without one
    "follower_moved",
    "respelt",  # the authority writes the same otherwise than before, the follower still as before
    "in_flight",
    "in_history",  # the follower's value was once the authority's
    "refused",
)


def judge(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with ``outcome`` and, for cases, ``kind``. Columns in: :data:`INPUTS`; others pass through."""
    return frame.with_columns(outcome=_outcome(), kind=_kind()).with_columns(
        kind=pl.when(pl.col("outcome") == "case").then(pl.col("kind"))
    )


def _outcome() -> pl.Expr:
    whole = pl.col("field") == ""
    lacking = pl.col("authority_state").is_in(["absent", "tombstoned"])
    alike = pl.col("verdict").is_in(["same", "written"])
    blank = pl.col("authority_value").is_null()
    moved = pl.col("authority_moved") & ~pl.col("follower_moved")
    return (
        pl.when(pl.col("follower_state") == "tombstoned")
        .then(pl.lit("nothing"))
        .when((pl.col("authority_state") == "unavailable") | (pl.col("follower_state") == "unavailable"))
        .then(pl.lit("hold"))
        .when(pl.col("in_flight"))
        .then(pl.lit("hold"))
        # The record as a whole says so once; its fields say nothing more, and nothing is ever blanked.
        .when(lacking)
        .then(pl.when(whole).then(pl.lit("case")).otherwise(pl.lit("nothing")))
        # The same person, and still: how the authority writes a name is how the name is written.
        .when(pl.col("respelt") & ~whole & alike & ~blank & ~pl.col("refused"))
        .then(pl.lit("effect"))
        .when(whole | alike)
        .then(pl.lit("agree"))
        # An authority that never had a value has nothing to disagree with.
        .when(blank & ~pl.col("has_base"))
        .then(pl.lit("nothing"))
        .when(pl.col("has_base") & moved & ~blank & ~pl.col("refused"))
        .then(pl.lit("effect"))
        .otherwise(pl.lit("case"))
    )


def _kind() -> pl.Expr:
    return (
        pl.when(pl.col("authority_state").is_in(["absent", "tombstoned"]))
        .then(pl.col("authority_state"))
        .when(pl.col("refused"))
        .then(pl.lit("refused"))
        .when(~pl.col("has_base") & pl.col("in_history"))
        .then(pl.lit("stale"))
        .when(~pl.col("has_base"))
        .then(pl.lit("different"))
        .when(pl.col("authority_moved") & pl.col("follower_moved"))
        .then(pl.lit("both_changed"))
        .when(pl.col("follower_moved"))
        .then(pl.lit("follower_changed"))
        .otherwise(pl.lit("different"))
    )
