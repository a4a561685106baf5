"""What ends on a day is told well before it, with its day, what stops and which file to change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from simpul.config import settings
from simpul.config.policy_file import Grant
from simpul.config.settings import City
from simpul.core import clock, i18n
from simpul.core.model import AccessBasis
from simpul.operations import link_diagnostics, measures
from simpul.operations.alerts import judge as alerts
from simpul.operations.status import status
from simpul.operations.status_model import Task
from tests.operations.status.facts import Facts, a_city

SOON = {"access": 80, "grant": 80, "plain_http": 20, "credentials": 20}


def ending(kind: str, last: date) -> City:
    """The small city with one thing of SIAK or of sending that ends after ``last``."""
    city = a_city()
    siak = city.systems["siak"]
    if kind == "access":
        basis = AccessBasis(agreement="PKS 9/2026", purpose="x", legal_basis="y", valid_until=last)
        feed = replace(city.feeds["siak.penduduk"], access=basis, file="mappings/siak/penduduk.yaml")
        return replace(city, feeds={**city.feeds, feed.name: feed})
    if kind == "grant":
        grant = Grant(to="siak", kind="segarkan", fields=("nik",), purpose="x", legal_basis="y", valid_until=last)
        return replace(city, policy=replace(city.policy, grants=(grant,)))
    if kind == "plain_http":
        plain = {"reason": "x", "approver": "y", "until": last}
        changed = replace(siak, address="http://10.0.0.1/", plain_http=plain)
    else:
        changed = replace(siak, auth={"kind": "wsse", "expires": last})
    return replace(city, systems={**city.systems, "siak": replace(changed, file="mappings/siak/system.yaml")})


def tasks_of(facts: Facts, city: City) -> list[Task]:
    return [task for task in status(facts.engine, city).tasks if task.kind == "ending"]


@pytest.mark.parametrize("kind", SOON)
def test_an_end_is_a_task_well_before_it(facts: Facts, kind: str) -> None:
    """Status and the home page say in both languages what ends, on which day, and the setting to change."""
    last = clock.today() + timedelta(days=SOON[kind])
    [task] = tasks_of(facts, ending(kind, last))
    assert (task.target, task.state, task.page) == ("siak", "late", "/koneksi/siak")
    assert i18n.day(last) in task.what.id
    assert i18n.day(last, "en") in task.what.en
    setting = {"access": "valid_until", "grant": "valid_until", "plain_http": "until", "credentials": "expires"}[kind]
    file = {"access": "penduduk.yaml", "grant": "policy.yaml"}.get(kind, "system.yaml")
    for said in (task.advice.id, task.advice.en):
        assert setting in said and file in said
    assert task.whom.id and task.whom.en


@pytest.mark.parametrize("kind", SOON)
def test_an_end_far_away_is_nobody_s_task(facts: Facts, kind: str) -> None:
    """A year before it there is nothing to do."""
    assert tasks_of(facts, ending(kind, clock.today() + timedelta(days=365))) == []


@pytest.mark.parametrize("kind", SOON)
@pytest.mark.parametrize("left", [3, -1])
def test_a_passed_or_near_end_needs_somebody_now(facts: Facts, kind: str, left: int) -> None:
    """The last days and the days after are an action, and what is over is said to be over."""
    [task] = tasks_of(facts, ending(kind, clock.today() + timedelta(days=left)))
    assert task.state == "action"
    assert ("sudah berakhir" in task.what.id) is (left < 0)
    assert ("ended" in task.what.en) is (left < 0)


@pytest.mark.parametrize("kind", SOON)
def test_an_end_is_an_alert_and_stands_at_the_link(facts: Facts, kind: str) -> None:
    """The people on duty are sent the same day, and the page of the link shows it."""
    last = clock.today() + timedelta(days=SOON[kind])
    city = ending(kind, last)
    [siak] = [one for one in link_diagnostics.health(facts.engine, city) if one.system == "siak"]
    assert [(one.kind, clock.day(one.until - timedelta(seconds=1))) for one in siak.expiries] == [(kind, last)]
    told = alerts.judge(status(facts.engine, city), measures.measure(facts.engine, city), city)
    [alert] = [one for one in told if one.kind == "expiry"]
    assert i18n.day(last) in alert.words.id
    assert alert.severity == "warning"


def test_a_later_end_that_takes_longer_to_renew_is_told_too(facts: Facts) -> None:
    """A password that ends first, and is not due yet, does not hide an agreement that is."""
    city = ending("access", clock.today() + timedelta(days=80))
    expires = clock.today() + timedelta(days=50)
    city = replace(city, systems={**city.systems, "siak": replace(city.systems["siak"], auth={"expires": expires})})
    told = alerts.judge(status(facts.engine, city), measures.measure(facts.engine, city), city)
    assert [one.target for one in told if one.kind == "expiry"] == ["siak"]


def test_feeds_on_one_agreement_are_one_task(facts: Facts) -> None:
    """One renewal is one thing to do, and it names every file the new day goes into."""
    city = ending("access", clock.today() + timedelta(days=10))
    basis = city.feeds["siak.penduduk"].access
    other = replace(city.feeds["siak.keluarga"], access=basis, file="mappings/siak/keluarga.yaml")
    [task] = tasks_of(facts, replace(city, feeds={**city.feeds, other.name: other}))
    assert "penduduk.yaml" in task.advice.id and "keluarga.yaml" in task.advice.id


MOMENTS = [
    date(2026, 12, 1),
    date(2027, 12, 31),
    date(2028, 1, 1),
    date(2028, 2, 29),
    date(2030, 6, 15),
    date(2099, 1, 1),
]


@pytest.mark.parametrize("day", MOMENTS, ids=str)
def test_a_sandbox_stands_on_any_day(day: date) -> None:
    """With the sandbox's mappings every feed may be read, every grant holds, and nothing is about to end."""
    noon = datetime.combine(day, time(12), UTC)
    with clock.given(noon):
        city = settings.load([settings.SHIPPED, settings.SHIPPED.parent / "sandbox" / "mappings"])
        for feed in city.feeds.values():
            settings.require_access(feed)
        ends = [one for system in city.systems.values() for one in link_diagnostics.ends(city, system)]
    assert {one.kind for one in ends} >= {"access", "grant"}
    assert {one.state(noon) for one in ends} == {"healthy"}


def test_shipped_agreements_end_where_they_say() -> None:
    """Without the sandbox's mappings the day that stands in the files holds: nothing is prolonged by itself."""
    with clock.given(datetime(2028, 1, 1, 12, tzinfo=UTC)):
        city = settings.load([settings.SHIPPED])
    assert {feed.access.valid_until for feed in city.feeds.values() if feed.access} == {date(2027, 12, 31)}
