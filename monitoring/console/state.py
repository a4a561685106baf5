"""What the console holds for all its requests: database, city, and one status many viewers share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from monitoring.console.proxy import Frontage
from monitoring.console.shared import Shared
from simpul.config.settings import City
from simpul.core import clock
from simpul.operations.status import Status, status
from simpul.people.model import Person
from simpul.store.scope import Scope, scoped

#: Many viewers cost one look at the database in this many seconds.
KEEP_SECONDS = 3.0
#: Somebody who is not signed in sees no case and no record.
_NOBODY = Scope(person="", offices=(), kecamatan=())


class Snapshot:
    """The status, at most ``seconds`` old, read by one thread at a time; the others never wait long for it."""

    def __init__(self, engine: Engine, city: City, *, seconds: float = KEEP_SECONDS) -> None:
        self._engine = engine
        self._city = city
        self._shared: Shared[Status] = Shared(seconds=seconds)

    def read(self) -> Status:
        """A database error goes to everybody who asks, and is forgotten with the status it stands for."""
        return self._shared.read(lambda: status(self._engine, self._city))


def _now() -> datetime:
    return clock.now()


@dataclass(frozen=True, kw_only=True)
class Console:
    """One for the whole process. ``engine`` sees everything: only for people, sessions, status and metrics."""

    engine: Engine
    city: City
    snapshot: Snapshot
    frontage: Frontage = field(default_factory=Frontage)
    now: Callable[[], datetime] = field(default=_now)

    def seen_by(self, person: Person | None) -> Engine:
        """The database as one person sees it."""
        return scoped(self.engine, person.scope if person else _NOBODY)
