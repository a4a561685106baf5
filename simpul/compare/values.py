"""The values of both sides of a pair, side by side, judged field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection

from simpul.compare import comparators, three_way
from simpul.compare.frames import read, shaped
from simpul.compare.pairs import Field, Pair

_RECORD = (
    "record_key", "subject_key", "version", "follower_tombstoned", "follower_missing",
    "authority_key", "authority_tombstoned", "authority_missing",
)  # fmt: skip
_TRUE = "t"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a chunk of subjects came to, for one pair.

    ``verdicts``: record_key, subject_key, field (empty: the record), authority_value, follower_value, base_value,
    has_base, outcome, kind, comparator.
    """

    records: int
    verdicts: pl.DataFrame


def judge(conn: Connection, pair: Pair) -> Judged:
    """Compare the claimed subjects' records of a pair: one read of both mirrors, one of effects, one of history."""
    records = _read_records(conn, pair)
    if records.is_empty():
        return Judged(records=0, verdicts=_EMPTY)
    sides = pl.concat([_whole(records), *(_side(records, spec) for spec in pair.fields)])
    sides = _with_history(conn, pair, _with_effects(conn, pair, sides))
    judged = three_way.judge(sides)
    return Judged(records=records.height, verdicts=judged.select(_EMPTY.columns))


_EMPTY = pl.DataFrame(
    schema={
        "record_key": pl.String,
        "subject_key": pl.String,
        "field": pl.String,
        "authority_value": pl.String,
        "follower_value": pl.String,
        "base_value": pl.String,
        "has_base": pl.Boolean,
        "outcome": pl.String,
        "kind": pl.String,
        "comparator": pl.String,
    }
)


def as_text(column: str, sql_type: str) -> str:
    """SQL that shows a typed column as the text that cases, effects and mappings use."""
    if sql_type == "timestamptz":
        return f"to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    return column if sql_type == "text" else f"{column}::text"


def _read_records(conn: Connection, pair: Pair) -> pl.DataFrame:
    columns: list[str] = []
    names: list[str] = [*_RECORD]
    for spec in pair.fields:
        columns += [as_text(f"a.{spec.name}", spec.sql_type), as_text(f"f.{spec.name}", spec.sql_type)]
        columns += [f"b.values ->> '{spec.name}'", f"coalesce(b.values ? '{spec.name}', false)"]
        names += [f"{part}_{spec.name}" for part in ("a", "f", "b", "has")]
    parts = {
        "follower": pair.follower.entity,
        "authority": pair.authority.entity,
        "key": pair.key,
        "columns": ", ".join(columns),
    }
    values = {
        "follower_system": pair.follower.system,
        "authority_system": pair.authority.system,
        "feed": pair.follower.name,
    }
    return read(conn, shaped("compare_pair", parts), names, values)


def _states(name: str) -> list[pl.Expr]:
    """Agreement state of both sides for a field (empty: the record)."""

    def missing(side: str) -> pl.Expr:
        held = pl.col(f"{side}_missing").str.contains(f",{name},", literal=True).fill_null(False)
        return held if name else pl.lit(False)

    authority = (
        pl.when(pl.col("authority_key").is_null())
        .then(pl.lit("absent"))
        .when(pl.col("authority_tombstoned") == _TRUE)
        .then(pl.lit("tombstoned"))
        .when(missing("authority"))
        .then(pl.lit("unavailable"))
        .otherwise(pl.lit("known"))
    )
    follower = (
        pl.when(pl.col("follower_tombstoned") == _TRUE)
        .then(pl.lit("tombstoned"))
        .when(missing("follower"))
        .then(pl.lit("unavailable"))
        .otherwise(pl.lit("known"))
    )
    return [authority.alias("authority_state"), follower.alias("follower_state")]


def _whole(records: pl.DataFrame) -> pl.DataFrame:
    """One row per record as a whole: is there anything to compare it with."""
    nothing = pl.lit(None, dtype=pl.String)
    return records.select(
        "record_key",
        "subject_key",
        "authority_key",
        pl.lit("").alias("field"),
        pl.lit("exact").alias("comparator"),
        *_states(""),
        nothing.alias("authority_value"),
        nothing.alias("follower_value"),
        nothing.alias("base_value"),
        pl.lit(False).alias("has_base"),
        pl.lit("same").alias("verdict"),
        pl.lit(False).alias("authority_moved"),
        pl.lit(False).alias("follower_moved"),
    )


def _side(records: pl.DataFrame, spec: Field) -> pl.DataFrame:
    """One row per record for one field: both values against each other and against the base."""
    authority, follower, base = (pl.col(f"{part}_{spec.name}") for part in ("a", "f", "b"))
    return records.select(
        "record_key",
        "subject_key",
        "authority_key",
        pl.lit(spec.name).alias("field"),
        pl.lit(spec.comparator).alias("comparator"),
        *_states(spec.name),
        authority.alias("authority_value"),
        follower.alias("follower_value"),
        base.alias("base_value"),
        (pl.col(f"has_{spec.name}") == _TRUE).alias("has_base"),
        comparators.verdict(spec.comparator, authority, follower).alias("verdict"),
        (~comparators.equal(spec.comparator, authority, base)).alias("authority_moved"),
        (~comparators.equal(spec.comparator, follower, base)).alias("follower_moved"),
    )


_EFFECTS = ("record_key", "field", "standing", "value", "expected")


def _with_effects(conn: Connection, pair: Pair, sides: pl.DataFrame) -> pl.DataFrame:
    """``in_flight`` and ``refused``: what open and failed effects say about a field."""
    values = {"kind": pair.kind, "feed": pair.follower.name}
    effects = read(conn, shaped("compare_effects", {}), _EFFECTS, values)
    if effects.is_empty():
        return sides.with_columns(in_flight=pl.lit(False), refused=pl.lit(False))
    key = ["record_key", "field"]
    flying = effects.filter(pl.col("standing") == "in_flight").select(key).unique().with_columns(in_flight=pl.lit(True))
    refused = effects.filter(pl.col("standing") == "refused").select(
        *key, pl.col("value").alias("authority_value"), pl.col("expected").alias("follower_value"), refused=pl.lit(True)
    )
    return (
        sides.join(flying, on=key, how="left")
        .join(
            refused.unique(),
            on=[*key, "authority_value", "follower_value"],
            how="left",
            nulls_equal=True,
        )
        .with_columns(pl.col("in_flight", "refused").fill_null(False))
    )


def _with_history(conn: Connection, pair: Pair, sides: pl.DataFrame) -> pl.DataFrame:
    """``in_history``: a follower's value that differs and has no base was the authority's once."""
    asked = sides.filter(
        (pl.col("verdict") == "different")
        & ~pl.col("has_base")
        & pl.col("follower_value").is_not_null()
        & (pl.col("authority_state") == "known")
    )
    if asked.is_empty():
        return sides.with_columns(in_history=pl.lit(False))
    history = _read_history(conn, pair, asked["authority_key"].unique().to_list())
    found = [_found(asked, history, spec) for spec in pair.fields]
    return sides.join(
        pl.concat(found).unique().with_columns(in_history=pl.lit(True)), on=["record_key", "field"], how="left"
    ).with_columns(pl.col("in_history").fill_null(False))


def _read_history(conn: Connection, pair: Pair, keys: Sequence[str]) -> pl.DataFrame:
    columns = ", ".join(as_text(f"h.{spec.name}", spec.sql_type) for spec in pair.fields)
    statement = shaped("compare_history", {"authority": pair.authority.entity, "columns": columns})
    values = {"authority_system": pair.authority.system, "keys": list(keys)}
    return read(conn, statement, ["authority_key", *(spec.name for spec in pair.fields)], values)


def _found(asked: pl.DataFrame, history: pl.DataFrame, spec: Field) -> pl.DataFrame:
    ours = asked.filter(pl.col("field") == spec.name).select(
        "record_key",
        "field",
        "authority_key",
        comparators.normal(spec.comparator, pl.col("follower_value")).alias("form"),
    )
    theirs = history.select("authority_key", comparators.normal(spec.comparator, pl.col(spec.name)).alias("form"))
    return ours.join(theirs.unique(), on=["authority_key", "form"], how="semi").select("record_key", "field")
