"""The one clock: what time it is, and which day it is in the city, whatever zone the machine is set to.

Who judges a lease, an undo window or the age of a row asks the database's clock instead (``clock_timestamp()``): it is
one for all workers. What happens in this process, and every "today", is told here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: Where the city is: days begin and end here.
WIB = ZoneInfo("Asia/Jakarta")


def _machine() -> datetime:
    return datetime.now(UTC)


_read: Callable[[], datetime] = _machine


def now() -> datetime:
    """This moment, aware and in UTC."""
    return _read()


def today() -> date:
    """The day it is in the city."""
    return day(now())


def day(moment: datetime) -> date:
    """The day in the city that an aware moment lies in."""
    return moment.astimezone(WIB).date()


@contextmanager
def given(moment: datetime) -> Iterator[None]:
    """For the length of a ``with`` every thread of this process is told ``moment`` (aware); the database is not."""
    global _read
    before = _read
    at = moment.astimezone(UTC)
    _read = lambda: at  # noqa: E731
    try:
        yield
    finally:
        _read = before
