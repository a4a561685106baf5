"""The guard of a link over real PostgreSQL: retries, breaker, budget, quota, calendar."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, Row, text

from simpul.core import clock
from simpul.core.errors import BadCredentials, Overtaken, Park, Rejected, Retry, SimpulError, Unknown
from simpul.core.model import Calendar, Limits, System
from simpul.links import guard as link


def system(**limits: Any) -> System:
    """A system of its own for each test, so tests share a database but no link."""
    return System(name=f"s{uuid.uuid4().hex[:8]}", title="Uji", adapter="rest", address="", limits=Limits(**limits))


def failing(*errors: SimpulError | None) -> Callable[[float], str]:
    """A request that raises these one after the other (None: answers), then answers."""
    coming = list(errors)

    def request(seconds: float) -> str:
        error = coming.pop(0) if coming else None
        if error is not None:
            raise error
        return f"answered within {seconds:g}"

    return request


def row(engine: Engine, of: System) -> Row[Any]:
    with engine.connect() as connection:
        return connection.execute(text("select * from simpul.link_state where system = :s"), {"s": of.name}).one()


def change(engine: Engine, of: System, assignment: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"update simpul.link_state set {assignment} where system = :s"), {"s": of.name})


def test_a_request_gets_its_deadline_and_its_answer_comes_back(engine: Engine) -> None:
    """A healthy link adds nothing but bookkeeping."""
    one = system(deadline=7)
    assert link.guard(engine, one)(failing()) == "answered within 7"
    state = row(engine, one)
    assert (state.breaker, state.calls, state.errors, state.used_today) == ("closed", 1, 0, 1)
    assert state.last_ok_at is not None


def test_a_transient_error_is_repeated_with_growing_jitter(engine: Engine) -> None:
    """The same request is sent again after a random pause."""
    slept: list[float] = []
    one = system()
    answer = link.guard(engine, one, sleep=slept.append)(failing(Retry("reset"), Retry("reset")))
    assert answer.startswith("answered")
    assert len(slept) == 2
    assert all(0 <= seconds <= 2 for seconds in slept)
    assert row(engine, one).failures == 0


def test_attempts_end(engine: Engine) -> None:
    """No request is repeated for ever."""
    tries: list[float] = []

    def request(seconds: float) -> str:
        tries.append(seconds)
        raise Retry("refused")

    with pytest.raises(Retry, match="refused"):
        link.guard(engine, system(attempts=3, breaker_after=9), sleep=lambda _: None)(request)
    assert len(tries) == 3


@pytest.mark.parametrize(
    ("after", "expected"),
    [(2.0, 2.0), (-5.0, 0.0), (float("nan"), 0.0), (None, 0.0), (315_360_000.0, 3600.0), (float("inf"), 3600.0)],
)
def test_retry_after_is_believed_within_reason(after: float | None, expected: float) -> None:
    """Negative, absurd and unreadable waits are brought between nothing and an hour."""
    assert link.retry_after(Retry("slow down", after=after)) == expected


def test_a_short_retry_after_is_slept_by_all_workers(engine: Engine) -> None:
    """What one worker is told, every worker waits for."""
    mine: list[float] = []
    others: list[float] = []
    one = system()
    link.guard(engine, one, sleep=mine.append)(failing(Retry("429", after=3.0, counts=False)))
    link.guard(engine, one, sleep=others.append)(failing())
    assert 3.0 <= sum(mine) < 6
    assert 2.0 < sum(others) <= 3.0


def test_a_long_retry_after_parks_instead_of_sleeping(engine: Engine) -> None:
    """A worker is not held for a minute; the link says until when it is closed."""
    slept: list[float] = []
    one = system()
    with pytest.raises(Park) as parked:
        link.guard(engine, one, sleep=slept.append)(failing(Retry("429", after=600.0, counts=False)))
    assert slept == []
    wait = parked.value.until - clock.now()
    assert timedelta(seconds=580) < wait <= timedelta(seconds=601)
    with pytest.raises(Park):
        link.guard(engine, one, sleep=slept.append)(failing())


def test_politeness_is_not_a_failure(engine: Engine) -> None:
    """429 never opens the breaker and costs no retry budget."""
    one = system(breaker_after=2)
    polite = [Retry("429", counts=False)] * 4
    link.guard(engine, one, sleep=lambda _: None)(failing(*polite))
    state = row(engine, one)
    assert (state.breaker, state.failures) == ("closed", 0)
    assert state.budget == pytest.approx(10.0)


def test_the_breaker_opens_and_says_until_when(engine: Engine) -> None:
    """After so many failures in a row nothing is sent until a known time."""
    one = system(breaker_after=3, breaker_seconds=120, attempts=5)
    sent: list[float] = []

    def request(seconds: float) -> str:
        sent.append(seconds)
        raise Retry("refused")

    with pytest.raises(Park) as parked:
        link.guard(engine, one, sleep=lambda _: None)(request)
    assert len(sent) == 3
    assert timedelta(seconds=110) < parked.value.until - clock.now() <= timedelta(seconds=121)
    assert row(engine, one).breaker == "open"


def test_the_breaker_heals_by_itself(engine: Engine) -> None:
    """When its time is over one probe goes out, and its answer closes the breaker."""
    one = system(breaker_after=1, breaker_seconds=120)
    ask = link.guard(engine, one, sleep=lambda _: None)
    with pytest.raises(Park):
        ask(failing(Retry("refused")))
    change(engine, one, "open_until = clock_timestamp() - interval '1 second'")
    assert ask(failing()).startswith("answered")
    state = row(engine, one)
    assert (state.breaker, state.failures, state.probe_holder, state.open_until) == ("closed", 0, None, None)


def test_a_failed_probe_opens_it_for_longer(engine: Engine) -> None:
    """Each probe that fails doubles the rest."""
    one = system(breaker_after=1, breaker_seconds=100, attempts=1)
    ask = link.guard(engine, one, sleep=lambda _: None)
    with pytest.raises(Retry):
        ask(failing(Retry("refused")))
    change(engine, one, "open_until = clock_timestamp() - interval '1 second'")
    with pytest.raises(Retry):
        ask(failing(Retry("refused")))
    state = row(engine, one)
    assert state.breaker == "open"
    assert state.open_until - clock.now() > timedelta(seconds=190)


def test_a_prober_that_dies_gives_its_probe_back(engine: Engine) -> None:
    """A probe nobody finishes is free again after its deadline."""
    one = system()
    ask = link.guard(engine, one)
    change(
        engine, one, "breaker = 'half_open', probe_holder = 'dead', probe_until = clock_timestamp() + interval '1 hour'"
    )
    with pytest.raises(Park):
        ask(failing())
    change(engine, one, "probe_until = clock_timestamp() - interval '1 second'")
    assert ask(failing()).startswith("answered")
    assert row(engine, one).breaker == "closed"


def test_a_straggler_does_not_close_the_breaker(engine: Engine) -> None:
    """Only the probe proves that the link is back."""
    one = system(breaker_after=1, breaker_seconds=120)

    def slow(_: float) -> str:
        change(engine, one, "breaker = 'open', open_until = clock_timestamp() + interval '1 hour', failures = 7")
        return "late answer"

    assert link.guard(engine, one)(slow) == "late answer"
    state = row(engine, one)
    assert (state.breaker, state.failures) == ("open", 7)


def test_stop_passes_straight_through_and_is_recorded(engine: Engine) -> None:
    """What a person must settle is neither repeated nor held against the link, and keeps no probe."""
    one = system(breaker_after=1)
    ask = link.guard(engine, one)
    change(engine, one, "breaker = 'open', open_until = clock_timestamp() - interval '1 second'")
    with pytest.raises(BadCredentials):
        ask(failing(BadCredentials("sandi ditolak untuk 1271091010900001")))
    state = row(engine, one)
    assert state.last_error == "BadCredentials: sandi ditolak untuk 127109••••••0001"
    assert (state.breaker, state.probe_holder, state.probe_until, state.errors) == ("half_open", None, None, 1)


@pytest.mark.parametrize("error", [Overtaken("412"), Rejected("422")])
def test_a_refusal_of_content_is_a_healthy_link(engine: Engine, error: SimpulError) -> None:
    """The target read and answered: the link works."""
    one = system()
    with pytest.raises(type(error)):
        link.guard(engine, one)(failing(error))
    assert row(engine, one).errors == 0


def test_a_lost_reply_counts_but_is_not_repeated(engine: Engine) -> None:
    """Only a probe may settle a write whose answer is missing."""
    one = system()
    with pytest.raises(Unknown):
        link.guard(engine, one)(failing(Unknown("no answer"), Unknown("again")))
    state = row(engine, one)
    assert (state.failures, state.calls) == (1, 1)


def test_the_retry_budget_ends_retries_not_requests(engine: Engine) -> None:
    """With an empty purse each request still gets its first try; successes fill it by a tenth each."""
    one = system(breaker_after=1000)
    ask = link.guard(engine, one, sleep=lambda _: None)
    change(engine, one, "budget = 0.45, last_error_at = clock_timestamp()")
    with pytest.raises(Retry, match="budget"):
        ask(failing(Retry("refused")))
    for _ in range(6):
        ask(failing())
    assert ask(failing(Retry("refused"))).startswith("answered")


def test_the_budget_has_a_floor(engine: Engine) -> None:
    """A minute without errors pays one retry, however bad the day was."""
    one = system(breaker_after=1000)
    ask = link.guard(engine, one, sleep=lambda _: None)
    change(engine, one, "budget = 0, last_error_at = clock_timestamp() - interval '61 seconds'")
    assert ask(failing(Retry("refused"))).startswith("answered")


def test_extra_calls_stay_near_a_fifth(engine: Engine) -> None:
    """On a link that fails half the time retries add about a fifth of the successes and the purse."""
    one = system(breaker_after=10**6)
    ask = link.guard(engine, one, sleep=lambda _: None)
    calls = 0
    asked = 200

    def flaky(_: float) -> str:
        nonlocal calls
        calls += 1
        if calls % 2:
            raise Retry("503")
        return "ok"

    for _ in range(asked):
        try:
            ask(flaky)
        except Retry:
            continue
    assert calls - asked <= link.BUDGET_SHARE * asked + link.BUDGET_CAP <= 0.2 * asked + 10


def test_the_quota_of_a_day_parks_until_midnight(engine: Engine) -> None:
    """Every try counts, and the day is Medan's."""
    one = system(quota=2)
    ask = link.guard(engine, one)
    ask(failing())
    ask(failing())
    with pytest.raises(Park) as parked:
        ask(failing())
    local = parked.value.until.astimezone(link.WIB)
    assert (local.hour, local.minute) == (0, 0)
    assert row(engine, one).used_today == 2
    change(engine, one, "used_day = '2020-01-01'")
    assert ask(failing()).startswith("answered")
    assert row(engine, one).used_today == 1


def test_a_closed_calendar_parks_without_a_request(engine: Engine) -> None:
    """Outside its hours a system hears nothing from us."""
    tomorrow = (clock.today() + timedelta(days=2)).isoweekday()
    one = replace(system(), calendar=Calendar(days=(tomorrow,)))
    with pytest.raises(Park, match="calendar"):
        link.guard(engine, one)(failing())
    assert row(engine, one).calls == 0


def test_a_park_of_the_source_holds_for_everybody(engine: Engine) -> None:
    """What a system says of its own closing is kept, at most for a day."""
    one = system()
    far = clock.now() + timedelta(days=400)
    with pytest.raises(Park):
        link.guard(engine, one)(failing(Park("quota", until=far)))
    with pytest.raises(Park) as parked:
        link.guard(engine, one)(failing())
    assert parked.value.until < clock.now() + timedelta(hours=25)


def test_the_guard_survives_a_lost_database_connection(engine: Engine) -> None:
    """A server that ended our idle connection costs nothing."""
    one = system()
    ask = link.guard(engine, one)
    ask(failing())
    with engine.connect() as connection:
        connection.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        )
    assert ask(failing()).startswith("answered")


def test_no_transaction_is_open_while_a_request_runs(engine: Engine) -> None:
    """The network never waits inside a transaction."""
    one = system()

    def look(_: float) -> list[str]:
        with engine.connect() as connection:
            states = connection.execute(
                text(
                    "select state from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                )
            )
            return [state for (state,) in states]

    assert "idle in transaction" not in link.guard(engine, one)(look)
