"""Thirty days at a glance: per feed and per link one word for each day, the worst that stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config.settings import City
from simpul.core.i18n import WIB, Words, day, number
from simpul.operations.link_status import State
from simpul.store.queries import query

DAYS = 30
#: Worst first. ``""``: nothing was due or nothing is known, as before the hub was there.
_WORST: tuple[str, ...] = ("action", "late", "healing", "paused", "healthy", "")


@dataclass(frozen=True, kw_only=True)
class Day:
    """How a feed or link was on one day."""

    day: date
    #: Empty: nothing is known of that day.
    state: State | None
    words: Words


def strips(engine: Engine, city: City, *, days: int = DAYS) -> dict[str, tuple[Day, ...]]:
    """Feed or system → its days, oldest first, today last."""
    with engine.connect() as connection:
        return of(connection, city, days=days)


def of_feed(connection: Connection, feed: str, *, days: int = DAYS) -> tuple[Day, ...]:
    """The days of one feed."""
    return _of(connection, [feed], days)[feed]


def of(connection: Connection, city: City, *, days: int = DAYS) -> dict[str, tuple[Day, ...]]:
    """The same as :func:`strips` on a connection that is open."""
    feeds = {name: feed.system for name, feed in city.feeds.items() if feed.enabled}
    own = _of(connection, [*feeds, *city.systems], days)
    return own | {system: _worst([own[system], *_of_system(own, feeds, system)]) for system in city.systems}


def _of(connection: Connection, targets: Sequence[str], days: int) -> dict[str, tuple[Day, ...]]:
    clock = connection.execute(text(query("steer_clock"))).one()
    today = clock.now.astimezone(WIB).date()
    dates = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    since = datetime.combine(dates[0], time(), WIB)
    rows = connection.execute(text(query("steer_days")), {"targets": list(targets), "since": since})
    counted = {(row.target, row.day): row for row in rows}
    paused = _paused(connection, targets, since)
    first = clock.first_run_at.astimezone(WIB).date() if clock.first_run_at else today
    return {
        target: tuple(_day(one, counted.get((target, one)), (target, one) in paused, one >= first) for one in dates)
        for target in targets
    }


def _of_system(own: Mapping[str, tuple[Day, ...]], feeds: Mapping[str, str], system: str) -> list[tuple[Day, ...]]:
    return [own[name] for name, its in feeds.items() if its == system]


def _worst(strips: Sequence[tuple[Day, ...]]) -> tuple[Day, ...]:
    """Day by day the worst of several strips, with its words."""
    return tuple(min(days, key=lambda one: _WORST.index(one.state or "")) for days in zip(*strips, strict=True))


def _paused(connection: Connection, targets: Sequence[str], since: datetime) -> set[tuple[str, date]]:
    rows = connection.execute(text(query("steer_days_paused")), {"targets": list(targets), "since": since})
    return {(row.target, one) for row in rows for one in _days_of(row)}


def _days_of(row: Row[Any]) -> Iterator[date]:
    one, last = row.made_at.astimezone(WIB).date(), row.ended_at.astimezone(WIB).date()
    while one <= last:
        yield one
        one += timedelta(days=1)


def _day(on: date, row: Row[Any] | None, paused: bool, known: bool) -> Day:
    state, told = _judged(row, paused, known)
    return Day(day=on, state=state, words=Words(id=f"{day(on)}: {told.id}", en=f"{day(on, 'en')}: {told.en}"))


def _judged(row: Row[Any] | None, paused: bool, known: bool) -> tuple[State | None, Words]:
    if row is None:
        if paused:
            return "paused", Words(id="dijeda", en="paused")
        return None, Words(id="tidak ada proses", en="no run") if known else Words(
            id="belum ada data", en="no data yet"
        )
    runs_id, runs_en = f"{number(row.runs)} proses", f"{number(row.runs, 'en')} runs"
    # What went wrong and was followed by a run that ended well mended itself, or was mended, the same day.
    stayed = row.last_bad is not None and (row.last_done is None or row.last_done < row.last_bad)
    if stayed and row.needed:
        return "action", Words(id=f"perlu tindakan, {runs_id}", en=f"needed action, {runs_en}")
    if stayed:
        return "late", Words(id=f"tidak pulih hari itu, {runs_id}", en=f"did not recover that day, {runs_en}")
    if row.failed or row.needed:
        bad = row.failed + row.needed
        return "healing", Words(
            id=f"{number(bad)} dari {runs_id} gagal lalu pulih",
            en=f"{number(bad, 'en')} of {runs_en} failed, then well",
        )
    if paused or (row.parked and not row.done):
        return "paused", Words(id=f"dijeda, {runs_id}", en=f"paused, {runs_en}")
    return "healthy", Words(id=f"sehat, {runs_id}", en=f"healthy, {runs_en}")
