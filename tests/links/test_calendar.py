"""Calendars of links, as a table of moments."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from simpul.core.model import Calendar
from simpul.core.opening_hours import WIB, closed_until, in_maintenance

OFFICE = Calendar(hours="07:30-16:00", days=(1, 2, 3, 4, 5))
NIGHT = Calendar(hours="22:00-04:00", days=(5,))
UPKEEP = Calendar(maintenance=((datetime(2026, 11, 18, 9, tzinfo=WIB), datetime(2026, 11, 18, 10, tzinfo=WIB)),))
BOTH = Calendar(
    hours="07:30-16:00",
    days=(1, 2, 3, 4, 5),
    maintenance=((datetime(2026, 11, 20, 15, tzinfo=WIB), datetime(2026, 11, 23, 9, tzinfo=WIB)),),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("calendar", "now", "opens"),
    [
        (Calendar(), "2026-11-22 03:00", None),  # no calendar: always open
        (OFFICE, "2026-11-20 07:30", None),  # Friday, the first open minute
        (OFFICE, "2026-11-20 15:59", None),
        (OFFICE, "2026-11-20 07:29", "2026-11-20 07:30"),
        (OFFICE, "2026-11-20 16:00", "2026-11-23 07:30"),  # the closing minute is closed; next is Monday
        (OFFICE, "2026-11-22 10:00", "2026-11-23 07:30"),  # Sunday
        (NIGHT, "2026-11-21 03:59", None),  # Saturday morning belongs to Friday's night
        (NIGHT, "2026-11-21 04:00", "2026-11-27 22:00"),
        (UPKEEP, "2026-11-18 09:30", "2026-11-18 10:00"),
        (UPKEEP, "2026-11-18 10:00", None),
        (BOTH, "2026-11-20 15:30", "2026-11-23 09:00"),  # maintenance ends inside hours: open at once
        (BOTH, "2026-11-20 16:30", "2026-11-23 09:00"),  # closed by hours, then by maintenance
        (Calendar(hours="08:00-24:00"), "2026-11-20 23:59", None),
    ],
)
def test_a_closed_link_knows_when_it_opens(calendar: Calendar, now: str, opens: str | None) -> None:
    """Hours, days and maintenance together say when a link opens, in WIB."""
    assert closed_until(calendar, at(now)) == (at(opens) if opens else None)


def test_a_calendar_without_days_is_looked_at_again_tomorrow() -> None:
    """A link that never opens still has an end to its closure."""
    now = at("2026-11-20 10:00")
    opens = closed_until(Calendar(days=()), now)
    assert opens is not None
    assert now < opens <= now + timedelta(days=64)


def test_maintenance_is_told_from_hours() -> None:
    """Only an announced window counts as maintenance."""
    assert in_maintenance(UPKEEP, at("2026-11-18 09:00"))
    assert not in_maintenance(OFFICE, at("2026-11-22 10:00"))
