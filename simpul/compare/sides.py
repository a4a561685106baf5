"""The values of both sides of a pair, side by side, judged field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection

from simpul.compare import three_way
from simpul.compare.pairs import Field, Pair
from simpul.config import schemas
from simpul.store.frames import read
from simpul.store.identifiers import shaped
from simpul.values import comparators

_RECORD = (
    "record_key", "subject_key", "version", "follower_tombstoned", "follower_missing",
    "authority_key", "authority_tombstoned", "authority_missing", "kecamatan",
)  # fmt: skip
_TRUE = "t"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a chunk of subjects came to, for one pair.

    ``verdicts``: record_key, subject_key, field (empty: the record), authority_value, follower_value, base_value,
    has_base, verdict, in_history, outcome, kind, comparator, kecamatan.
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
    judged = _with_known(conn, pair, three_way.judge(sides))
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
        "verdict": pl.String,
        "in_history": pl.Boolean,
        "outcome": pl.String,
        "kind": pl.String,
        "comparator": pl.String,
        "kecamatan": pl.String,
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
        "kecamatan": _kecamatan(pair),
    }
    values = {
        "kind": pair.kind,
        "follower_system": pair.follower.system,
        "authority_system": pair.authority.system,
        "feed": pair.follower.name,
    }
    return read(conn, shaped("compare_pair", parts), names, values)


def _kecamatan(pair: Pair) -> str:
    """SQL of the kecamatan a record belongs to: the authority's, else the follower's, six digits."""
    found: list[str] = []
    for side, entity in (("a", pair.authority.entity), ("f", pair.follower.entity)):
        names = schemas.field_names(entity)
        found += [f"left({side}.{name}, 6)" for name in ("kode_kelurahan", "kode_kecamatan") if name in names]
    return f"coalesce({', '.join(found)})" if found else "null::text"


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
        "kecamatan",
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
        pl.lit(False).alias("respelt"),
    )


def _side(records: pl.DataFrame, spec: Field) -> pl.DataFrame:
    """One row per record for one field: both values against each other and against the base."""
    authority, follower, base = (pl.col(part) for part in ("authority_value", "follower_value", "base_value"))
    values = records.select(
        "record_key",
        "subject_key",
        "authority_key",
        "kecamatan",
        pl.lit(spec.name).alias("field"),
        pl.lit(spec.comparator).alias("comparator"),
        *_states(spec.name),
        pl.col(f"a_{spec.name}").alias("authority_value"),
        pl.col(f"f_{spec.name}").alias("follower_value"),
        pl.col(f"b_{spec.name}").alias("base_value"),
        (pl.col(f"has_{spec.name}") == _TRUE).alias("has_base"),
    )
    # Most of a city is equal letter for letter: normal forms are made of the rest only.
    alike = authority.eq_missing(follower) & (~pl.col("has_base") | authority.eq_missing(base))
    judged = values.filter(~alike).with_columns(
        comparators.verdict(spec.comparator, authority, follower).alias("verdict"),
        (~comparators.equal(spec.comparator, authority, base)).alias("authority_moved"),
        (~comparators.equal(spec.comparator, follower, base)).alias("follower_moved"),
        comparators.respelt(spec.comparator, authority, follower, base).fill_null(False).alias("respelt"),
    )
    still = values.filter(alike).with_columns(
        verdict=pl.lit("same"), authority_moved=pl.lit(False), follower_moved=pl.lit(False), respelt=pl.lit(False)
    )
    return pl.concat([still, judged])


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
    """``in_history``: a follower's value that differs was the authority's once; asked without a base, or of KK."""
    asked = sides.filter(
        (pl.col("verdict") == "different")
        & (~pl.col("has_base") | (pl.col("comparator") == "kk"))
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


_KNOWN = ("record_key", "field", "authority_known", "follower_known")


def _with_known(conn: Connection, pair: Pair, judged: pl.DataFrame) -> pl.DataFrame:
    """Cases somebody accepted until a day that is not past become ``known`` while neither value has changed."""
    values = {"kind": pair.kind, "feed": pair.follower.name}
    known = read(conn, shaped("compare_known", {}), _KNOWN, values).unique(["record_key", "field"])
    if known.is_empty():
        return judged
    parts = [judged.filter(pl.col("field") == "").pipe(_accepted, known, "exact")]
    parts += [
        judged.filter(pl.col("field") == spec.name).pipe(_accepted, known, spec.comparator) for spec in pair.fields
    ]
    return pl.concat(parts)


def _accepted(judged: pl.DataFrame, known: pl.DataFrame, comparator: str) -> pl.DataFrame:
    joined = judged.join(known.with_columns(known=pl.lit(True)), on=["record_key", "field"], how="left")
    unchanged = [
        comparators.equal(comparator, pl.col(f"{side}_value"), pl.col(f"{side}_known"))
        for side in ("authority", "follower")
    ]
    stands = pl.col("known").fill_null(False) & (pl.col("outcome") == "case") & pl.all_horizontal(unchanged)
    return joined.with_columns(
        outcome=pl.when(stands).then(pl.lit("known")).otherwise(pl.col("outcome")),
        kind=pl.when(~stands).then(pl.col("kind")),
    ).select(judged.columns)


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
