"""Working days of the city: without weekends, national holidays and the days off that come with them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=16)
def _off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def is_working(day: date) -> bool:
    """Whether offices are open on that day."""
    return day.weekday() < 5 and day not in _off(day.year)


@lru_cache(maxsize=4096)
def before(today: date, count: int) -> date:
    """The latest working day after which, until the end of ``today``, so many working days come."""
    day = today
    while count > 0 or not is_working(day):
        count -= is_working(day)
        day -= timedelta(days=1)
    return day
