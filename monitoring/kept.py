"""What many viewers share for a while, so that the database is asked once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.exc import DBAPIError

from monitoring.console import Console, Snapshot

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """One value per console, made anew after ``seconds``; one up to ``stale`` old while the database is away."""

    def __init__(self, make: Callable[[Console], Value], *, seconds: float, stale: float = 0.0) -> None:
        self._make, self._seconds, self._stale = make, seconds, stale
        self._kept: WeakKeyDictionary[Snapshot, tuple[float, Value]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def read(self, console: Console) -> Value:
        """The value; a database error goes to the caller when nothing kept is young enough."""
        with self._lock:
            made_at, value = self._kept.get(console.snapshot, (None, None))
            age = time.monotonic() - made_at if made_at is not None else float("inf")
            if value is not None and age < self._seconds:
                return value
            try:
                fresh = self._make(console)
            except DBAPIError:
                if value is None or age >= self._stale:
                    raise
                return value
            self._kept[console.snapshot] = (time.monotonic(), fresh)
            return fresh
