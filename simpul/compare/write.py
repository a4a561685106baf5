"""Writing down what a comparison found: bases, cases and refresh effects, set by set, in the chunk's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, text

from simpul.compare.describe import described
from simpul.compare.pairs import Pair
from simpul.compare.sides import Judged
from simpul.compare.three_way import KINDS
from simpul.config.settings import City
from simpul.delivery import effects
from simpul.store import frames
from simpul.store.identifiers import shaped
from simpul.store.queries import query
from simpul.values import comparators

#: How long a case may wait for a person: a wrong personal datum must be corrected within 3 × 24 hours (UU PDP art. 30).
DUE = timedelta(hours=72)

#: Cases opened by one chunk after which the planner looks at the table anew.
NEWS = 500

_CASE_STEPS = (
    "compare_close_cases",
    "compare_hold_decided",
    "compare_reopen_failed",
    "compare_change_cases",
    "compare_return_cases",
    "compare_open_new",
    "compare_describe_cases",
    "compare_refused_because",
)
#: What :mod:`simpul.compare.describe` says of a case.
_DESCRIBED = ("shape", "cause", "severity", "owner", "kecamatan", "proposed_value", "proposed_by")
_OPEN = ("record_key", "field", "case_state", "decided_value", "case_id")


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What was written."""

    records: int = 0
    agreed: int = 0
    #: Values written in two ways and taken as one: never a case, never sent.
    written: int = 0
    #: Differences somebody accepted for a time.
    known: int = 0
    opened: int = 0
    returned: int = 0
    changed: int = 0
    closed: int = 0
    effects: int = 0
    #: Values that would have been sent, were it allowed.
    withheld: int = 0
    #: Values that nobody can judge now.
    waiting: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


def apply(conn: Connection, city: City, pair: Pair, judged: Judged, run: int) -> Counts:
    """Write a judged chunk of a pair; the caller commits."""
    verdicts = judged.verdicts
    if pair.observing:
        # Nothing is sent from a baseline: an old value in the follower is something a person opens.
        stale = pl.col("outcome") == "effect"
        verdicts = verdicts.with_columns(
            kind=pl.when(stale).then(pl.lit("stale")).otherwise(pl.col("kind")),
            outcome=pl.when(stale).then(pl.lit("case")).otherwise(pl.col("outcome")),
        )
    agreed = _write_bases(conn, pair, verdicts)
    found = _write_cases(conn, pair, described(pair, verdicts), run)
    sent, withheld = _write_effects(conn, city, pair, verdicts, run)
    counted = Counts(
        records=judged.records,
        agreed=agreed,
        written=verdicts.filter((pl.col("outcome") == "agree") & (pl.col("verdict") == "written")).height,
        known=verdicts.filter(pl.col("outcome") == "known").height,
        effects=sent,
        withheld=withheld,
        waiting=verdicts.filter(pl.col("outcome") == "hold").height,
    )
    return counted + found + close_unlinked(conn, pair)


def close_unlinked(conn: Connection, pair: Pair) -> Counts:
    """Close cases of records that no longer speak about their subject."""
    statement = shaped("compare_close_unlinked", {"entity": pair.follower.entity, "key": pair.key})
    values = {"kind": pair.kind, "feed": pair.follower.name, "system": pair.follower.system, "kinds": list(KINDS)}
    return Counts(closed=conn.execute(text(statement), values).rowcount)


def _write_bases(conn: Connection, pair: Pair, verdicts: pl.DataFrame) -> int:
    """Remember values equal in both systems and not remembered yet; how many values."""
    fresh = verdicts.filter(
        (pl.col("outcome") == "agree")
        & (pl.col("field") != "")
        & ~(pl.col("has_base") & pl.col("base_value").eq_missing(pl.col("authority_value")))
    )
    if fresh.is_empty():
        return 0
    members = fresh.with_columns(
        member=pl.format(
            '"{}":{}',
            pl.col("field"),
            pl.struct(pl.col("authority_value").alias("v")).struct.json_encode().str.slice(5).str.head(-1),
        )
    )
    staged = members.group_by("record_key", "subject_key").agg(pl.col("member").str.join(","))
    frame = staged.select(
        "record_key", "subject_key", pl.concat_str(pl.lit("{"), "member", pl.lit("}")).alias("values")
    )
    frames.write(conn, "staged_base", frame)
    conn.execute(text(query("compare_write_base")), {"feed": pair.follower.name})
    return fresh.height


def _write_cases(conn: Connection, pair: Pair, verdicts: pl.DataFrame, run: int) -> Counts:
    asked = {"kind": pair.kind, "feed": pair.follower.name, "kinds": list(KINDS)}
    open_cases = frames.read(conn, query("compare_open_cases"), _OPEN, asked).unique(["record_key", "field"])
    staged = _staged(pair, verdicts, open_cases)
    if staged.is_empty():
        return Counts()
    frames.write(conn, "staged_verdict", staged)
    conn.execute(text("analyze staged_verdict"))
    values = {
        "kind": pair.kind,
        "feed": pair.follower.name,
        "authority": pair.authority.name,
        "observing": pair.observing,
        "due": DUE,
        "run": run,
        "kinds": list(KINDS),
    }
    done = {step: conn.execute(text(query(step)), values).rowcount for step in _CASE_STEPS}
    conn.execute(text("truncate staged_verdict"))
    if done["compare_open_new"] > NEWS:
        # The next chunk's plans must know how many cases there are; waiting for autovacuum would cost minutes.
        conn.execute(text("analyze simpul.cases"))
    return Counts(
        closed=done["compare_close_cases"],
        changed=done["compare_change_cases"],
        returned=done["compare_return_cases"] + done["compare_reopen_failed"],
        opened=done["compare_open_new"],
    )


def _staged(pair: Pair, verdicts: pl.DataFrame, open_cases: pl.DataFrame) -> pl.DataFrame:
    """Verdicts that may touch a case: every ``case``, and whatever was said where one is open."""
    joined = verdicts.filter(pl.col("outcome") != "hold").join(open_cases, on=["record_key", "field"], how="left")
    touched = joined.filter((pl.col("outcome") == "case") | pl.col("case_id").is_not_null())
    decided = {spec.name: _differs(spec.comparator) for spec in pair.fields}
    differs = pl.lit(True)
    for name, expression in decided.items():
        differs = pl.when(pl.col("field") == name).then(expression).otherwise(differs)
    return touched.select(
        "record_key",
        "subject_key",
        "field",
        "outcome",
        "kind",
        "authority_value",
        "follower_value",
        "base_value",
        (pl.col("decided_value").is_null() | differs).alias("differs"),
        *_DESCRIBED,
    )


def _differs(comparator: str) -> pl.Expr:
    return ~comparators.equal(comparator, pl.col("follower_value"), pl.col("decided_value"))


def _write_effects(conn: Connection, city: City, pair: Pair, verdicts: pl.DataFrame, run: int) -> tuple[int, int]:
    """Refresh effects for what the authority changed: (made, values withheld)."""
    moved = verdicts.filter(pl.col("outcome") == "effect")
    system = city.systems[pair.follower.system]
    fields = effects.granted(city, system.name, pair.refresh) if pair.refresh and system.sending != "off" else ()
    allowed = moved.filter(pl.col("field").is_in(list(fields)))
    wanted = _by_record(allowed)
    unsent = {
        row.record_key: row
        for row in conn.execute(text(query("compare_unsent")), {"kind": pair.kind, "feed": pair.follower.name})
    }
    held = _held_fields(verdicts, list(unsent))
    made = 0
    for key in sorted({*wanted, *unsent}):
        before = unsent.get(key)
        subject, fresh = wanted.get(key, ("", {}))
        if system.sending == "propose" and before is not None and before.decided:
            # What a person decided leaves; what is only proposed waits until that has arrived.
            fresh = {}
        kept = _kept(before, held.get(key, frozenset())) if before is not None else {}
        merged = {**{name: pair_of for name, pair_of in fresh.items()}, **kept}
        if before is not None and merged == _pairs(before):
            continue
        made += _renew(conn, city, pair, key, subject, merged, before, run)
    return made, moved.height - allowed.height


#: Field → (value to send, value the follower shows).
Values = Mapping[str, tuple[str | None, str | None]]


def _by_record(moved: pl.DataFrame) -> dict[str, tuple[str, Values]]:
    found: dict[str, tuple[str, dict[str, tuple[str | None, str | None]]]] = {}
    columns = ("record_key", "subject_key", "field", "authority_value", "follower_value")
    for key, subject, name, authority, follower in moved.select(columns).iter_rows():
        found.setdefault(key, (subject, {}))[1][name] = (authority, follower)
    return {key: (subject, values) for key, (subject, values) in found.items()}


def _held_fields(verdicts: pl.DataFrame, records: list[str]) -> dict[str, frozenset[str]]:
    held = verdicts.filter((pl.col("outcome") == "hold") & pl.col("record_key").is_in(records))
    return {key: frozenset(names) for key, names in held.group_by("record_key").agg("field").iter_rows()}


def _pairs(row: Any) -> dict[str, tuple[str | None, str | None]]:
    return {name: (value, row.shown.get(name)) for name, value in row.send.items()}


def _kept(row: Any, held: frozenset[str]) -> Values:
    """Values of an unsent effect that stay: what a person decided, and what cannot be judged now."""
    stay = {*row.decided, *held}
    return {name: pair for name, pair in _pairs(row).items() if name in stay}


def _renew(
    conn: Connection, city: City, pair: Pair, key: str, subject: str, merged: Values, before: Any, run: int
) -> int:
    if not merged:
        effects.replace_unsent(conn, pair.follower.name, key)
        return 0
    carried: dict[str, Any] = {}
    if before is not None and before.decision_id is not None and set(before.decided) & set(merged):
        carried = {name: getattr(before, name) for name in ("case_id", "case_version", "decision_id", "not_before")}
    return effects.refresh(
        conn,
        city,
        feed=pair.follower.name,
        kind=pair.refresh,
        record_key=key,
        subject=(pair.kind, subject or _subject_of(conn, pair, key)),
        values={name: value for name, (value, _) in merged.items()},
        expected={name: shown for name, (_, shown) in merged.items()},
        draft=city.systems[pair.follower.system].sending == "propose" and not carried,
        carried=carried,
        run_id=run,
    )


def _subject_of(conn: Connection, pair: Pair, key: str) -> str:
    statement = shaped("compare_subject_of", {"entity": pair.follower.entity, "key": pair.key})
    return str(conn.execute(text(statement), {"system": pair.follower.system, "record_key": key}).scalar_one())
