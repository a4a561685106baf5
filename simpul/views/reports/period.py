"""A month as reports count it: whole days of Medan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from simpul.core import i18n
from simpul.core.errors import NotPossible
from simpul.core.i18n import WIB, Words
from simpul.store.queries import query

#: Months a report offers to choose from.
OFFERED = 24


@dataclass(frozen=True, order=True)
class Period:
    """One calendar month."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def begins(self) -> datetime:
        """Its first moment, in Medan."""
        return datetime(self.year, self.number, 1, tzinfo=WIB)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return self.moved(1).begins

    @property
    def words(self) -> Words:
        """``Oktober 2026``."""
        day = date(self.year, self.number, 1)
        return Words(
            id=i18n.day(day, "id").partition(" ")[2],
            en=i18n.day(day, "en").partition(" ")[2],
        )

    def moved(self, months: int) -> Period:
        """So many months later."""
        count = self.year * 12 + self.number - 1 + months
        return Period(count // 12, count % 12 + 1)


def month_of(month: str) -> Period:
    """The month written ``2026-10``.

    Raises:
        NotPossible: it is not a month.
    """
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", month)
    if not found:
        raise NotPossible(
            Words(id="Bulan tidak dikenal. Tulis seperti 2026-10.", en="Not a month. Write it like 2026-10.")
        )
    return Period(int(found[1]), int(found[2]))


def month_at(moment: datetime) -> Period:
    """The month of Medan a moment lies in."""
    local = moment.astimezone(WIB)
    return Period(local.year, local.month)


def months_known(conn: Connection) -> tuple[Period, ...]:
    """The present month and those before it in which the hub ran, newest first, at most two years of them."""
    clock = conn.execute(text(query("status_clock"))).one()
    now = month_at(clock.now)
    first = min(now, month_at(clock.first_run_at or clock.now))
    offered = (now.moved(-back) for back in range(OFFERED))
    return tuple(month for month in offered if month >= first)


def full_months(conn: Connection) -> tuple[Period, ...]:
    """Of those the months the hub saw from their first day to their last, newest first."""
    clock = conn.execute(text(query("status_clock"))).one()
    first = clock.first_run_at or clock.now
    return tuple(month for month in months_known(conn)[1:] if month.begins.date() >= first.astimezone(WIB).date())
