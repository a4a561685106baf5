"""Keep no longer than allowed: page bytes, raw values and lists laid aside in a counter's folder are removed once their
feed's retention has passed, and that is noted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Engine, func, select, text

from simpul.config.adapters import adapter_class
from simpul.config.settings import City
from simpul.core.errors import SimpulError
from simpul.core.model import System
from simpul.core.ports import Adapter, LetsGo
from simpul.store import audit
from simpul.store.queries import query

BATCH = 1000
CHAIN = "retensi"
#: Makes the adapter of a system, with the guard of its link. SimpulError when it cannot be made.
Reach = Callable[[System], Adapter]


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What was removed."""

    bodies: int
    values: int
    #: Lists in the done folders of file systems.
    files: int = 0
    #: Systems whose folder could not be looked into.
    unreached: tuple[str, ...] = ()


def sweep(engine: Engine, city: City, reach: Reach) -> Swept:
    """Remove what is past its retention, in small transactions; what was removed is counted in an audit line.

    ``reach`` is asked for the systems whose lists lie in folders; one that cannot be reached is named and left.
    """
    bodies = _repeat(engine, "retention_bodies", {})
    values = sum(
        _repeat(engine, "retention_quarantine", {"feed": feed.name, "retention": feed.retention})
        for feed in city.feeds.values()
    )
    files, unreached = _laid_aside(engine, city, reach)
    if bodies or values or files or unreached:
        detail = {"bodies": bodies, "values": values}
        more = {name: value for name, value in (("files", files), ("unreached", list(unreached))) if value}
        with engine.begin() as connection:
            audit.write(connection, CHAIN, "mesin", "retention", {**detail, **more})
    return Swept(bodies=bodies, values=values, files=files, unreached=unreached)


def _laid_aside(engine: Engine, city: City, reach: Reach) -> tuple[int, tuple[str, ...]]:
    """Lists removed, and the systems that could not be asked to: the next turn does it."""
    with engine.connect() as connection:
        now = connection.execute(select(func.clock_timestamp())).scalar_one()
    removed, unreached = 0, []
    for system in city.systems.values():
        feeds = [feed for feed in city.feeds.values() if feed.system == system.name]
        if not (feeds and system.address and _lets_go(system)):
            continue
        try:
            with closing(reach(system)) as adapter:
                removed += adapter.forget(feeds, now) if isinstance(adapter, LetsGo) else 0
        except SimpulError:
            unreached.append(system.name)
    return removed, tuple(unreached)


def _lets_go(system: System) -> bool:
    kind = adapter_class(system)
    return isinstance(kind, type) and issubclass(kind, LetsGo)


def _repeat(engine: Engine, name: str, values: dict[str, object]) -> int:
    removed = 0
    while True:
        with engine.begin() as connection:
            count = connection.execute(text(query(name)), {**values, "batch": BATCH}).rowcount
        removed += count
        if count < BATCH:
            return removed
