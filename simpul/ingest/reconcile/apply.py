"""What follows from a sweep: what differs is asked for once more, checked for a rollback, and taken in as in a pull."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine, text

from simpul.config.schemas import field_names
from simpul.core.errors import AlreadyRunning
from simpul.core.model import Feed, Page
from simpul.core.ports import Adapter, Digests
from simpul.ingest import merge as intake
from simpul.ingest.prefetch import PAGES_AHEAD, Group, Prefetcher, groups
from simpul.ingest.reconcile import rollback
from simpul.ingest.reconcile.evidence import Sweep
from simpul.mapping import mapping
from simpul.store import lease, mirror
from simpul.store.identifiers import quoted, shaped
from simpul.store.typed_tables import SUBJECTS

#: Records that are asked for again: in bulk, and one request each. More are left to the next pull, which reads all.
IN_BULK, ONE_BY_ONE = 100_000, 1000
#: Seconds to wait for a pull of the same feed to end.
PATIENCE = 60.0


def again(sweep: Sweep, adapter: Adapter, *, released: bool, proven: bool) -> tuple[list[Group], bool]:
    """Ask for what differs once more, and judge it: moved, older, found. Nothing is changed yet.

    ``proven``: what the source did not show is gone. Else only what it does not know when asked by its key.

    Returns the rows as they are now, and whether all that differs was asked for.

    Raises:
        RolledBack: the source was rolled back, unless a named person let that through (``released``).
    """
    with sweep.connection.begin():
        keys = sweep.keys("sweep_keys")
        if not released:
            signs = sweep.counts("sweep_signs")
            rollback.bulk(sweep, signs.get("!", 0) + signs.get("-", 0))
        newest = rollback.watermark(sweep.connection, sweep.feed)
    asked = _asked(sweep.feed, adapter, keys)
    found, judged, reused, recreated = [], set[str](), set[str](), set[str]()
    for group in _groups(sweep.feed, adapter, asked):
        found.append(group)
        judged |= set(group.rows.frame["key"].to_list())
        with sweep.connection.begin():
            mirror.stage(sweep.connection, sweep.feed.entity, group.staged)
            one, other = rollback.staged(sweep)
            reused, recreated = reused | one, recreated | other
            # A staging table is empty after its transaction.
            sweep.do("sweep_judge", watermark=newest if sweep.feed.order.source else None)
    with sweep.connection.begin():
        sweep.do("sweep_unanswered", asked=[key for key in asked if key not in judged])
        if not proven:
            sweep.do("sweep_unproven", asked=asked)
        if not released:
            rollback.judged(sweep, reused, recreated)
    return found, len(asked) == len(keys)


def take(engine: Engine, sweep: Sweep, found: Sequence[Group], *, released: bool) -> int:
    """Merge the rows as a pull does: history, dirty subjects, pages and quarantine; how many rows changed."""
    if not found:
        return 0
    changed, merge = 0, _merge_older if released else _merge
    with turn(engine, sweep.feed) as held:
        for group in found:
            with sweep.connection.begin():
                lease.check(sweep.connection, held)
                changed += merge(sweep, group)
    return changed


def _merge(sweep: Sweep, group: Group) -> int:
    revision = mapping.revision(sweep.feed)
    taken = intake.take(sweep.connection, sweep.feed, sweep.run_id, revision, group, known=True)
    return taken.totals.applied


def _merge_older(sweep: Sweep, group: Group) -> int:
    """A named person let the source's older state in: ours gives way first."""
    _yield(sweep, group)
    changed = _merge(sweep, group)
    sweep.connection.execute(text(mirror.statement("sweep_yield_once", sweep.feed.entity)), sweep.names)
    return changed


def leave_to_pull(engine: Engine, sweep: Sweep) -> None:
    """Have the next pull read everything again."""
    with turn(engine, sweep.feed) as held, sweep.connection.begin():
        lease.check(sweep.connection, held)
        sweep.do("sweep_read_again")


def open_cases(sweep: Sweep) -> int:
    """A case for every row that is gone, and an end to the cases of rows that are not; how many were opened."""
    names = field_names(sweep.feed.entity)
    subject = next((name for name in _SUBJECTS if name in names), "")
    opened = 0
    if subject:
        shape = {"entity": sweep.feed.entity, "subject": quoted(subject), "kecamatan": _kecamatan(names)}
        values = {**sweep.names, "subject_kind": SUBJECTS[subject]}
        opened = len(sweep.connection.execute(text(shaped("sweep_cases", shape)), values).all())
    sweep.do("sweep_close_cases")
    return opened


#: What a record is about, nearest first.
_SUBJECTS = ("nomor_permohonan", "id_pengaduan", "nik")


def _kecamatan(names: Sequence[str]) -> str:
    if "kode_kecamatan" in names:
        return "m.kode_kecamatan"
    return "left(m.kode_kelurahan, 6)" if "kode_kelurahan" in names else "null"


@contextmanager
def turn(engine: Engine, feed: Feed) -> Iterator[lease.Lease]:
    """The feed's own lease: nobody pulls it meanwhile. AlreadyRunning when a pull of it does not end."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            taken = lease.acquire(engine, feed.name)
            break
        except AlreadyRunning:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
    try:
        yield taken
    finally:
        lease.release(taken)


def _asked(feed: Feed, adapter: Adapter, keys: list[str]) -> list[str]:
    if isinstance(adapter, Digests):
        return keys if len(keys) <= IN_BULK else keys[: IN_BULK // 5]
    return keys if feed.read.get("fetch") and len(keys) <= ONE_BY_ONE else []


def _groups(feed: Feed, adapter: Adapter, keys: Sequence[str]) -> Iterator[Group]:
    pages: Prefetcher[Page] = Prefetcher(_pages(feed, adapter, keys), PAGES_AHEAD)
    try:
        yield from groups(feed, pages)
    finally:
        pages.close()


def _pages(feed: Feed, adapter: Adapter, keys: Sequence[str]) -> Iterator[Page]:
    if isinstance(adapter, Digests):
        yield from adapter.records(feed, keys)
        return
    for key in keys:
        page = adapter.fetch(feed, key)
        if page is not None:
            yield page


def _yield(sweep: Sweep, group: Group) -> None:
    """A person said that the source's older versions hold: ours stay in history and give way."""
    mirror.stage(sweep.connection, sweep.feed.entity, group.staged)
    for name in ("sweep_yield_keep", "sweep_yield"):
        sweep.connection.execute(text(mirror.statement(name, sweep.feed.entity)), sweep.names)
    sweep.connection.execute(text(shaped("stage_empty", {"entity": sweep.feed.entity})))
