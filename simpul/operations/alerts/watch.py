"""The watcher: a process outside the scheduler that takes a turn every minute and survives its database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from simpul.config.settings import City
from simpul.operations.alerts import format as say
from simpul.operations.alerts import routes
from simpul.operations.alerts import send as post
from simpul.operations.alerts.cycle import Send, Turn, turn
from simpul.operations.alerts.kinds import KINDS
from simpul.operations.alerts.model import Route

EVERY = 60.0
#: Turns without a database until that itself is told, and turns until it is told again.
BLIND = 3
BLIND_AGAIN = 60
Said = Callable[[str], None]


@dataclass
class Watcher:
    """Takes turns until it is told to stop."""

    engine: Engine
    city: City
    send: Send = post.send
    every: float = EVERY
    say: Said = print
    #: As last read: the database that holds the routes may be what is gone.
    known: tuple[Route, ...] = ()
    blind: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Turn after turn. One that fails is said and repeated: a watcher must not die of what it watches."""
        while not self.stop.is_set():
            began = time.monotonic()
            self.once()
            self.stop.wait(max(1.0, self.every - (time.monotonic() - began)))

    def once(self) -> Turn | None:
        """One turn; None when the database did not answer."""
        try:
            done = turn(self.engine, self.city, send=self.send)
            self.known = routes.listing(self.engine)
        except DBAPIError as error:
            self._blinded(type(error.orig).__name__ if error.orig else "DBAPIError")
            return None
        if self.blind >= BLIND:
            self._tell("Basis data Simpul terjangkau lagi.", "Simpul's database can be reached again.")
        self.blind = 0
        return done

    def _blinded(self, why: str) -> None:
        self.blind += 1
        self.say(f"basis data tidak menjawab / the database does not answer ({self.blind}): {why}")
        if self.blind == BLIND or (self.blind > BLIND and (self.blind - BLIND) % BLIND_AGAIN == 0):
            known = KINDS["database"]
            self._tell(f"{known.title.id}. {known.advice.id}", f"{known.title.en}. {known.advice.en}")

    def _tell(self, indonesian: str, english: str) -> None:
        """Straight to every route, with nothing written down: there is nowhere to write."""
        for route in self.known:
            if route.state == "on":
                said = english if route.language == "en" else indonesian
                try:
                    self.send(post.resolve(route.env, route.file), "[KRITIS] Simpul", f"{said}\n{say.link('/')}")
                except post.Undelivered as error:
                    self.say(f"{route.name}: {error}")
