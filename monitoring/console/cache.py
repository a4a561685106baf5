"""What many viewers share for a while: asked for once, by one of them, and never under a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from monitoring.console.shared import Shared
from monitoring.console.state import Console, Snapshot

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """One value per console, made anew after ``seconds``; one up to ``stale`` old while the database is away."""

    def __init__(self, make: Callable[[Console], Value], *, seconds: float, stale: float = 0.0) -> None:
        self._make, self._seconds, self._stale = make, seconds, stale
        self._kept: WeakKeyDictionary[Snapshot, Shared[Value]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def read(self, console: Console) -> Value:
        """The value; Busy or a database error goes to the caller when nothing kept is young enough."""
        with self._lock:
            shared = self._kept.get(console.snapshot)
            if shared is None:
                shared = Shared(seconds=self._seconds, stale=self._stale)
                self._kept[console.snapshot] = shared
        return shared.read(lambda: self._make(console))
