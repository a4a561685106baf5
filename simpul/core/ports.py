"""What an adapter is: read, fetch, write, check, close. Nothing of the engine goes further out than this."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar, runtime_checkable

from simpul.core.model import Check, Effect, Feed, KeyGroup, Page, ReadRequest, Receipt, SecretRef, Span, System, Write

Answer = TypeVar("Answer")


class Guard(Protocol):
    """Runs one request under the link's rules: calendar, breaker, deadline, retries, budget.

    The request is called with the seconds it may take, and may be called again after a
    :class:`~simpul.core.errors.Retry`.
    """

    def __call__(self, request: Callable[[float], Answer]) -> Answer: ...


#: Reads a secret at the moment of use.
Secrets = Callable[[SecretRef], str]


class Adapter(Protocol):
    """A way to one outside system. Every network request goes through the guard it was made with.

    Raises the errors of :mod:`simpul.core.errors`; status codes and library exceptions never leave an adapter.
    """

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Pages of a feed, in an order in which every page's cursor is safe once the page is stored."""

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """One record as it is now, as a page of one row; None if the system does not know the key."""

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Send an effect once. :class:`~simpul.core.errors.Unknown` when no answer came back."""

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """Whether an earlier write of this effect arrived: its receipt, or None if it certainly did not."""

    def check(self) -> list[Check]:
        """Name, port, TLS, login and clock of the link, one line each; never raises."""

    def close(self) -> None:
        """Give back sockets and files."""


@runtime_checkable
class Digests(Protocol):
    """What an adapter may offer besides: digests of raw rows made where the rows are, by the mirror's own recipe.

    A row's digest is the md5 of ``columns`` as text in UTF-8, null as ``\\N``, joined by 0x1f. No spans: all keys.
    """

    def digest(self, feed: Feed, columns: Sequence[str], width: int, spans: Sequence[Span] = ()) -> list[KeyGroup]:
        """Count and sum of digests by the first ``width`` characters of the key."""

    def digests(self, feed: Feed, columns: Sequence[str], spans: Sequence[Span] = ()) -> bytes:
        """Lines ``key,\\xdigest`` of CSV, in no order."""

    def records(self, feed: Feed, keys: Sequence[str]) -> Iterator[Page]:
        """Records as they are now; keys the system does not know are not in the pages."""


@runtime_checkable
class LetsGo(Protocol):
    """What an adapter may offer besides: letting go, at the source, of what the hub has stored."""

    def stored(self, number: int) -> tuple[str, ...]:
        """The page of that number of the last read, and all before it, are committed. Names of what cannot be let go.

        Nothing else means that: neither the end of a read nor a close.
        """

    def forget(self, feeds: Sequence[Feed], now: datetime) -> int:
        """Remove what was let go longer ago than its feed's retention; how many. Raises SimpulError."""


class MakeAdapter(Protocol):
    """How the registry makes an adapter: every adapter class has this constructor."""

    def __call__(self, system: System, *, guard: Guard, secrets: Secrets) -> Adapter: ...


def unguarded(request: Callable[[float], Answer]) -> Answer:
    """A guard without rules, for tools and tests: one try, thirty seconds."""
    return request(30.0)
