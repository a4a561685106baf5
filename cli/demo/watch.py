"""What the demo sees in the hub's own tables, and when a first full cycle is complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from cli.output import say
from simpul.config.settings import City
from simpul.store import queries


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The hub at one moment. Counts are those since the demo began, except cases and effects: all there are."""

    #: (kind, target) → row of ``demo_runs``.
    runs: Mapping[tuple[str, str], Row[Any]]
    #: Feeds whose first pass is complete.
    passed: frozenset[str]
    #: (system, state) → effects.
    effects: Mapping[tuple[str, str], int]
    #: (kind, field) → open cases.
    cases: Mapping[tuple[str, str], int]
    #: Subjects not compared since every feed was complete.
    dirty: int
    #: Changes that were delivered and read back.
    verified: int
    #: Whether a comparison has run since every feed was complete.
    compared: bool
    #: Runs whose pages do not add up to the run.
    differ: int

    @property
    def applied(self) -> int:
        return sum(row.applied for row in self.pulls().values())

    @property
    def open_cases(self) -> int:
        return sum(self.cases.values())

    @property
    def running(self) -> list[str]:
        return [" ".join(name) for name, row in self.runs.items() if row.running]

    def pulls(self) -> dict[str, Row[Any]]:
        """Feed → its totals."""
        return {target: row for (kind, target), row in self.runs.items() if kind == "pull"}

    def effects_of(self, system: str, states: Iterable[str]) -> int:
        """How many effects of a system are in one of the states."""
        return sum(self.effects.get((system, state), 0) for state in states)


def since(engine: Engine) -> int:
    """The newest run there is now."""
    with engine.connect() as connection:
        return int(_one(connection, "demo_since"))


def look(engine: Engine, start: int) -> Seen:
    """What there is to see now of everything after run ``start``."""
    with engine.connect() as connection:
        return Seen(
            runs={(row.kind, row.target): row for row in _rows(connection, "demo_runs", since=start)},
            passed=frozenset(row.feed for row in _rows(connection, "demo_passed")),
            effects={(row.system, row.state): row.effects for row in _rows(connection, "demo_effects")},
            cases={(row.kind, row.field): row.cases for row in _rows(connection, "demo_cases")},
            dirty=int(_one(connection, "demo_dirty")),
            verified=int(_one(connection, "demo_verified")),
            compared=bool(_one(connection, "demo_compared", since=start)),
            differ=int(_one(connection, "demo_pages_differ", since=start)),
        )


def _rows(connection: Connection, name: str, **values: object) -> list[Row[Any]]:
    return list(connection.execute(text(queries.query(name)), values))


def _one(connection: Connection, name: str, **values: object) -> Any:
    return queries.only(connection, name, **values)


def missing(city: City, seen: Seen) -> list[str]:
    """What the first full cycle still waits for, in words; empty: it is complete."""
    pulls = seen.pulls()
    wanted = [feed.name for feed in city.feeds.values() if feed.enabled]
    unread = [name for name in wanted if name not in seen.passed or name not in pulls or not pulls[name].done]
    waits = [say("tarikan pertama", "first pass") + f": {_some(unread)}"] if unread else []
    if seen.dirty or not seen.compared:
        waits.append(say("perbandingan", "comparison") + f": {seen.dirty}")
    if not seen.verified:
        waits.append(say("kiriman yang terbukti sampai", "an effect verified by the next pull"))
    return waits


def _some(names: list[str], most: int = 3) -> str:
    more = f", … (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def faults(seen: Seen, dag_runs: Sequence[Mapping[str, Any]], *, settled: bool) -> list[str]:
    """What keeps the exit code from being 0; ``settled``: nothing should be running any more."""
    found = [f"{name}: {say('belum berakhir', 'has no end')}" for name in seen.running if settled]
    for (kind, target), row in seen.runs.items():
        if row.last_state not in (None, *_GOOD.get(kind, ("done",))):
            found.append(f"{kind} {target}: {row.last_state}: {row.last_reason}")
        if kind == "pull" and not row.adds_up:
            found.append(f"{kind} {target}: {say('jumlah kendali tidak cocok', 'control totals do not add up')}")
    if seen.differ:
        found.append(f"{seen.differ} run: {say('jumlah halaman berbeda', 'pages do not add up to their run')}")
    ended = {run["dag_id"]: run["state"] for run in dag_runs if run["state"] != "running"}
    return found + [f"Airflow {name}: {state}" for name, state in ended.items() if state != "success"]


#: States a target's newest run may end in. A link that is closed until a known time is no fault.
_GOOD = {"pull": ("done", "parked"), "deliver": ("done", "parked")}
