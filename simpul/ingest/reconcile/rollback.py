"""Signs that a source was rolled back: its clock runs backwards, its ids or accounts are made anew, its total falls."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, text

from simpul.core.model import Feed
from simpul.core.texts import reconcile
from simpul.ingest.reconcile.evidence import Sweep
from simpul.links.change_limit import SMALLEST, RolledBack
from simpul.store import runs
from simpul.store.identifiers import quoted, shaped
from simpul.store.runs import Place

#: Records of one sign from which it is no accident.
MANY = 10
#: Newest rows that must all be missing for a pull to call its source rolled back.
FEW = 3
#: Fields that never all change under one key, by entity: then the key names somebody or something else.
LASTING = {
    "penduduk": ("nama_lengkap", "tanggal_lahir"),
    "permohonan": ("nik", "diajukan_pada"),
    "pengaduan": ("klasifikasi", "dibuat_pada"),
    "peristiwa": ("nik", "tanggal_peristiwa"),
}
#: Entities that are accounts of people: a person has one.
ACCOUNTS = ("penduduk",)
#: Mirrors smaller than this are counted without a look at the planner's estimate.
CHEAP = 10_000


def backwards(connection: Connection, feed: Feed, began: datetime, since: str, watermark: str, newest: str) -> None:
    """A finished incremental pass: raises :class:`RolledBack` if the newest rows it had to show again did not come.

    ``since``: the version it read from; ``watermark``: the newest version of the pass before; ``newest``: of this one,
    empty if none came. All in the mirror's own form.
    """
    if newest >= watermark:
        return
    statement = text(shaped("sweep_backwards", {"entity": feed.entity}))
    values = {"system": feed.system, "began": began, "since": since, "watermark": watermark}
    seen = connection.execute(statement, values).one()
    if seen.expected >= FEW and seen.missing == seen.expected:
        raise RolledBack(feed.name, reconcile.backwards(seen.missing), ())


def dropped(connection: Connection, feed: Feed, told: int) -> None:
    """A source that announces ``told`` rows in all: raises :class:`RolledBack` if we hold far more of them."""
    most = int(told / (1 - feed.brake_share)) + 1
    estimate = connection.execute(text(shaped("sweep_estimate", {"entity": feed.entity}))).scalar_one()
    if most > CHEAP and 0 <= estimate < most * 0.8:
        return
    statement = text(shaped("sweep_mirrored", {"entity": feed.entity}))
    held = int(connection.execute(statement, {"system": feed.system, "most": max(most, SMALLEST)}).scalar_one())
    if held >= max(most, SMALLEST):
        raise RolledBack(feed.name, reconcile.dropped(told, held), ())


def bulk(sweep: Sweep, differ: int) -> None:
    """More rows differ, or are gone, than one run may change."""
    feed = sweep.feed
    statement = text(shaped("sweep_mirrored", {"entity": feed.entity}))
    most = max(SMALLEST, int(differ / feed.brake_share) + 1)
    held = int(sweep.connection.execute(statement, {"system": feed.system, "most": most}).scalar_one())
    if held >= SMALLEST and differ > held * feed.brake_share:
        raise RolledBack(feed.name, reconcile.too_much(differ, held), sweep.keys("sweep_sampled"))


def staged(sweep: Sweep) -> tuple[set[str], set[str]]:
    """Keys of the staged rows that were reused for somebody else, and of accounts made anew."""
    reused = _keys(sweep, "sweep_reused", _changed(sweep.feed))
    recreated = sweep.keys("sweep_recreated") if sweep.feed.entity in ACCOUNTS else []
    return set(reused), set(recreated)


def judged(sweep: Sweep, reused: Collection[str], recreated: Collection[str]) -> None:
    """What the rows that differ say together, before any of them is taken."""
    older = sweep.keys("sweep_older")
    for found, said in ((reused, reconcile.reused), (recreated, reconcile.recreated), (older, reconcile.older)):
        if len(found) >= MANY:
            raise RolledBack(sweep.feed.name, said(len(found)), sorted(found)[:5])


def watermark(connection: Connection, feed: Feed) -> str | None:
    """The newest version the last complete pass saw."""
    found = runs.read_cursor(connection, Place(feed=feed.name)).watermark
    return str(found) if found is not None else None


def _changed(feed: Feed) -> str:
    fields = LASTING.get(feed.entity, ())
    return " and ".join(f"s.{name} <> m.{name}" for name in map(quoted, fields)) or "false"


def _keys(sweep: Sweep, name: str, changed: str) -> list[str]:
    statement = text(shaped(name, {"entity": sweep.feed.entity, "changed": changed}))
    return [str(key) for key in sweep.connection.execute(statement, sweep.names).scalars()]
