"""What a law of the contract needs to know of an adapter and its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

from simpul.core.errors import Retry
from simpul.core.model import Effect, Feed, Page, ReadRequest, Write
from simpul.core.ports import Adapter, Guard
from simpul.testing.faultserver import Wire

Answer = TypeVar("Answer")
#: Seconds one request may take in these tests.
SECONDS = 0.6


@dataclass(frozen=True, kw_only=True)
class Subject:
    """An adapter under test and everything a law needs to know of its source."""

    name: str
    #: Makes the adapter, its address leading through ``wire``.
    make: Callable[[Guard], Adapter]
    feed: Feed
    request: ReadRequest
    #: Keys of the rows in a page.
    keys: Callable[[Page], Sequence[str]]
    #: Keys of all rows the source holds.
    expected: frozenset[str]
    wire: Wire | None = None
    #: Texts that may never stand in a message.
    secrets: tuple[str, ...] = ()
    #: Makes the source repeat itself for ever, for the length of a block.
    looping: Callable[[], AbstractContextManager[None]] | None = None
    write: Write | None = None
    effect: Effect | None = None
    #: How many times the source has accepted the effect.
    arrived: Callable[[], int] = lambda: 0
    #: Bytes of an answer after which it is cut.
    cuts: tuple[int, ...] = (0, 40, 200)


@dataclass
class Patient:
    """A guard that repeats a :class:`Retry` without waiting."""

    tries: int = 1
    seconds: float = SECONDS
    calls: int = 0

    def __call__(self, request: Callable[[float], Answer]) -> Answer:
        for left in reversed(range(self.tries)):
            self.calls += 1
            try:
                return request(self.seconds)
            except Retry:
                if not left:
                    raise
        raise AssertionError("a guard tries at least once")
