"""The clock: the city's day in any zone, the same as the database's, and another one where a test gives it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from simpul.core import clock

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.timezones())  # noqa: DTZ001
ZONES = st.sampled_from(["UTC", "Etc/GMT+11", "Pacific/Kiritimati", "America/New_York", "Asia/Jayapura"])


@contextmanager
def _machine_in(zone: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


@given(moment=MOMENTS, zone=ZONES)
def test_a_day_is_the_city_s(moment: datetime, zone: str) -> None:
    """Whatever zone the machine is in, today begins and ends at midnight in Medan."""
    with _machine_in(zone), clock.given(moment):
        assert clock.now() == moment.astimezone(UTC)
        assert clock.now().utcoffset() == timedelta(0)
        assert clock.today() == (moment.astimezone(UTC) + timedelta(hours=7)).date() == clock.day(moment)


def test_every_thread_is_told_the_given_time() -> None:
    """A given clock holds for other threads too, and is gone after its block, however that ends."""
    moment, heard = datetime(2028, 2, 29, 9, tzinfo=clock.WIB), []
    try:
        with clock.given(moment):
            thread = threading.Thread(target=lambda: heard.append(clock.now()))
            thread.start()
            thread.join()
            raise KeyError
    except KeyError:
        assert heard == [moment]
    assert clock.now() != moment


def test_database_and_process_tell_the_same_time(engine: Engine) -> None:
    """A machine whose clock was moved has moved its database too."""
    with engine.connect() as conn:
        theirs = conn.execute(text("select clock_timestamp()")).scalar_one()
    assert abs(theirs - clock.now()) < timedelta(minutes=1)
