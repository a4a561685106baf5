"""What an adapter is: read, fetch, write, check, close. Nothing of the engine goes further out than this."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from simpul.model import Check, Effect, Feed, Page, ReadRequest, Receipt, SecretRef, System, Write

Answer = TypeVar("Answer")


class Guard(Protocol):
    """Runs one request under the link's rules: calendar, breaker, deadline, retries, budget.

    The request is called with the seconds it may take and may be called again after a :class:`~simpul.errors.Retry`.
    """

    def __call__(self, request: Callable[[float], Answer]) -> Answer: ...


#: Reads a secret at the moment of use.
Secrets = Callable[[SecretRef], str]


class Adapter(Protocol):
    """A way to one outside system. Every network request goes through the guard it was made with.

    Raises the errors of :mod:`simpul.errors`; status codes and library exceptions never leave an adapter.
    """

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Pages of a feed, in an order in which every page's cursor is safe once the page is stored."""

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """One record as it is now, as a page of one row; None if the system does not know the key."""

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Send an effect once. :class:`~simpul.errors.Unknown` when no answer came back."""

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """Whether an earlier write of this effect arrived: its receipt, or None if it certainly did not."""

    def check(self) -> list[Check]:
        """Name, port, TLS, login and clock of the link, one line each; never raises."""

    def close(self) -> None:
        """Give back sockets and files."""


class MakeAdapter(Protocol):
    """How the registry makes an adapter: every adapter class has this constructor."""

    def __call__(self, system: System, *, guard: Guard, secrets: Secrets) -> Adapter: ...


def straight(request: Callable[[float], Answer]) -> Answer:
    """A guard without rules, for tools and tests: one try, thirty seconds."""
    return request(30.0)
