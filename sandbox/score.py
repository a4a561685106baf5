"""How much of the planted truth the hub found, and what it raised that nobody planted.

Reads the hub's tables with plain SQL and knows nothing else of the hub. ``score(hub_url, truth_path)``.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from sandbox.serving import libpq

#: (feed, record key, field); a field of "" speaks about the whole record.
Place = tuple[str, str, str]
#: When the hub had compared a feed with its authority for the first time.
Baselines = dict[str, datetime]

_CASES = "select feed, record_key, coalesce(field, ''), closed_at is null from simpul.cases"
_QUARANTINE = (
    "select distinct feed, record_key, coalesce(field, ''), state = 'open' from simpul.quarantine"
    " where record_key is not null"
)
_DONE = "select kind, target, max(started_at) from simpul.run where state = 'done' group by kind, target"
_BASELINES = "select feed, min(baseline_done_at) from simpul.pairing where baseline_done_at is not null group by feed"


@dataclass(frozen=True, kw_only=True)
class Raised:
    """What the hub raised: every place ever, and those still open."""

    ever: frozenset[Place]
    open: frozenset[Place]


def score(hub_url: str, truth_path: Path | str) -> dict[str, Any]:
    """``{"planted", "found", "missed", "false_alarms", "by_kind"}``, all counts; by_kind holds the near-misses too.

    A line planted while life went on is left out until the hub has pulled its feed and compared since (``not_due``).
    A planted line is found if the hub ever opened a case (or quarantine, as the line expects) at its place. A false
    alarm is anything open at a place that no line explains, or that a line says must stay silent.
    """
    truth = read(Path(truth_path))
    with psycopg.connect(libpq(hub_url)) as conn:
        cases = _raised(conn.execute(_CASES).fetchall())
        held = _raised(conn.execute(_QUARANTINE).fetchall())
        baselines: Baselines = dict(conn.execute(_BASELINES).fetchall())
        runs = conn.execute(_DONE).fetchall()
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for line in truth:
        by_kind[line["kind"]].update(_judge(line, cases, held) if _due(line, runs) else Counter(not_due=1))
    false = _false_alarms(truth, cases.open | held.open, baselines)
    for _, kind in false:
        by_kind[kind]["false_alarms"] += 1
    total = sum(by_kind.values(), Counter())
    return {
        "planted": total["planted"],
        "found": total["found"],
        "missed": total["planted"] - total["found"],
        "false_alarms": len(false),
        "by_kind": {kind: _told(counts) for kind, counts in sorted(by_kind.items())},
    }


def _told(counts: Counter[str]) -> dict[str, int]:
    named = {name: counts[name] for name in ("planted", "found", "not_due", "near_misses", "false_alarms")}
    return named | {"missed": counts["planted"] - counts["found"]}


def read(path: Path) -> list[dict[str, str]]:
    """The lines of truth, oldest first."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def false_alarms(hub_url: str, truth_path: Path | str) -> list[tuple[Place, str]]:
    """Every false alarm with the kind of the line it breaks ("tanpa_sebab" where there is none), to look into."""
    with psycopg.connect(libpq(hub_url)) as conn:
        raised = _raised(conn.execute(_CASES).fetchall()).open | _raised(conn.execute(_QUARANTINE).fetchall()).open
        baselines: Baselines = dict(conn.execute(_BASELINES).fetchall())
    return _false_alarms(read(Path(truth_path)), raised, baselines)


def _raised(rows: list[tuple[Any, ...]]) -> Raised:
    return Raised(
        ever=frozenset((feed, key, field) for feed, key, field, _ in rows),
        open=frozenset((feed, key, field) for feed, key, field, is_open in rows if is_open),
    )


def _judge(line: dict[str, str], cases: Raised, held: Raised) -> Counter[str]:
    if line["expect"] == "none":
        return Counter(near_misses=1)
    raised = cases if line["expect"] == "case" else held
    return Counter(planted=1, found=int(_is_at(line, raised.ever)))


def _due(line: dict[str, str], runs: list[tuple[Any, ...]]) -> bool:
    """Whether the hub has had its chance: a pull of the feed and a comparison that began after the line came about."""
    if not line.get("at"):
        return True
    pulled = [started for kind, target, started in runs if kind == "pull" and target == line["system"]]
    compared = [started for kind, _, started in runs if kind == "compare"]
    came = datetime.fromisoformat(line["at"])
    return any(pull > came and any(then > pull for then in compared) for pull in pulled)


def _is_at(line: dict[str, str], places: frozenset[Place]) -> bool:
    if line["field"]:
        return (line["system"], line["key"], line["field"]) in places or (line["system"], line["key"], "") in places
    return (line["system"], line["key"]) in {place[:2] for place in places}


def _false_alarms(
    truth: list[dict[str, str]], raised: frozenset[Place], baselines: Baselines
) -> list[tuple[Place, str]]:
    """Open places that no line expects; a place that a near-miss names counts under that line's kind."""
    expected = {(line["system"], line["key"], line["field"]) for line in truth if _explains(line, baselines)}
    silent = {(line["system"], line["key"]): line["kind"] for line in truth if line["expect"] == "none"}
    records = {place[:2] for place in expected if not place[2]}
    unexplained = sorted(
        place for place in raised if place not in expected and place[:2] not in records and not _whole(place, expected)
    )
    return [(place, silent.get(place[:2], "tanpa_sebab")) for place in unexplained]


def _whole(place: Place, expected: set[Place]) -> bool:
    """The hub raised the record as a whole, and some field of it was planted."""
    return not place[2] and any(other[:2] == place[:2] for other in expected)


def _explains(line: dict[str, str], baselines: Baselines) -> bool:
    """Planted lines explain; so does a registry change from before the hub first compared the two feeds.

    The hub cannot know then that the registry moved: it meets two different values and nothing to tell which is older.
    """
    if line["expect"] != "none":
        return True
    if not line.get("at"):
        return False
    compared = baselines.get(line["system"])
    return compared is None or datetime.fromisoformat(line["at"]).astimezone(UTC) <= compared
