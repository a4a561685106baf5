"""Which times of failing are one disruption, and which are none."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from simpul.core.model import Calendar
from simpul.operations import home_summary, incidents
from simpul.operations.status import status
from tests.operations.status.facts import Facts, a_city

M = timedelta(minutes=1)


@pytest.fixture
def now(facts: Facts) -> datetime:
    """The database's clock."""
    found: datetime = facts.sql("select clock_timestamp()").scalar()
    return found


def runs(facts: Facts, target: str, *steps: tuple[str, int]) -> None:
    """Runs of a target, each with its state and age in minutes, each a minute long."""
    for state, age in steps:
        facts.run(target, state, age=age * M, reason="x" if state in ("failed", "stopped") else "")
    facts.sql("update simpul.run set ended_at = started_at + interval '1 minute' where state <> 'running'")


def spells(facts: Facts, now: datetime) -> list[tuple[str, int, int | None]]:
    """System, age of its begin and of its end in minutes."""
    with facts.engine.connect() as conn:
        found = incidents.spells(conn, since=now - timedelta(days=1))

    def age(moment: datetime) -> int:
        return round((now - moment) / M)

    return [(one.system, age(one.began), age(one.ended) if one.ended else None) for one in found]


def test_a_failing_time_lasts_from_the_first_failure_to_the_next_success(facts: Facts, now: datetime) -> None:
    """What failed again and again, parked in between, is one time."""
    runs(
        facts, "siak.penduduk", ("done", 90), ("failed", 60), ("failed", 50), ("parked", 40), ("done", 30), ("done", 5)
    )
    assert spells(facts, now) == [("siak", 60, 29)]


def test_feeds_that_fail_together_are_one_disruption(facts: Facts, now: datetime) -> None:
    """A system is down once, however many feeds notice it; it is back when the last one is."""
    runs(facts, "siak.penduduk", ("failed", 60), ("done", 30))
    runs(facts, "siak.keluarga", ("failed", 50), ("done", 20))
    runs(facts, "apsp.pemohon", ("failed", 40), ("done", 10))
    assert spells(facts, now) == [("apsp", 40, 9), ("siak", 60, 19)]


def test_two_outages_are_two(facts: Facts, now: datetime) -> None:
    """A success between them keeps them apart."""
    runs(facts, "siak.penduduk", ("failed", 90), ("done", 80), ("failed", 30), ("done", 20))
    assert spells(facts, now) == [("siak", 30, 19), ("siak", 90, 79)]


def test_a_delivery_that_fails_is_felt_too(facts: Facts, now: datetime) -> None:
    """Sending is a use of the link like reading; a success of another kind does not end it."""
    facts.run("apsp", "failed", age=40 * M, kind="deliver", reason="x")
    facts.run("apsp", "done", age=30 * M, kind="sweep")
    assert spells(facts, now) == [("apsp", 40, None)]


def test_closed_hours_are_no_failure(facts: Facts, now: datetime) -> None:
    """Runs that were parked alone begin nothing."""
    runs(facts, "siak.penduduk", ("parked", 60), ("parked", 30))
    assert spells(facts, now) == []


def present(facts: Facts, **city: object) -> list[tuple[str, str]]:
    """System and services of what is disrupted now."""
    where = a_city(**city)  # type: ignore[arg-type]
    found = incidents.present(facts.engine, where, status(facts.engine, where))
    return [(one.system, one.services.en) for one in found]


def test_a_transient_error_is_nobodys_business(facts: Facts) -> None:
    """A link that heals itself is a disruption only once it lasted a quarter of an hour."""
    facts.well()
    facts.run("apsp.pemohon", "failed", age=5 * M, reason="x")
    assert present(facts) == []
    facts.sql("update simpul.run set started_at = now() - interval '20 minutes' where state = 'failed'")
    assert [system for system, _ in present(facts)] == ["apsp"]


def test_a_held_run_is_a_decision_and_no_disruption(facts: Facts) -> None:
    """The link works; somebody has to look."""
    facts.well()
    number = facts.run("siak.penduduk", "held")
    facts.sql("insert into simpul.brake (run_id, target, reason) values (:run, 'siak.penduduk', 'x')", run=number)
    assert present(facts) == []


def test_old_data_is_felt_from_the_limit_on(facts: Facts) -> None:
    """Late data is a disruption since it passed its limit, not since it last came."""
    facts.well()
    facts.received("apsp.pemohon", timedelta(hours=3))
    where = a_city()
    found = status(facts.engine, where)
    (one,) = incidents.present(facts.engine, where, found)
    assert abs((found.at - one.since) - timedelta(hours=2)) < timedelta(minutes=1)


def test_maintenance_tells_when_it_resumes(facts: Facts) -> None:
    """An announced window is felt, with its end; closing hours are every day's."""
    facts.well()
    begin: datetime = facts.sql("select clock_timestamp()").scalar()
    end = begin + timedelta(hours=2)
    where = a_city(calendar=Calendar(maintenance=((begin - M, end),)))
    (one,) = incidents.present(facts.engine, where, status(facts.engine, where))
    assert one.resumes_at == end
    closed = Calendar(hours="00:00-00:01", days=(begin.isoweekday() % 7 + 2 if begin.isoweekday() < 6 else 3,))
    assert present(facts, calendar=closed) == []


def test_a_used_up_quota_is_felt_until_midnight(facts: Facts) -> None:
    """The services that need it wait, and are told until when."""
    facts.well()
    facts.link("siak", "used_today = 10, used_day = to_char(now() at time zone 'Asia/Jakarta', 'YYYY-MM-DD')")
    assert [system for system, _ in present(facts, quota=10)] == ["siak"]


def test_the_visit_is_told_of_what_lasted(facts: Facts, now: datetime) -> None:
    """Links that fell and still lie, and those that came back since; a hiccup is left out."""
    runs(facts, "siak.penduduk", ("failed", 60), ("done", 30))
    runs(facts, "apsp.pemohon", ("failed", 50))
    found = home_summary.since(facts.engine, a_city(), now - timedelta(hours=2), now=now)
    assert (found.fallen, found.recovered) == (("Layanan Satu Pintu",), ("SIAK",))
    runs(facts, "apsp.pemohon", ("done", 2))
    facts.sql("delete from simpul.run where target = 'siak.penduduk'")
    facts.sql("update simpul.run set started_at = now() - interval '4 minutes' where state = 'failed'")
    found = home_summary.since(facts.engine, a_city(), now - timedelta(hours=2), now=now)
    assert found.quiet


def test_a_long_absence_is_told_of_a_month(facts: Facts, now: datetime) -> None:
    """Who was away for a year is not read the year."""
    found = home_summary.since(facts.engine, a_city(), now - timedelta(days=400), now=now)
    assert found.at == now - home_summary.LONGEST


def test_history_names_the_length_of_what_is_over(facts: Facts, now: datetime) -> None:
    """Announced ones and lasting times of links, newest first; hiccups are left out."""
    runs(facts, "siak.penduduk", ("stopped", 60), ("done", 30))
    runs(facts, "apsp.pemohon", ("failed", 20), ("done", 15))
    asked = incidents.Announcement(title="Listrik padam", services="loket", text_id="Padam.", starts_at=now - 5 * M)
    number = incidents.announce(facts.engine, asked, actor="rina")
    incidents.end(facts.engine, number, actor="budi")
    past = incidents.history(facts.engine, a_city(), now=now)
    assert [(one.title.en, one.announced_by, one.ended_by) for one in past] == [
        ("Listrik padam", "rina", "budi"),
        ("SIAK: needed somebody", "", ""),
    ]
