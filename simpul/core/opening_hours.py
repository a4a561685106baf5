"""When a link may be used: opening hours, weekdays and announced maintenance, in WIB."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from simpul.core.clock import WIB as WIB
from simpul.core.model import Calendar

#: Adjoining closures looked through before giving up; a calendar that never opens is looked at again a day later.
_STEPS = 64


def closed_until(calendar: Calendar, now: datetime) -> datetime | None:
    """When a closed link opens again (aware), or None if it is open at ``now``."""
    moment = now
    for _ in range(_STEPS):
        opens = _after_maintenance(calendar, moment) or _after_hours(calendar, moment)
        if opens is None:
            return None if moment == now else moment
        moment = opens
    return now + timedelta(days=1)


def in_maintenance(calendar: Calendar, now: datetime) -> bool:
    """Whether an announced maintenance window covers ``now``."""
    return _after_maintenance(calendar, now) is not None


def _after_maintenance(calendar: Calendar, moment: datetime) -> datetime | None:
    return max((end for start, end in calendar.maintenance if start <= moment < end), default=None)


def _after_hours(calendar: Calendar, moment: datetime) -> datetime | None:
    """The next opening, or None while open. Hours that end before they begin run past midnight."""
    opening, closing = _hours(calendar.hours)
    today = moment.astimezone(WIB).date()
    openings: list[datetime] = []
    for offset in range(-1, 9):
        day = today + timedelta(days=offset)
        if day.isoweekday() not in calendar.days:
            continue
        start = datetime.combine(day, opening, WIB)
        end = datetime.combine(day, closing, WIB) + timedelta(days=closing <= opening)
        if start <= moment < end:
            return None
        openings.append(start)
    return min((start for start in openings if start > moment), default=moment + timedelta(days=1))


def _hours(hours: str) -> tuple[time, time]:
    opening, _, closing = (hours or "00:00-00:00").replace("24:00", "00:00").partition("-")
    return time.fromisoformat(opening.strip()), time.fromisoformat(closing.strip())
