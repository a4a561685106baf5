"""What metrics and alerts count beside the status: bounded labels, ages instead of lists, nothing about persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, text

from simpul.config.settings import City
from simpul.core import clock
from simpul.operations import link_diagnostics
from simpul.operations.link_diagnostics import LinkHealth
from simpul.store.queries import query

#: Name of the watcher that looks after alerts, in the table of heartbeats.
WATCHER = "alerts"
_STOCK = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """Open disagreements of one severity and state."""

    severity: str
    state: str
    total: int
    overdue: int
    oldest_at: datetime


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The first of its kind to end at a system: an access agreement, a certificate, a credential."""

    what: link_diagnostics.Kind
    system: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Beat:
    """The watcher's last finished turn."""

    at: datetime
    age: timedelta
    seconds: float
    turns: int
    #: Whether the outside monitor was reached; None: none is set up.
    outside_ok: bool | None


@dataclass(frozen=True, kw_only=True)
class Measures:
    """One look."""

    cases: tuple[Grouped, ...] = ()
    proposals: int = 0
    proposals_since: datetime | None = None
    #: (kind, state) → finished runs.
    runs: dict[tuple[str, str], int] = field(default_factory=dict)
    #: (place, kind) → blanks.
    stock: dict[tuple[str, str], int] = field(default_factory=dict)
    #: Route → messages that were refused at least once and wait.
    routes: dict[str, int] = field(default_factory=dict)
    #: Severity → open alerts.
    alerts: dict[str, int] = field(default_factory=dict)
    watcher: Beat | None = None
    endings: tuple[Ending, ...] = ()
    #: Feed → fields it sends that nobody mapped, or lacks that the mapping reads.
    drift: dict[str, int] = field(default_factory=dict)

    @property
    def overdue(self) -> int:
        return sum(one.overdue for one in self.cases)


def measure(engine: Engine, city: City) -> Measures:
    """Everything as of now. A database error goes to the caller."""
    links = link_diagnostics.health(engine, city)
    with engine.connect() as conn:
        conn.execute(text("set transaction isolation level repeatable read read only"))
        found = _look(conn, city)
    drift = Counter(change.feed for link in links for change in link.drift)
    return replace(found, endings=tuple(_endings(links)), drift=dict(drift))


def _look(conn: Connection, city: City) -> Measures:
    waiting = conn.execute(text(query("measures_proposals"))).one()
    return Measures(
        cases=tuple(Grouped(**row._mapping) for row in conn.execute(text(query("measures_cases")))),
        proposals=waiting.decisions + waiting.jobs,
        proposals_since=waiting.oldest_at,
        runs={(row.kind, row.state): row.total for row in conn.execute(text(query("measures_runs")))},
        stock=_stock(conn, city),
        routes={row.name: row.failing for row in conn.execute(text(query("measures_routes")))},
        alerts={row.severity: row.total for row in conn.execute(text(query("alerts_open_counts")))},
        watcher=beat(conn),
    )


def beat(conn: Connection) -> Beat | None:
    """The watcher's last turn; None: it never ran."""
    row = conn.execute(text(query("heartbeat_read")), {"name": WATCHER}).one_or_none()
    if row is None:
        return None
    return Beat(
        at=row.beat_at, age=row.now - row.beat_at, seconds=row.seconds, turns=row.turns, outside_ok=row.outside_ok
    )


def _endings(links: Iterable[LinkHealth]) -> Iterator[Ending]:
    for link in links:
        for kind in link_diagnostics.WORDS:
            if (first := link.expiry(kind)) is not None:
                yield Ending(what=kind, system=link.system, at=first.until)


def _stock(conn: Connection, city: City) -> dict[tuple[str, str], int]:
    there = {row.table_name for row in conn.execute(text(query("status_mirror_tables")))}
    if "stok_blangko" not in there or not any(feed.entity == "stok_blangko" for feed in city.feeds.values()):
        return {}
    since = clock.today() - _STOCK
    rows = conn.execute(text(query("measures_stock")), {"since": since})
    return {(row.place, row.kind): row.total for row in rows if row.total is not None}


def watcher(engine: Engine) -> Beat | None:
    """The same, for who holds no connection."""
    with engine.connect() as conn:
        return beat(conn)
