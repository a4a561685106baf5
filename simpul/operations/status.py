"""How the hub is, read from our own tables alone, so that it is right when the scheduler is down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, column, func, select, table, text

from simpul.config import schedule
from simpul.config.settings import City
from simpul.core.model import Feed, RunTotals
from simpul.links import pauses
from simpul.links.pauses import Pause
from simpul.operations import attention, link_status
from simpul.operations.link_status import LinkStatus
from simpul.operations.status_model import Count, FeedStatus, Held, RunStatus, Seen, Status, Task
from simpul.store.queries import query

__all__ = ["Count", "FeedStatus", "Held", "LinkStatus", "RunStatus", "Seen", "Status", "Task", "status"]

#: Rows of one system that are counted one by one.
COUNTED = 10_000
_TOTALS = ("read", "applied", "unchanged", "superseded", "quarantined", "pending", "quarantined_values")


def status(engine: Engine, city: City) -> Status:
    """The hub as of now. A database error goes to the caller."""
    with engine.connect() as conn:
        # One snapshot: the numbers of a page belong together.
        conn.execute(text("set transaction isolation level repeatable read read only"))
        seen = _look(conn, city)
    return attention.judge(seen, city)


def _look(conn: Connection, city: City) -> Seen:
    clock = conn.execute(text(query("status_clock"))).one()
    cases = list(conn.execute(text(query("status_cases"))))
    waiting = conn.execute(text(query("status_waiting"))).one()
    compare = conn.execute(text(query("status_last_compare"))).one_or_none()
    return Seen(
        at=clock.now,
        first_run_at=clock.first_run_at,
        newest_run_at=clock.newest_run_at,
        links=_links(conn, city),
        feeds=_feeds(conn, city, clock.now),
        compare=_run(compare) if compare else None,
        cases=tuple(_count(row, "kind", "state") for row in cases if not row.observing),
        baseline=sum(row.total for row in cases if row.observing),
        quarantine=_counts(conn, "status_quarantine", "feed", "rule"),
        effects=_counts(conn, "status_effects", "system", "state"),
        brakes=tuple(
            Held(id=row.id, target=row.target, reason=row.reason, held_at=row.held_at)
            for row in conn.execute(text(query("status_brakes")))
        ),
        missed=tuple((row.dag, row.at) for row in conn.execute(text(query("status_missed")))),
        waiting=waiting.total,
        waiting_since=waiting.oldest_at,
        deaf_routes=tuple(row.name for row in conn.execute(text(query("status_deaf_routes")))),
        watched_at=conn.execute(text(query("status_watched"))).scalar(),
    )


def _links(conn: Connection, city: City) -> tuple[LinkStatus, ...]:
    chains = schedule.chains(city)
    return tuple(link_status.status(conn, city.systems[name], feeds) for name, feeds in chains.items())


def _feeds(conn: Connection, city: City, now: datetime) -> tuple[FeedStatus, ...]:
    feeds = [feed for chain in schedule.chains(city).values() for feed in chain]
    names = [feed.name for feed in feeds]
    cursors = {row.feed: row for row in conn.execute(text(query("status_cursors")))}
    runs = {row.target: row for row in conn.execute(text(query("status_last_runs")), {"targets": names})}
    today = {row.target: row for row in conn.execute(text(query("status_today")), {"targets": names})}
    mirrored = _mirrored(conn, feeds)
    paused = pauses.active(conn)
    found = (
        _feed(feed, now, cursors.get(feed.name), runs.get(feed.name), today.get(feed.name), mirrored) for feed in feeds
    )
    return tuple(replace(one, paused_until=_until(paused, one)) for one in found)


def _until(paused: Mapping[str, Pause], feed: FeedStatus) -> datetime | None:
    """The end of the longer one of a feed's own pause and its system's."""
    return max((paused[name].until for name in (feed.name, feed.system) if name in paused), default=None)


def _feed(
    feed: Feed,
    now: datetime,
    cursor: Row[Any] | None,
    run: Row[Any] | None,
    today: Row[Any] | None,
    mirrored: Mapping[tuple[str, str], int],
) -> FeedStatus:
    success = cursor.last_success_at if cursor else None
    return FeedStatus(
        name=feed.name,
        system=feed.system,
        entity=feed.entity,
        freshness=feed.freshness,
        last_success_at=success,
        newest_source_at=cursor.newest_source_at if cursor else None,
        full_pass_at=cursor.full_pass_at if cursor else None,
        age=now - success if success else None,
        last_run=_run(run) if run else None,
        today=_totals(today) if today else RunTotals(),
        runs_today=today.runs if today else 0,
        mirrored=mirrored.get((feed.entity, feed.system), 0),
    )


def _mirrored(conn: Connection, feeds: Iterable[Feed]) -> dict[tuple[str, str], int]:
    """(entity, system) → living rows: counted while they are few, else as the database itself reckons them.

    Counting a million rows for every look would cost more than everything else on a page. A table the database has no
    statistics of yet (it makes them within minutes) is counted.
    """
    known = {row.entity: row for row in conn.execute(text(query("status_mirror_sizes")))}
    wanted = {(feed.entity, feed.system) for feed in feeds if feed.entity in known}
    return {pair: _living(conn, known[pair[0]], *pair) for pair in sorted(wanted)}


def _living(conn: Connection, known: Row[Any], entity: str, system: str) -> int:
    shares = dict(zip(known.systems or (), known.shares or (), strict=True))
    reckoned = round(known.rows * shares.get(system, 0.0) * (known.living or 0.0))
    if reckoned > COUNTED:
        return int(reckoned)
    mirror = table(entity, column("system"), column("tombstoned_at"), schema="mirror")
    living = select(func.count()).select_from(mirror).where(mirror.c.system == system, mirror.c.tombstoned_at.is_(None))
    counted: int = conn.execute(living).scalar_one()
    return counted


def _run(row: Row[Any]) -> RunStatus:
    same = ("id", "kind", "target", "state", "reason", "started_at", "ended_at")
    return RunStatus(**{name: getattr(row, name) for name in same}, totals=_totals(row))


def _totals(row: Row[Any]) -> RunTotals:
    return RunTotals(**{name: getattr(row, name) for name in _TOTALS})


def _counts(conn: Connection, name: str, first: str, second: str) -> tuple[Count, ...]:
    return tuple(_count(row, first, second) for row in conn.execute(text(query(name))))


def _count(row: Row[Any], first: str, second: str) -> Count:
    values = row._mapping
    return Count(name=values[first], detail=values[second], count=values["total"], oldest_at=values["oldest_at"])
