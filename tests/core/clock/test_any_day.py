"""Days, months and working days at drawn moments, the ends of months and 29 February among them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simpul.cases.cases import NotPossible
from simpul.core import clock, i18n, opening_hours
from simpul.core.model import Calendar
from simpul.delivery import data_balikan
from simpul.store import engine as db
from simpul.store import ruleviews
from simpul.testing.town import shipped
from simpul.views import reports

#: Ends of months, of years and of February come as often as all other days together.
ENDS = st.builds(
    lambda year, month: date(year, month, 1) - timedelta(days=1), st.integers(2025, 2099), st.integers(1, 12)
)
DAYS = st.dates(date(2025, 1, 1), date(2099, 12, 31)) | ENDS
HOURS = st.times() | st.sampled_from([time(0), time(23, 59, 59, 999999)])
MOMENTS = st.builds(lambda day, hour: datetime.combine(day, hour, clock.WIB), DAYS, HOURS)
HERE = shipped()
#: Never connected to: what is refused is refused before.
NOWHERE = db.engine("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
LEAP = datetime(2028, 2, 29, 12, tzinfo=clock.WIB)


@given(moment=MOMENTS, months=st.integers(-60, 60))
@example(moment=LEAP, months=-12)
@example(moment=datetime(2027, 12, 31, 23, 59, tzinfo=clock.WIB), months=2)
def test_a_month_holds_its_days_and_leads_back(moment: datetime, months: int) -> None:
    """Every moment lies in its month, months follow each other without a gap, and so many on and back is home."""
    month = reports.month_at(moment)
    assert month.begins <= moment < month.ends
    assert month.moved(1).begins == month.ends
    assert month.moved(months).moved(-months) == month
    assert reports.month_of(str(month)) == month
    assert 28 <= (month.ends - month.begins).days <= 31


@given(moment=MOMENTS)
@example(moment=LEAP)
def test_the_month_that_runs_is_not_reported_back(moment: datetime) -> None:
    """On any day the data balikan of the month that runs, and of the one after it, is refused."""
    with clock.given(moment):
        for ahead in (0, 1):
            with pytest.raises(NotPossible):
                data_balikan.open_month(NOWHERE, HERE, str(reports.month_at(moment).moved(ahead)), actor="rina")


@given(moment=MOMENTS, days=st.sets(st.integers(1, 7), min_size=1), opens=st.integers(0, 23), closes=st.integers(0, 23))
@example(moment=LEAP, days={2}, opens=8, closes=16)
def test_a_closed_link_opens_on_one_of_its_days(moment: datetime, days: set[int], opens: int, closes: int) -> None:
    """When a link opens again it is open then, on a day of its week, and less than nine days away."""
    when = Calendar(hours=f"{opens:02}:00-{closes:02}:00", days=tuple(sorted(days)))
    until = opening_hours.closed_until(when, moment)
    if until is not None:
        assert moment < until <= moment + timedelta(days=9)
        assert opening_hours.closed_until(when, until) is None
        assert clock.day(until).isoweekday() in days


@given(moment=MOMENTS, ahead=st.timedeltas(timedelta(0), timedelta(days=400)))
@example(moment=LEAP, ahead=timedelta(days=366))
def test_a_coming_moment_is_said_so_that_it_means_one_day(moment: datetime, ahead: timedelta) -> None:
    """Another day is never said as an hour alone, and one more than a week away has its date."""
    then = moment + ahead
    said = i18n.until(then, moment, "en")
    if clock.day(then) != clock.day(moment):
        assert said != i18n.clock(then, "en")
    if ahead >= timedelta(days=6):
        assert i18n.day(clock.day(then), "en") in said


@pytest.mark.parametrize("year", [2028, 2032])
def test_working_days_of_a_leap_year_have_no_gap(year: int) -> None:
    """29 February is one of the days that are counted, each once and in their order."""
    days = ruleviews.workdays(year, year)
    assert [day for day, _, _ in days] == [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    numbers = [0, *(number for _, number, _ in days)]
    assert [later - earlier for earlier, later in zip(numbers, numbers[1:], strict=False)] == [
        int(working) for _, _, working in days
    ]
