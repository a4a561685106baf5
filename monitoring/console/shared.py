"""One value that many threads read and one of them makes; nobody waits long for it, and a failure is remembered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.exc import DBAPIError

Value = TypeVar("Value")
#: Seconds readers wait for the one that makes it, counted from when that one began.
PATIENCE = 2.0
#: Seconds, at most, a failure is told to everybody before the database is asked again.
REMEMBERED = 5.0
#: Seconds after which whoever makes it is given up, and another one may try.
GIVEN_UP = 60.0


class Busy(Exception):
    """Somebody asks the database already and has no answer yet; told like a database that is away."""


@dataclass(frozen=True)
class _Flight:
    """Somebody is making the value; ``done`` is set when they end."""

    since: float
    done: threading.Event


class Shared(Generic[Value]):
    """Made anew after ``seconds``; one up to ``stale`` old is given while a new one cannot be had."""

    def __init__(self, *, seconds: float, stale: float = 0.0) -> None:
        self._seconds, self._stale, self._remember = seconds, stale, min(seconds, REMEMBERED)
        self._lock = threading.Lock()
        self._made: tuple[float, Value] | None = None
        self._failed: tuple[float, DBAPIError] | None = None
        self._flight: _Flight | None = None

    def read(self, make: Callable[[], Value]) -> Value:
        """The value; ``make`` runs in one thread at a time and under no lock.

        Raises:
            DBAPIError: what stopped whoever asked last.
            Busy: they are still asking.
        """
        flight, mine = self._join()
        if flight is not None and mine:
            return self._make(flight, make)
        if flight is not None and not self._younger(self._stale):
            flight.done.wait(max(0.0, flight.since + PATIENCE - time.monotonic()))
        return self._known()

    def _join(self) -> tuple[_Flight | None, bool]:
        """The flight under way and whether it is the caller's own; none where what is known suffices."""
        now = time.monotonic()
        with self._lock:
            remembered = self._failed is not None and now < self._failed[0] + self._remember
            if remembered or self._younger(self._seconds):
                return None, False
            if self._flight is not None and now < self._flight.since + GIVEN_UP:
                return self._flight, False
            self._flight = _Flight(now, threading.Event())
            return self._flight, True

    def _make(self, flight: _Flight, make: Callable[[], Value]) -> Value:
        try:
            value = make()
        except DBAPIError as error:
            self._failed = (time.monotonic(), _copy(error))
            if self._younger(self._stale):
                return self._known()
            raise
        else:
            with self._lock:
                self._made, self._failed = (time.monotonic(), value), None
            return value
        finally:
            with self._lock:
                self._flight = None if self._flight is flight else self._flight
            flight.done.set()

    def _younger(self, seconds: float) -> bool:
        made = self._made
        return made is not None and time.monotonic() - made[0] < seconds

    def _known(self) -> Value:
        """What the last one made or met; one just made is new enough for who waited for it."""
        made, failed = self._made, self._failed
        if made is not None and self._younger(max(self._seconds, self._stale, PATIENCE)):
            return made[1]
        if failed is not None:
            raise _copy(failed[1])
        raise Busy


def _copy(error: DBAPIError) -> DBAPIError:
    """The same trouble anew: one exception raised again and again keeps every frame it passed, and its parameters."""
    assert error.orig is not None
    return type(error)(error.statement, None, type(error.orig)(*error.orig.args))
