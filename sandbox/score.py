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

#: (feed, record key, field); a field of "" speaks about the whole record, "aturan x" is what rule x says of it.
Place = tuple[str, str, str]
Line = dict[str, str]
#: When the hub had compared a feed with its authority for the first time.
Baselines = dict[str, datetime]

RULE = "aturan "
#: What a hub that is sure writes of a link, and one that asks a person.
SAID, ASKED = ("sure", "confirmed"), ("offered",)
_COUNTS = ("planted", "found", "not_due", "near_misses", "false_alarms", "offered", "wrong")

_CASES = "select feed, record_key, coalesce(field, ''), closed_at is null, kind from simpul.cases"
_QUARANTINE = (
    "select distinct feed, record_key, coalesce(field, ''), state = 'open', 'held' from simpul.quarantine"
    " where record_key is not null"
)
_DONE = "select kind, target, max(started_at) from simpul.run where state = 'done' group by kind, target"
_BASELINES = "select feed, min(baseline_done_at) from simpul.pairing where baseline_done_at is not null group by feed"
_LINKS = (
    "select left_feed, left_key, right_feed || '|' || right_key, state from simpul.match"
    " union all select right_feed, right_key, left_feed || '|' || left_key, state from simpul.match"
)
_MIRRORS = "select table_name from information_schema.tables where table_schema = 'mirror' order by 1"


@dataclass(frozen=True, kw_only=True)
class Raised:
    """What the hub raised: every place ever, those still open, and each place with the case's kind."""

    ever: frozenset[Place]
    open: frozenset[Place]
    kinds: frozenset[tuple[Place, str]]


@dataclass(frozen=True, kw_only=True)
class Hub:
    """Everything the score needs to know of a hub."""

    cases: Raised
    held: Raised
    runs: list[tuple[Any, ...]]
    baselines: Baselines
    #: (feed, key) → state by other side, "siak.penduduk|NIK".
    links: dict[tuple[str, str], dict[str, str]]
    #: Living rows of all mirrors.
    records: int


def look(hub_url: str) -> Hub:
    """Read the hub."""
    with psycopg.connect(libpq(hub_url)) as conn:
        links: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for feed, key, other, state in conn.execute(_LINKS).fetchall():
            links[feed, key][other] = state
        return Hub(
            cases=_raised(conn.execute(_CASES).fetchall()),
            held=_raised(conn.execute(_QUARANTINE).fetchall()),
            runs=conn.execute(_DONE).fetchall(),
            baselines=dict(conn.execute(_BASELINES).fetchall()),
            links=dict(links),
            records=sum(_living(conn, name) for (name,) in conn.execute(_MIRRORS).fetchall()),
        )


def score(hub_url: str, truth_path: Path | str) -> dict[str, Any]:
    """``{"planted", "found", "missed", "false_alarms", "records", "per_10k", "by_kind"}``.

    A line planted while life went on is left out until the hub has pulled its feed and compared since (``not_due``).
    A planted line is found if the hub ever opened a case (or quarantine, as the line expects) at its place. A false
    alarm is anything open at a place that no line explains, or that a line says must stay silent. A link is found if
    the hub is sure of it, ``offered`` if it asks; ``wrong`` counts records it linked with certainty to somebody else.
    ``per_10k``: false alarms per ten thousand records with the ends of Wilson's interval.
    """
    truth, hub = read(Path(truth_path)), look(hub_url)
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for line in truth:
        by_kind[line["kind"]].update(_judge(line, hub) if _due(line, hub) else Counter(not_due=1))
    false = _false_alarms(truth, hub.cases.open | hub.held.open, hub.baselines)
    for _, kind in false:
        by_kind[kind]["false_alarms"] += 1
    total = sum(by_kind.values(), Counter())
    return {
        "planted": total["planted"],
        "found": total["found"],
        "missed": total["planted"] - total["found"],
        "false_alarms": len(false),
        "records": hub.records,
        "per_10k": per_10k(len(false), hub.records),
        "by_kind": {kind: _told(counts) for kind, counts in sorted(by_kind.items())},
    }


def _told(counts: Counter[str]) -> dict[str, int]:
    named = {name: counts[name] for name in _COUNTS}
    return named | {"missed": counts["planted"] - counts["found"]}


def read(path: Path) -> list[Line]:
    """The lines of truth, oldest first."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def false_alarms(hub_url: str, truth_path: Path | str) -> list[tuple[Place, str]]:
    """Every false alarm with the kind of the line it breaks ("tanpa_sebab" where there is none), to look into."""
    hub = look(hub_url)
    return _false_alarms(read(Path(truth_path)), hub.cases.open | hub.held.open, hub.baselines)


def missed(hub_url: str, truth_path: Path | str) -> list[Line]:
    """Every planted line that was due and not found, to look into."""
    hub = look(hub_url)
    due = [line for line in read(Path(truth_path)) if _due(line, hub)]
    return [line for line in due if (told := _judge(line, hub))["planted"] > told["found"]]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Ends of Wilson's 95 % interval of a share; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    z = 1.959964
    share = hits / of
    middle = share + z * z / (2 * of)
    reach = z * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5
    below = 1 + z * z / of
    low, high = (middle - reach) / below, (middle + reach) / below
    return (low if hits else 0.0), (high if hits < of else 1.0)


def per_10k(alarms: int, records: int) -> dict[str, float]:
    """False alarms per ten thousand records: ``rate``, ``low``, ``high``."""
    low, high = wilson(min(alarms, records), records)
    rate = alarms / records if records else 0.0
    return {"rate": round(rate * 1e4, 3), "low": round(low * 1e4, 3), "high": round(high * 1e4, 3)}


# ------------------------------------------------------------------------------------------------- the hub


def _raised(rows: list[tuple[Any, ...]]) -> Raised:
    return Raised(
        ever=frozenset((feed, key, field) for feed, key, field, _, _ in rows),
        open=frozenset((feed, key, field) for feed, key, field, is_open, _ in rows if is_open),
        kinds=frozenset(((feed, key, field), kind) for feed, key, field, _, kind in rows),
    )


def _living(conn: psycopg.Connection[tuple[Any, ...]], table: str) -> int:
    found = conn.execute(f'select count(*) from mirror."{table}" where tombstoned_at is null'.encode()).fetchone()
    return int(found[0]) if found else 0


# ----------------------------------------------------------------------------------------------- the lines


def _judge(line: Line, hub: Hub) -> Counter[str]:
    expect = line["expect"]
    if expect == "may":
        return Counter()
    if expect == "none":
        return Counter(near_misses=1, wrong=int(not line["field"] and _links_wrongly(line, hub)))
    if expect == "match":
        return _judge_link(line, hub)
    return Counter(planted=1, found=int(_is_found(line, hub)))


def _is_found(line: Line, hub: Hub) -> bool:
    if line["expect"] == "case":
        return _is_at(line, hub.cases.ever)
    if line["expect"] == "quarantine":
        return _is_at(line, hub.held.ever)
    if line["expect"] == "any":
        return _is_at(line, hub.cases.ever | hub.held.ever)
    return _is_at(line, frozenset(place for place, kind in hub.cases.kinds if kind == line["expect"]))


def _is_at(line: Line, places: frozenset[Place]) -> bool:
    feed, key, field = line["system"], line["key"], line["field"]
    if field:
        return (feed, key, field) in places or (not field.startswith(RULE) and (feed, key, "") in places)
    return (feed, key) in {place[:2] for place in places if not place[2].startswith(RULE)}


def _judge_link(line: Line, hub: Hub) -> Counter[str]:
    state = hub.links.get((line["system"], line["key"]), {}).get(line["other"], "")
    return Counter(
        planted=1,
        found=int(state in SAID),
        offered=int(state in ASKED),
        wrong=int(_links_wrongly(line, hub)),
    )


def _links_wrongly(line: Line, hub: Hub) -> bool:
    """Whether the hub is sure that this record is about a resident who is not the one it is about."""
    sides = hub.links.get((line["system"], line["key"]), {})
    return any(
        state in SAID and other.startswith("siak.penduduk|") and other != line.get("other", "")
        for other, state in sides.items()
    )


def _due(line: Line, hub: Hub) -> bool:
    """Whether the hub has had its chance: a pull of the feed and a comparison that began after the line came about.

    A link is due once the hub looked for links at all, what vanished once it swept the feed.
    """
    if line["expect"] == "match":
        return any(kind == "match" for kind, _, _ in hub.runs) or bool(hub.links)
    if not line.get("at"):
        return True
    came = datetime.fromisoformat(line["at"])
    if line["expect"] == "vanished":
        return any(kind == "sweep" and target == line["system"] and at > came for kind, target, at in hub.runs)
    pulled = [at for kind, target, at in hub.runs if kind == "pull" and target == line["system"]]
    compared = [at for kind, _, at in hub.runs if kind == "compare"]
    return any(pull > came and any(then > pull for then in compared) for pull in pulled)


def _false_alarms(truth: list[Line], raised: frozenset[Place], baselines: Baselines) -> list[tuple[Place, str]]:
    """Open places that no line expects; a place that a near-miss names counts under that line's kind."""
    expected = {_place(line) for line in truth if _explains(line, baselines)}
    near = [line for line in truth if line["expect"] == "none"]
    silent = {_place(line)[:2]: line["kind"] for line in near} | {_place(line): line["kind"] for line in near}
    fields = {place for place in expected if not place[2].startswith(RULE)}
    records, whole = {place[:2] for place in fields}, {place[:2] for place in fields if not place[2]}
    unexplained = sorted(place for place in raised - expected if not _covered(place, records, whole))
    return [(place, silent.get(place, silent.get(place[:2], "tanpa_sebab"))) for place in unexplained]


def _covered(place: Place, records: set[tuple[str, str]], whole: set[tuple[str, str]]) -> bool:
    """A line on the whole record covers its fields, a line on a field the whole; rules stand for themselves."""
    if place[2].startswith(RULE):
        return False
    return place[:2] in whole or (not place[2] and place[:2] in records)


def _place(line: Line) -> Place:
    return line["system"], line["key"], line["field"]


def _explains(line: Line, baselines: Baselines) -> bool:
    """Planted lines explain; so does a registry change from before the hub first compared the two feeds.

    The hub cannot know then that the registry moved: it meets two different values and nothing to tell which is older.
    """
    if line["expect"] == "match":
        return False
    if line["expect"] != "none":
        return True
    if not line.get("at"):
        return False
    compared = baselines.get(line["system"])
    return compared is None or datetime.fromisoformat(line["at"]).astimezone(UTC) <= compared
