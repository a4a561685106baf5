"""Look first: a pull up to the merge and back. Whatever it wrote is rolled back, so mirror, cursor and quarantine stay.

Each group is merged and rolled back by itself: no transaction is open while the source is asked. A record that comes
twice in one pass is therefore counted twice.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config import settings
from simpul.config.settings import City
from simpul.core.model import NOTHING, Feed, Page, ReadRequest, RunTotals
from simpul.core.ports import Adapter
from simpul.ingest import merge, pull, samples
from simpul.ingest.prefetch import PAGES_AHEAD, FetchTimeout, Group, Prefetcher, groups
from simpul.links import adapters, change_limit, pauses
from simpul.links import guard as link
from simpul.mapping import mapping
from simpul.store import lease, runs
from simpul.store.lease import Lease
from simpul.store.queries import query
from simpul.store.runs import Place

#: A look is not a pull: at most this many rows and seconds.
MOST, SECONDS = 100_000, 120.0


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """What a pull would do now."""

    read: int = 0
    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    superseded: int = 0
    quarantined: int = 0
    quarantined_values: int = 0
    #: Rows the source announced; None: it did not.
    announced: int | None = None
    #: The source had more than was looked at.
    cut: bool = False
    #: The brake would hold the run.
    held: bool = False
    #: Everything is read, not only what changed.
    whole: bool = False
    #: Field → rows that change it, of the changed rows that were looked at; rule → values or rows it sets aside.
    fields: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    rules: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    looked: int = 0
    #: key, field, before, after; masked.
    sample: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Look:
    connection: Connection
    feed: Feed
    lease: Lease
    at: Row[Any] | None
    revision: str

    @property
    def known(self) -> bool:
        return self.at is not None and self.at.full_pass_at is not None


def dry_run(engine: Engine, city: City, feed: Feed, *, adapter: Adapter | None = None) -> DryRun:
    """What a pull of ``feed`` would insert, change, leave and set aside, from where it stands now.

    Raises:
        AlreadyRunning, Paused, Stop, Park, Retry: as a pull does; nothing is written in any case.
    """
    settings.require_access(feed)
    with lease.held(engine, feed.name) as held, engine.connect() as connection:
        with _rolled_back(connection):
            pauses.require_open(connection, feed)
            at = connection.execute(text(query("dry_run_cursor")), Place(feed=feed.name).names).one_or_none()
            request = _request(connection, city, feed, at)
        look = _Look(connection=connection, feed=feed, lease=held, at=at, revision=mapping.revision(feed))
        if feed.parent and not request.parents:
            return DryRun()
        if adapter is not None:
            return _read(engine, look, adapter, request)
        system = city.systems[feed.system]
        with closing(adapters.adapter(system, guard=link.guard(engine, system))) as way:
            return _read(engine, look, way, request)


def _request(connection: Connection, city: City, feed: Feed, at: Row[Any] | None) -> ReadRequest:
    """What a pull would ask for: the rest of a pass that was cut short, else what is past the watermark."""
    cursor = at.cursor if at else None
    since = at and (at.pass_since if cursor is not None else at.watermark)
    until = f"{runs.parents_until(connection, feed.parent):020d}" if feed.parent else None
    if at and cursor is not None:
        until = at.pass_newest
    return pull.request_for(feed, cursor, since, pull.parents_of(connection, city, feed, since, until))


def _read(engine: Engine, look: _Look, adapter: Adapter, request: ReadRequest) -> DryRun:
    pages: Prefetcher[Page] = Prefetcher(adapter.read(look.feed, request), PAGES_AHEAD)
    ready: Prefetcher[Group] = Prefetcher(groups(look.feed, pages, pull.open_parents(request)), 1)
    found, began = DryRun(whole=request.since is None), time.monotonic()
    try:
        while (group := _take(engine, look, ready)) is not None:
            found = _measured(look, group, found)
            if found.read >= MOST or time.monotonic() - began > SECONDS:
                return replace(found, cut=True)
    finally:
        pages.close()
        ready.close()
    return found


def _take(engine: Engine, look: _Look, ready: Prefetcher[Group]) -> Group | None:
    lease.renew(engine, look.lease)
    while True:
        try:
            return ready.take(lease.SECONDS / 3)
        except FetchTimeout:
            lease.renew(engine, look.lease)
        except StopIteration:
            return None


def _measured(look: _Look, group: Group, so_far: DryRun) -> DryRun:
    """``so_far`` with what this group would do."""
    connection, feed = look.connection, look.feed
    with _rolled_back(connection):
        run_id = int(connection.execute(text(query("dry_run_start")), {"feed": feed.name}).scalar_one())
        taken = merge.take(connection, feed, run_id, look.revision, group, known=look.known)
        changed = so_far.changed + taken.disturbed
        held = so_far.held or _trips(look, run_id, changed)
        seen = samples.changes(connection, feed, run_id)
    return _added(so_far, taken.totals, taken.disturbed, seen, group, held)


def _trips(look: _Look, run_id: int, changed: int) -> bool:
    if look.at is None or not look.known:
        return False
    return change_limit.trips(look.connection, look.feed, run_id, look.at.last_success_at, changed)


def _added(
    so_far: DryRun, totals: RunTotals, disturbed: int, seen: samples.Changes, group: Group, held: bool
) -> DryRun:
    announced = [stored.page.announced for stored in group.pages if stored.page.announced is not None]
    broken = [name for frame in (group.mapped.rows, group.mapped.values, group.rows.clashes) for name in frame["rule"]]
    return replace(
        so_far,
        read=so_far.read + totals.read,
        inserted=so_far.inserted + totals.applied - disturbed,
        changed=so_far.changed + disturbed,
        unchanged=so_far.unchanged + totals.unchanged,
        superseded=so_far.superseded + totals.superseded,
        quarantined=so_far.quarantined + totals.quarantined,
        quarantined_values=so_far.quarantined_values + totals.quarantined_values,
        announced=max([*announced, so_far.announced or 0]) or None,
        held=held,
        fields=dict(Counter(so_far.fields) + Counter(seen.fields)),
        rules=dict(Counter(so_far.rules) + Counter(broken)),
        looked=so_far.looked + seen.rows,
        sample=(*so_far.sample, *seen.told)[: samples.SHOWN],
    )


@contextmanager
def _rolled_back(connection: Connection) -> Iterator[None]:
    """A transaction that leaves nothing behind."""
    with connection.begin() as transaction:
        yield
        transaction.rollback()
